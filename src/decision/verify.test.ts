import { describe, expect, it } from 'vitest';
import type { Calibration, ComponentName, Quality } from '../face/index.js';
import { DEFAULT_POLICY } from './policy.js';
import { documentReason, faceReason, type Role } from './reasons.js';
import { type Evidence, judge, type Objection } from './verify.js';

const point = (fmr: number, threshold: number) => ({
  fmr,
  threshold,
  fmrInterval: [fmr / 2, fmr * 2] as [number, number],
  fnmr: 0.05,
  fnmrInterval: [0.03, 0.08] as [number, number],
});

/** LLR 0 at score 0.5, −4 at 0.4; approval at FMR 1e-4 from 0.7 on. */
const calibration: Calibration = {
  slope: 40,
  offset: -20,
  thresholds: [point(1e-3, 0.6), point(1e-4, 0.7)],
  data: {
    name: 'a set',
    subjects: 500,
    images: 900,
    matedPairs: 800,
    nonMatedPairs: 400_000,
    failureToAcquire: 0,
  },
  command: 'npm run study:calibrate',
};

const usable = (role: Role, sha256: string = role): Evidence => ({ role, sha256, notes: [] });

/** Native measures of an ordinary photograph: the medians of lfw-dev. */
const ORDINARY: Readonly<Record<ComponentName, number>> = {
  IlluminationUniformity: 0.47,
  UnderExposurePrevention: 0.115,
  OverExposurePrevention: 0,
  DynamicRange: 7,
  Sharpness: 4.2,
  SingleFacePresent: 0,
  EyesOpen: 0.069,
  MouthClosed: 0.04,
  InterEyeDistance: 42,
  HeadSize: 0.31,
  LeftwardCropOfTheFaceImage: 2.5,
  RightwardCropOfTheFaceImage: 2.5,
  MarginAboveOfTheFaceImage: 1.47,
  MarginBelowOfTheFaceImage: 1.78,
  HeadPoseYaw: 0,
  HeadPosePitch: 0,
  HeadPoseRoll: 1,
};

function qualityWith(part: Partial<Record<ComponentName, number>>): Quality {
  const natives = Object.entries({ ...ORDINARY, ...part });
  const components = natives.map(([name, native]) => [name, { native, unit: '', score: 50 }]);
  return { components: Object.fromEntries(components) };
}

const decide = (score: number | null, part: { selfie?: Evidence; document?: Evidence; fmr?: number } = {}) =>
  judge(part.selfie ?? usable('selfie'), part.document ?? usable('document'), score, calibration, {
    ...DEFAULT_POLICY,
    approveFmr: part.fmr ?? 1e-4,
  });

const codes = ({ reasons }: { reasons: readonly { code: string }[] }) => reasons.map((r) => r.code);

describe('Two usable pictures', () => {
  it.each([
    ['approve', 0.7, 'score_reaches_threshold'],
    ['review', 0.6999, 'score_between_limits'],
    ['review', 0.4001, 'score_between_limits'],
    ['reject', 0.3999, 'evidence_against'],
  ])('%s at score %d', (decision, score, code) => {
    const judgement = decide(score);
    expect(judgement.decision).toBe(decision);
    expect(codes(judgement)).toEqual([code]);
    expect(judgement.llr).toBeCloseTo(40 * score - 20, 9);
  });

  it('say so where the stated FMR lies beyond the data', () => {
    expect(codes(decide(0.9, { fmr: 1e-6 }))).toEqual(['score_reaches_threshold', 'fmr_beyond_data']);
  });

  it('of one and the same file go to review, whatever the score', () => {
    const judgement = decide(1, { selfie: usable('selfie', 'abc'), document: usable('document', 'abc') });
    expect(judgement.decision).toBe('review');
    expect(codes(judgement)).toEqual(['pictures_identical']);
  });

  it('go to review where the model has no calibration: a score alone is no evidence', () => {
    const judgement = judge(usable('selfie'), usable('document'), 0.99, undefined, DEFAULT_POLICY);
    expect(judgement).toMatchObject({
      decision: 'review',
      llr: null,
      probability: null,
      operatingPoint: null,
    });
    expect(codes(judgement)).toEqual(['model_uncalibrated']);
  });

  it('carry what was noted of them behind the reason', () => {
    const selfie = { ...usable('selfie'), notes: [faceReason('bystanders_ignored', 'selfie')] };
    expect(codes(decide(0.8, { selfie }))).toEqual(['score_reaches_threshold', 'bystanders_ignored']);
  });
});

describe('A picture that cannot be used is taken again', () => {
  it('where no face could be chosen, with the reason and its role', () => {
    const selfie = { ...usable('selfie'), failure: faceReason('face_not_found', 'selfie') };
    const document = { ...usable('document'), failure: faceReason('faces_several', 'document') };
    const judgement = decide(null, { selfie, document });
    expect(judgement.decision).toBe('recapture');
    expect(judgement.reasons).toMatchObject([
      { code: 'face_not_found', about: 'selfie' },
      { code: 'faces_several', about: 'document' },
    ]);
  });

  it('where a quality component misses its limit, however good the score', () => {
    const good = decide(0.95, { selfie: { ...usable('selfie'), quality: qualityWith({}) } });
    expect(good.decision).toBe('approve');
    const turned = decide(0.95, {
      selfie: { ...usable('selfie'), quality: qualityWith({ HeadPoseYaw: 70 }) },
    });
    expect(turned.decision).toBe('recapture');
    expect(turned.reasons).toMatchObject([
      {
        code: 'quality_HeadPoseYaw',
        about: 'selfie',
        measured: { value: 70 },
        message: expect.stringMatching(/head/),
      },
    ]);
  });
});

describe('What stands against the document', () => {
  const against = (code: 'chip_forged' | 'mrz_unreadable', effect: Objection['effect']): Evidence => ({
    ...usable('document'),
    objections: [{ effect, reason: documentReason(code) }],
  });

  it('keeps an approval from being given without a person, and says first why', () => {
    const judgement = decide(0.9, { document: against('chip_forged', 'review') });
    expect(judgement.decision).toBe('review');
    expect(codes(judgement)).toEqual(['chip_forged', 'score_reaches_threshold']);
  });

  it('does not save two different people from being rejected', () => {
    const judgement = decide(0.2, { document: against('chip_forged', 'review') });
    expect(judgement.decision).toBe('reject');
    expect(codes(judgement)).toEqual(['evidence_against', 'chip_forged']);
  });

  it('asks for another picture where that may cure it, whatever the score', () => {
    for (const score of [0.2, 0.9]) {
      const judgement = decide(score, { document: against('mrz_unreadable', 'recapture') });
      expect(judgement.decision).toBe('recapture');
      expect(codes(judgement)).toEqual(['mrz_unreadable']);
    }
  });
});

describe('The order of the branches', () => {
  const unusable = (role: Role) => ({ ...usable(role, 'same'), failure: faceReason('face_not_found', role) });

  it('a picture that cannot be used comes before identical files', () => {
    const judgement = decide(null, { selfie: unusable('selfie'), document: unusable('document') });
    expect(judgement.decision).toBe('recapture');
    expect(codes(judgement)).toEqual(['face_not_found', 'face_not_found']);
  });

  it('identical files come before a model without calibration', () => {
    const [selfie, document] = [usable('selfie', 'same'), usable('document', 'same')];
    expect(codes(judge(selfie, document, 0.2, undefined, DEFAULT_POLICY))).toEqual(['pictures_identical']);
  });

  it('a failure hides the quality of the same picture, and not that of the other', () => {
    const poor = qualityWith({ InterEyeDistance: 10 });
    const selfie = { ...usable('selfie'), failure: faceReason('faces_several', 'selfie'), quality: poor };
    const document = { ...usable('document'), quality: poor };
    expect(codes(decide(null, { selfie, document }))).toEqual(['faces_several', 'quality_InterEyeDistance']);
  });

  it('approval comes before rejection where a lax policy allows both', () => {
    const policy = { ...DEFAULT_POLICY, approveFmr: 0.1, rejectLlr: 100 };
    expect(judge(usable('selfie'), usable('document'), 0.99, calibration, policy).decision).toBe('approve');
  });

  it('evidence below the limit rejects, though the stated FMR lies beyond the data', () => {
    expect(codes(decide(0.1, { fmr: 1e-7 }))).toEqual(['evidence_against', 'fmr_beyond_data']);
  });

  it('the operating point is told even where nothing could be compared', () => {
    const judgement = decide(null, { selfie: unusable('selfie') });
    expect(judgement).toMatchObject({ llr: null, probability: null, operatingPoint: { threshold: 0.7 } });
  });
});

describe('a calibration that adjusts for quality', () => {
  const adjusting: Calibration = {
    ...calibration,
    adjustment: {
      referenceTypes: { document: 0.02, chip: 0.5 },
      qualities: [
        { component: 'Sharpness', of: 'probe', slope: 0.004, centre: 30, range: [10, 45] },
        { component: 'DynamicRange', of: 'reference', slope: -0.001, centre: 40, range: [0, 100] },
      ],
    },
  };
  const withQuality = (role: Role) => ({ ...usable(role), quality: qualityWith({}) });
  const decideBy = (by: Calibration, score: number | null) =>
    judge(withQuality('selfie'), withQuality('document'), score, by, DEFAULT_POLICY);
  // Every score of these pictures is 50: 0.02 + 0.004 · (45 − 30) − 0.001 · (50 − 40).
  const added = 0.02 + 0.06 - 0.01;

  it('holds the adjusted score against the threshold, and makes the LLR of it', () => {
    const found = decideBy(adjusting, 0.65);
    expect(found.adjustment).toBeCloseTo(added, 12);
    expect(found.llr).toBeCloseTo(40 * (0.65 + added) - 20, 10);
    expect(found.decision).toBe('approve');
    expect(decideBy(calibration, 0.65)).toMatchObject({ decision: 'review', adjustment: null });
    expect(decideBy(adjusting, 0.62).decision).toBe('review');
  });

  it('adds nothing where there is nothing to compare', () => {
    expect(decideBy(adjusting, null)).toMatchObject({ adjustment: null, llr: null });
  });
});

describe('A reference that was enrolled', () => {
  const enrolled = (role: Role, sha256: string | null = null): Evidence => ({
    ...{ role, sha256, notes: [] },
    enrolled: true,
  });
  const against = (reference: Evidence, score: number | null, by: Calibration = calibration) =>
    judge(usable('selfie'), reference, score, by, DEFAULT_POLICY);

  it('is judged by the same thresholds as a document', () => {
    expect([0.75, 0.5, 0.3, null].map((score) => against(enrolled('selfie'), score).decision)).toEqual([
      'approve',
      'review',
      'reject',
      'recapture',
    ]);
  });

  it('counts by its type, and as of typical quality', () => {
    const adjusting: Calibration = {
      ...calibration,
      adjustment: {
        referenceTypes: { document: 0.02, selfie: -0.05 },
        qualities: [
          { component: 'Sharpness', of: 'reference', slope: 0.01, centre: 30, range: [0, 100] },
          { component: 'Sharpness', of: 'probe', slope: 0.004, centre: 30, range: [0, 100] },
        ],
      },
    };
    const selfie = { ...usable('selfie'), quality: qualityWith({}) };
    const adjustmentFor = (role: Role) =>
      judge(selfie, enrolled(role), 0.6, adjusting, DEFAULT_POLICY).adjustment;
    // Sharpness 50 of the probe: 0.004 · (50 − 30).
    expect(adjustmentFor('document')).toBeCloseTo(0.02 + 0.08, 12);
    expect(adjustmentFor('selfie')).toBeCloseTo(-0.05 + 0.08, 12);
  });

  it('from the very file that is shown goes to review: a stolen picture is no customer', () => {
    const same = enrolled('selfie', 'selfie');
    expect(against(same, 1)).toMatchObject({ decision: 'review', reasons: [{ code: 'picture_enrolled' }] });
    expect(against(enrolled('selfie', 'another'), 1).decision).toBe('approve');
  });
});
