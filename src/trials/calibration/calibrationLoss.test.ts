import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { listedTrials } from '../uncertainty/subjectTrials.js';
import { bootstrapCalibrationLoss, calibrationLoss } from './calibrationLoss.js';
import { cllr, minCllr } from './cllr.js';

/** LLRs of 40 people, three mated comparisons each and one non-mated with each other person. */
function world(stretch: number) {
  const random = createRandom(2);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const mated: number[][] = [];
  const nonMated: number[][] = [];
  for (let s = 0; s < 40; s++) {
    for (let k = 0; k < 3; k++) mated.push([stretch * (2 + 2 * normal()), s, s]);
    for (let t = 0; t < s; t++) nonMated.push([stretch * (-2 + 2 * normal()), t, s]);
  }
  const pairs = (rows: number[][]) => ({
    scores: Float64Array.from(rows, (row) => row[0]),
    left: Int32Array.from(rows, (row) => row[1]),
    right: Int32Array.from(rows, (row) => row[2]),
  });
  return {
    mated: pairs(mated),
    nonMated: pairs(nonMated),
    subjects: Int32Array.from({ length: 40 }, (_, s) => s),
  };
}

describe('calibration loss', () => {
  const { mated, nonMated, subjects } = world(1);

  it('is what Cllr exceeds its minimum by', () => {
    const found = calibrationLoss(mated.scores, nonMated.scores);
    expect(found.cllr).toBe(cllr(mated.scores, nonMated.scores));
    expect(found.minCllr).toBe(minCllr(mated.scores, nonMated.scores));
    expect(found.loss).toBe(found.cllr - found.minCllr);
  });

  it('is small for LLRs that are right, great for LLRs three times too strong, which tell apart as much', () => {
    const tripled = world(3);
    const [right, strong] = [world(1), tripled].map((w) =>
      calibrationLoss(w.mated.scores, w.nonMated.scores),
    );
    expect(right.loss).toBeLessThan(0.05);
    expect(strong.loss).toBeGreaterThan(0.2);
    expect(strong.minCllr).toBeCloseTo(right.minCllr, 12);
  });

  it('has intervals about its parts, that repeat with the seed', () => {
    const trials = listedTrials(mated, nonMated, subjects);
    const found = bootstrapCalibrationLoss(trials, { replicates: 99 });
    const plain = calibrationLoss(mated.scores, nonMated.scores);
    for (const part of ['cllr', 'minCllr', 'loss'] as const) expect(found[part]).toBeCloseTo(plain[part], 12);
    expect(found.intervals.cllr.lower).toBeLessThan(found.cllr);
    expect(found.intervals.cllr.upper).toBeGreaterThan(found.cllr);
    expect(found.intervals.loss.lower).toBeGreaterThanOrEqual(0);
    expect(bootstrapCalibrationLoss(trials, { replicates: 99 })).toEqual(found);
    expect(bootstrapCalibrationLoss(trials, { replicates: 99, seed: 2 })).not.toEqual(found);
  });

  it('refuses a tail of the comparisons, and too few replicates', () => {
    const trials = listedTrials(mated, nonMated, subjects);
    const tail = { ...trials, nonMated: { ...trials.nonMated, trials: 10_000 } };
    expect(() => bootstrapCalibrationLoss(tail)).toThrow('got the 780 highest of 10000');
    expect(() => bootstrapCalibrationLoss(trials, { replicates: 10 })).toThrow('10 replicates are too few');
  });
});
