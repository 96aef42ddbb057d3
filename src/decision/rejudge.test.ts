import { describe, expect, it } from 'vitest';
import type { Chip, DocumentReading } from '../document/index.js';
import type { Calibration } from '../face/index.js';
import { createRandom } from '../trials/index.js';
import { DEFAULT_POLICY, type Policy } from './policy.js';
import { BACK, chip, EXPIRED, FRONT, PASSPORT, PORTRAIT, page, TODAY } from './readings.fixture.js';
import { faceReason } from './reasons.js';
import { type PastReport, rejudge } from './rejudge.js';
import { type Evidence, judge } from './verify.js';
import { weighDocument } from './weighDocument.js';

const point = (fmr: number, threshold: number) => ({
  ...{ fmr, threshold, fnmr: 0.05 },
  fmrInterval: [fmr / 2, fmr * 2] as [number, number],
  fnmrInterval: [0.03, 0.08] as [number, number],
});
/** LLR 0 at score 0.5, −4 at 0.4. */
const calibration: Calibration = {
  ...{ slope: 40, offset: -20, command: '' },
  thresholds: [point(1e-2, 0.5), point(1e-3, 0.6), point(1e-4, 0.7)],
  data: {
    ...{ name: 'a set', subjects: 500, images: 900, matedPairs: 800, nonMatedPairs: 400_000 },
    failureToAcquire: 0,
  },
};

interface Tried {
  readonly readings: readonly DocumentReading[];
  readonly chip: Chip | null;
  readonly score: number;
  readonly selfie: Partial<Evidence>;
  readonly sameFile: boolean;
}

const judged = ({ readings, chip, score, selfie, sameFile }: Tried, policy: Policy) => {
  const { objections, notes } = weighDocument(readings, chip, { today: TODAY, requires: policy.requires });
  const probe: Evidence = { role: 'selfie', sha256: sameFile ? 'd' : 's', notes: [], ...selfie };
  const reference: Evidence = { role: 'document', sha256: 'd', notes, objections };
  return judge(probe, reference, selfie.failure ? null : score, calibration, policy);
};

/** As it is written down. */
const reported = (tried: Tried, policy: Policy): PastReport => {
  const { decision, reasons, adjustment } = judged(tried, policy);
  const [front, back] = tried.readings;
  return {
    ...{ decision, reasons, score: tried.selfie.failure ? null : tried.score },
    adjustedScore: adjustment === null ? null : tried.score + adjustment,
    document: {
      page: front!.page,
      back: back ? { page: back.page } : null,
      chip: tried.chip && { zone: tried.chip.zone },
    },
  };
};

const DOCUMENTS: readonly (readonly DocumentReading[])[] = [
  PORTRAIT,
  FRONT,
  [...FRONT, BACK],
  [...FRONT, ...FRONT],
  [page(PASSPORT)],
  [page(EXPIRED)],
  [page(null)],
  [page(null, { hasZone: true })],
];
const CHIPS: readonly (Chip | null)[] = [
  ...[null, null, chip(PASSPORT, 'authentic'), chip(PASSPORT, 'forged'), chip(EXPIRED, null)],
  { zone: null, portrait: null, authenticity: null },
];
const SELFIES: readonly Partial<Evidence>[] = [
  ...[{}, {}, {}],
  { notes: [faceReason('bystanders_ignored', 'selfie')] },
  { failure: faceReason('face_not_found', 'selfie') },
];

describe('A report, judged anew', () => {
  const random = createRandom(13);
  const one = <T>(of: readonly T[]): T => of[random.below(of.length)]!;
  const tried = (): Tried => ({
    readings: one(DOCUMENTS),
    chip: one(CHIPS),
    score: 0.3 + 0.5 * random.uniform(),
    selfie: one(SELFIES),
    sameFile: random.below(10) === 0,
  });
  const policy = (): Policy => ({
    ...DEFAULT_POLICY,
    approveFmr: one([1e-2, 1e-3, 3e-4, 1e-4]),
    rejectLlr: one([-8, -4, -1]),
    requires: one(['portrait', 'page', 'data']),
  });

  it('leads to what was decided, under its own policy', () => {
    for (let i = 0; i < 2000; i++) {
      const [given, own] = [tried(), policy()];
      const report = reported(given, own);
      expect(rejudge(report, given, calibration, own)).toBe(report.decision);
    }
  });

  it('leads to what another policy would have decided, unless the report does not tell', () => {
    const seen = new Map<string, number>();
    let untold = 0;
    for (let i = 0; i < 5000; i++) {
      const [given, own, other] = [tried(), policy(), policy()];
      const report = reported(given, own);
      const again = rejudge(report, given, calibration, other);
      if (again === null) {
        untold++;
        expect([report.decision, given.chip === null]).toEqual(['recapture', false]);
        continue;
      }
      expect(again).toBe(judged(given, other).decision);
      const change = `${report.decision} → ${again}`;
      seen.set(change, (seen.get(change) ?? 0) + 1);
    }
    // All ways that a policy can change a decision were met.
    expect(seen.size).toBeGreaterThanOrEqual(13);
    expect(untold).toBeLessThan(500);
  });

  it('stays for a person where no calibration can say more', () => {
    const report = reported(
      { readings: PORTRAIT, chip: null, score: 0.9, selfie: {}, sameFile: false },
      DEFAULT_POLICY,
    );
    expect(rejudge(report, { sameFile: false }, undefined, DEFAULT_POLICY)).toBe('review');
  });
});
