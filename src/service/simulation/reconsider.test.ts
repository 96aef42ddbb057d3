import { describe, expect, it } from 'vitest';
import type { Calibration } from '../../face/index.js';
import { DEFAULT_DOCUMENT, type PolicyDocument } from '../policies/index.js';
import { claimOf } from '../screening/index.js';
import type { Concern } from '../verifications/index.js';
import type { PastDecision } from './past.js';
import { reconsider } from './reconsider.js';

const point = (fmr: number, threshold: number) => ({
  ...{ fmr, threshold, fnmr: 0.05 },
  fmrInterval: [fmr / 2, fmr * 2] as [number, number],
  fnmrInterval: [0.03, 0.08] as [number, number],
});
const calibration: Calibration = {
  ...{ slope: 40, offset: -10, command: '' },
  thresholds: [point(1e-2, 0.2), point(1e-4, 0.4), point(1e-6, 0.6)],
  data: {
    ...{ name: 'a set', subjects: 500, images: 900, matedPairs: 800, nonMatedPairs: 400_000 },
    failureToAcquire: 0,
  },
};

const past = (concerns: readonly Concern[] = [], more: Partial<PastDecision> = {}): PastDecision => ({
  ...{ id: '1', kind: 'proofing', subject: 's', customer: 'c', at: new Date(), decision: 'approve' },
  ...{ policy: DEFAULT_DOCUMENT, calibration, sameFile: false, wasEnrolled: false, reviewed: null },
  report: {
    ...{ decision: 'approve', reasons: [{ code: 'score_reaches_threshold' }], score: 0.9 },
    ...{ adjustedScore: null, selfie: { quality: null } },
    document: { page: null, back: null, chip: null, quality: null },
  } as unknown as PastDecision['report'],
  ...{ concerns, tries: new Map() },
  ...more,
});
const policy = (change: Partial<PolicyDocument>): PolicyDocument => ({ ...DEFAULT_DOCUMENT, ...change });
const again = (of: PastDecision, change: Partial<PolicyDocument>, tries = 0) => {
  const { decision, untold } = reconsider(of, policy(change), () => tries);
  return [decision, ...untold];
};

/** Found at the threshold of so many others. */
const duplicate = (score: number, size = 1000): Concern => ({
  ...{ code: 'face_of_another_customer', effect: 'review' },
  evidence: [
    { kind: 'customer', id: 'd', score },
    {
      ...{ kind: 'threshold', id: 'supported' },
      score: claimOf(calibration, DEFAULT_DOCUMENT.duplicates.fpir, size, 2).threshold,
    },
  ],
});

describe('another rule for duplicates', () => {
  const stricter = { duplicates: { fpir: 0.001, effect: 'review' as const } };
  const looser = { duplicates: { fpir: 0.1, effect: 'review' as const } };
  const rarer = claimOf(calibration, 0.001, 1000, 2).threshold;

  it('lets whoever was found go at its own threshold, in a gallery of that size', () => {
    expect(again(past([duplicate(rarer - 0.001)]), stricter)).toEqual(['approve']);
    expect(again(past([duplicate(rarer + 0.001)]), stricter)).toEqual(['review']);
  });

  it('may find at a lower threshold whom the old one did not: that is said', () => {
    expect(again(past(), looser)).toEqual(['approve', 'duplicates']);
    expect(again(past([duplicate(0.7)]), looser)).toEqual(['review']);
    expect(again(past(), stricter)).toEqual(['approve']);
  });

  it('keeps whoever is found with the highest score there is, where the threshold lies beyond it', () => {
    const beyond = { duplicates: { fpir: 1e-12, effect: 'review' as const } };
    expect(claimOf(calibration, 1e-12, 1000, 2).threshold).toBeGreaterThan(1);
    expect(again(past([duplicate(1)]), beyond)).toEqual(['review']);
    expect(again(past([duplicate(0.999)]), beyond)).toEqual(['approve']);
  });

  it('may be a mere note', () => {
    const noted = { duplicates: { ...DEFAULT_DOCUMENT.duplicates, effect: 'note' as const } };
    expect(again(past([duplicate(0.9)]), noted)).toEqual(['approve']);
  });
});

describe('another rule for tries', () => {
  it('counts them anew', () => {
    const twice = { velocity: { device: { tries: 2, hours: 1, effect: 'review' as const } } };
    expect(again(past(), twice, 1)).toEqual(['approve']);
    expect(again(past(), twice, 2)).toEqual(['review']);
    expect(again(past(), { velocity: {} }, 100)).toEqual(['approve']);
  });

  it('of a face cannot be told where it is another than before', () => {
    const face = { velocity: { face: { tries: 2, hours: 1, effect: 'review' as const } } };
    expect(again(past(), face)).toEqual(['approve', 'velocity.face']);
    expect(again(past([], { policy: policy(face) }), face)).toEqual(['approve']);
  });

  it('of a face stops whom a laxer one stopped, and lets pass whom a stricter one let', () => {
    const face = (tries: number, hours: number) => ({
      velocity: { face: { tries, hours, effect: 'review' as const } },
    });
    const stopped: Concern = { code: 'velocity_face', effect: 'review', evidence: [] };
    const [lax, strict] = [face(9, 1), face(2, 24)];
    expect(again(past([stopped], { policy: policy(lax) }), strict)).toEqual(['review']);
    expect(again(past([], { policy: policy(strict) }), lax)).toEqual(['approve']);
    expect(again(past([], { policy: policy(lax) }), strict)).toEqual(['approve', 'velocity.face']);
    // One that the former alone had stopped, and the new one may let pass.
    expect(again(past([stopped], { policy: policy(strict) }), lax)).toEqual(['review', 'velocity.face']);
    // Something else stops it too.
    const blocked: Concern = { code: 'customer_blocked', effect: 'review', evidence: [] };
    expect(again(past([blocked, stopped], { policy: policy(strict) }), lax)).toEqual(['review']);
  });
});

describe('another rule for authentications', () => {
  const at = (passFmr: number) => ({ passFmr, blockLlr: -4 });
  const differs = (score: number): Concern => ({
    ...{ code: 'not_the_enrolled_face', effect: 'review' },
    evidence: [{ kind: 'customer', id: 'c', score }],
  });

  it('cannot be told of a new proofing of somebody who had passed the lower threshold', () => {
    const authentication = { passFmr: 1e-6, blockLlr: -4 };
    expect(again(past([], { wasEnrolled: true }), { authentication })).toEqual(['approve', 'authentication']);
    expect(again(past(), { authentication })).toEqual(['approve']);
  });

  it('is told exactly of an authentication, and of whoever was not the enrolled face', () => {
    const kind = 'authentication';
    expect(again(past([], { wasEnrolled: true, kind }), { authentication: at(1e-6) })).toEqual(['approve']);
    expect(again(past([differs(0.5)]), { authentication: at(1e-4) })).toEqual(['approve']);
    expect(again(past([differs(0.5)]), { authentication: at(1e-6) })).toEqual(['review']);
    const unknown: Concern = { code: 'not_the_enrolled_face', effect: 'review', evidence: [] };
    expect(again(past([unknown]), { authentication: at(0.1) })).toEqual(['review']);
  });
});

it('a block stays, whatever the policy', () => {
  const blocked: Concern = { code: 'customer_blocked', effect: 'review', evidence: [] };
  expect(again(past([blocked]), { velocity: {} })).toEqual(['review']);
});
