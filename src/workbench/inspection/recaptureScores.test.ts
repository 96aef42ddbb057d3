import { describe, expect, test } from 'vitest';
import { COMPONENTS, QUALITY_LIMITS } from '../../face/quality/index.js';
import { isOutside, RECAPTURE_INTER_EYE, RECAPTURE_SCORES, roleOf } from './recaptureScores.js';

const tenth = (value: number) => Math.round(10 * value) / 10;

describe.each(['selfie', 'document'] as const)('the limits of recapture for a %s, as scores,', (role) => {
  const limits = Object.entries(QUALITY_LIMITS[role]);

  test('are those of src/face/quality, and no others', () => {
    const scores = limits.map(([name, { min, max }]) => {
      const { score } = COMPONENTS[name as keyof typeof COMPONENTS];
      const [at] = [min, max].flatMap((limit) => (limit === undefined ? [] : [tenth(score(limit))]));
      return [name, at === 0 ? null : at];
    });
    expect(RECAPTURE_SCORES[role]).toEqual(Object.fromEntries(scores));
  });

  test('divide what is within from what is beyond: scores fall towards the limit and on', () => {
    for (const [name, { min, max }] of limits) {
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
  });
});

test('the distance between the eyes at the limit is the same for all', () => {
  for (const role of ['selfie', 'document'] as const)
    expect(QUALITY_LIMITS[role].InterEyeDistance).toEqual({ min: RECAPTURE_INTER_EYE });
});

test('documents and chips are judged as documents, all else as selfies', () => {
  expect((['selfie', 'document', 'chip', 'video', null] as const).map(roleOf)).toEqual([
    ...['selfie', 'document', 'document', 'selfie', 'selfie'],
  ]);
});
