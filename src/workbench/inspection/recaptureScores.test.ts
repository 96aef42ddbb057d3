import { describe, expect, test } from 'vitest';
import { COMPONENTS, LEAST_INTER_EYE, QUALITY_LIMITS } from '../../face/index.js';
import { isOutside, RECAPTURE_SCORES, roleOf } from './recaptureScores.js';

const tenth = (value: number) => Math.round(10 * value) / 10;

test('scores at the limits are those of the curves of ISO/IEC 29794-5', () => {
  // 100 cos² 45°, 30° and 60°; 100 / (1 + e^((70 − 24) / 20)).
  expect(RECAPTURE_SCORES.selfie).toMatchObject({ HeadPoseYaw: 50, HeadPosePitch: 75, HeadPoseRoll: 25 });
  for (const role of ['selfie', 'document'] as const)
    expect(RECAPTURE_SCORES[role]).toMatchObject({ InterEyeDistance: 9.1, MarginBelowOfTheFaceImage: null });
  expect(RECAPTURE_SCORES.document).not.toHaveProperty('EyesOpen');
  expect(RECAPTURE_SCORES.selfie).not.toHaveProperty('HeadSize');
});

test.each(['selfie', 'document'] as const)(
  'for a %s they divide what is within from what is beyond: scores fall towards the limit and on',
  (role) => {
    for (const [name, { min, max }] of Object.entries(QUALITY_LIMITS[role])) {
      const { score } = COMPONENTS[name as keyof typeof COMPONENTS];
      if (min !== undefined && max !== undefined) expect(score(min)).toBeCloseTo(score(max), 6);
      for (const [limit, sign] of [
        [min, 1],
        [max, -1],
      ] as const) {
        if (limit === undefined) continue;
        const step = 0.05 * Math.abs(limit);
        const within = tenth(score(limit + sign * step));
        const beyond = tenth(score(limit - sign * 4 * step));
        expect(isOutside(name, within, role), `${name} within`).not.toBe(true);
        if (RECAPTURE_SCORES[role][name] !== null)
          expect(isOutside(name, beyond, role), `${name} beyond`).toBe(true);
      }
    }
  },
);

test('the distance between the eyes at the limit is the same for all', () => {
  for (const role of ['selfie', 'document'] as const)
    expect(QUALITY_LIMITS[role].InterEyeDistance).toEqual({ min: LEAST_INTER_EYE });
});

test('every limit of src/face has a score, and nothing else has', () => {
  for (const role of ['selfie', 'document'] as const)
    expect(Object.keys(RECAPTURE_SCORES[role]).sort()).toEqual(Object.keys(QUALITY_LIMITS[role]).sort());
});

describe('a picture', () => {
  test('is judged as a document where it is one or a chip, else as a selfie', () => {
    expect((['selfie', 'document', 'chip', 'video', null] as const).map(roleOf)).toEqual([
      ...['selfie', 'document', 'document', 'selfie', 'selfie'],
    ]);
  });
});
