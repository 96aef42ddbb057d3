import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { histogram, tallyScores } from '../scores/scoreTally.js';
import { fitLogistic, llr, probability, subjectBalancedWeights } from './calibration.js';
import { cllr } from './cllr.js';

const mated = Float64Array.of(0.62, 0.71, 0.55, 0.33, 0.8, 0.47, 0.66, 0.58);
const nonMated = Float64Array.of(0.05, -0.1, 0.21, 0.12, 0.4, 0.02, -0.03, 0.35, 0.18, 0.09);
const matedWeights = Float64Array.of(1, 1, 2, 2, 1, 1, 3, 1);
const nonMatedWeights = Float64Array.of(100, 200, 300, 50, 20, 100, 100, 5, 40, 60);

describe('logistic calibration', () => {
  // scipy 1.10.1: scipy.optimize.minimize (Nelder–Mead, then BFGS) on the objective in the doc comment.
  it.each([
    ['even prior', 0.5, {}, -7.305445774234993, 19.630961685475004],
    ['prior of 1 %', 0.01, {}, -16.98945195963644, 44.241224949702584],
    ['smoothed targets', 0.5, { smoothing: 'platt' }, -2.8870464503586035, 7.738034929735887],
  ] as const)('finds the minimum that scipy finds: %s', (_, prior, options, offset, slope) => {
    const found = fitLogistic({ mated, nonMated }, prior, options);
    expect(found.prior).toBe(prior);
    expect(Math.abs(found.offset / offset - 1)).toBeLessThan(1e-6);
    expect(Math.abs(found.slope / slope - 1)).toBeLessThan(1e-6);
  });

  it('finds the minimum that scipy finds: weighted scores', () => {
    const found = fitLogistic(
      {
        mated: { scores: mated, weights: matedWeights },
        nonMated: { scores: nonMated, weights: nonMatedWeights },
      },
      0.5,
    );
    expect(Math.abs(found.offset / -11.157933984464645 - 1)).toBeLessThan(1e-6);
    expect(Math.abs(found.slope / 37.654841036251945 - 1)).toBeLessThan(1e-6);
  });

  it('takes a weight of three for three scores, and of none for none', () => {
    const repeated = Float64Array.of(...nonMated, nonMated[4], nonMated[4]);
    const weights = new Float64Array(11).fill(1);
    weights[4] = 3;
    weights[10] = 0;
    const weighted = { scores: Float64Array.of(...nonMated, 0.99), weights };
    const once = fitLogistic({ mated, nonMated: repeated }, 0.1);
    const again = fitLogistic({ mated, nonMated: weighted }, 0.1);
    expect(again.slope).toBeCloseTo(once.slope, 9);
    expect(again.offset).toBeCloseTo(once.offset, 9);
  });

  it('gives the true LLR of two normal distributions of one variance, at any prior', () => {
    // N(0.4, 0.1²) against N(0, 0.1²): LLR = (0.4 / 0.01)·s − 0.4² / 0.02 = 40 s − 8.
    const random = createRandom(4);
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    const genuine = Float64Array.from({ length: 60_000 }, () => 0.4 + 0.1 * normal());
    const impostor = histogram(tallyScores(Float64Array.from({ length: 300_000 }, () => 0.1 * normal())));
    for (const prior of [0.5, 0.05]) {
      const found = fitLogistic({ mated: genuine, nonMated: impostor }, prior);
      expect(Math.abs(found.slope - 40)).toBeLessThan(2);
      expect(Math.abs(llr(found, 0.2))).toBeLessThan(0.15);
    }
  });

  it('is at prior 0.5 the affine calibration of least Cllr', () => {
    const best = fitLogistic({ mated, nonMated }, 0.5);
    const cost = (slope: number, offset: number) =>
      cllr(
        mated.map((s) => offset + slope * s),
        nonMated.map((s) => offset + slope * s),
      );
    const least = cost(best.slope, best.offset);
    for (const [ds, d] of [
      [0.3, 0],
      [-0.3, 0],
      [0, 0.1],
      [0, -0.1],
    ]) {
      expect(cost(best.slope + ds, best.offset + d)).toBeGreaterThan(least);
    }
  });

  it('does not hang on the scale of the scores', () => {
    const plain = fitLogistic({ mated, nonMated }, 0.01);
    const scaled = (scores: Float64Array) => scores.map((s) => 1e6 + 1e-3 * s);
    const other = fitLogistic({ mated: scaled(mated), nonMated: scaled(nonMated) }, 0.01);
    expect(llr(other, 1e6 + 1e-3 * 0.44)).toBeCloseTo(llr(plain, 0.44), 3);
  });

  it('refuses what has no finite fit, unless smoothed', () => {
    const parted = { mated: Float64Array.of(0.8, 0.9), nonMated: Float64Array.of(0.1, 0.2) };
    expect(() => fitLogistic(parted, 0.5)).toThrow('no finite fit; use smoothing "platt"');
    const smoothed = fitLogistic(parted, 0.5, { smoothing: 'platt' });
    // Targets 3/4 and 1/4: odds of 3 to 1 are about what two comparisons a side can show.
    expect(Math.abs(llr(smoothed, 0.85))).toBeCloseTo(Math.log(3), 1);
    const swapped = { mated: nonMated, nonMated: mated };
    expect(() => fitLogistic(swapped, 0.5)).toThrow('nothing to calibrate');
    expect(() => fitLogistic({ mated: new Float32Array(), nonMated }, 0.5)).toThrow('no mated scores');
    expect(() => fitLogistic({ mated: Float32Array.of(Number.NaN), nonMated }, 0.5)).toThrow(
      'must be finite',
    );
    expect(() => fitLogistic({ mated, nonMated }, 1)).toThrow('prior must be in (0, 1), got 1');
  });
});

describe('a likelihood ratio and a prior', () => {
  it('make a probability by Bayes’ rule', () => {
    expect(probability(0, 0.3)).toBeCloseTo(0.3, 15);
    // Odds 1 : 999 times a ratio of 999 are even.
    expect(probability(Math.log(999), 0.001)).toBeCloseTo(0.5, 12);
    expect(probability(-800, 0.5)).toBeGreaterThanOrEqual(0);
    expect(probability(800, 0.5)).toBe(1);
  });
});

describe('subject-balanced weights', () => {
  it('let each subject count alike and sum to the number of comparisons', () => {
    expect([...subjectBalancedWeights(Int32Array.of(7, 7, 7, -1))]).toEqual([2 / 3, 2 / 3, 2 / 3, 2]);
  });
});
