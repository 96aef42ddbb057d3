import { describe, expect, it } from 'vitest';
import { cllr, minCllr } from './cllr.js';

describe('Cllr (Brümmer & du Preez 2006)', () => {
  it('is 1 bit for LLRs that say nothing', () => {
    expect(cllr(new Float64Array(3), new Float64Array(5))).toBe(1);
  });

  it('is log2(1 + 1/r) for a ratio of r that is always right, log2(1 + r) for one that is always wrong', () => {
    const llr = Math.log(9);
    expect(cllr(Float64Array.of(llr), Float64Array.of(-llr))).toBeCloseTo(Math.log2(10 / 9), 15);
    expect(cllr(Float64Array.of(-llr), Float64Array.of(llr))).toBeCloseTo(Math.log2(10), 14);
  });

  it('is 0 for certainty that is right, infinite for certainty that is wrong', () => {
    const certain = Float64Array.of(Number.POSITIVE_INFINITY);
    expect(cllr(certain, Float64Array.of(Number.NEGATIVE_INFINITY))).toBe(0);
    expect(cllr(certain, certain)).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes the mean by weight within each class', () => {
    const weighted = cllr(
      { scores: Float64Array.of(1, 2), weights: Float64Array.of(3, 1) },
      { scores: Float64Array.of(-1), weights: Float64Array.of(1e7) },
    );
    expect(weighted).toBeCloseTo(cllr(Float64Array.of(1, 1, 1, 2), Float64Array.of(-1)), 15);
  });

  it('refuses no scores and NaN', () => {
    expect(() => cllr(new Float32Array(), Float64Array.of(1))).toThrow('Cllr needs both');
    expect(() => minCllr(Float64Array.of(Number.NaN), Float64Array.of(1))).toThrow('got NaN');
  });
});

describe('minimum Cllr (PAV)', () => {
  const mated = Float64Array.of(0.62, 0.71, 0.55, 0.33, 0.8, 0.47, 0.66, 0.58);
  const nonMated = Float64Array.of(0.05, -0.1, 0.21, 0.12, 0.4, 0.02, -0.03, 0.35, 0.18, 0.09);

  it('is the least over all monotone calibrations: exhaustive search over the 2¹⁷ partitions, in Python', () => {
    expect(minCllr(mated, nonMated)).toBeCloseTo(0.15620094826746733, 14);
  });

  it('of one mated below and one above one non-mated score: pools (½ : 1) and (½ : 0)', () => {
    // ½ [½ log2(1 + 2) + 1 log2(1 + ½)].
    const golden = 0.5 * (0.5 * Math.log2(3) + Math.log2(1.5));
    expect(minCllr(Float64Array.of(0.1, 0.9), Float64Array.of(0.5))).toBeCloseTo(golden, 15);
  });

  it('is 0 where a score parts the two, and 1 where all scores are alike', () => {
    expect(minCllr(Float64Array.of(0.9), Float64Array.of(0.1))).toBe(0);
    expect(minCllr(Float64Array.of(0.5, 0.5), Float64Array.of(0.5))).toBe(1);
    expect(minCllr(Float64Array.of(0.1), Float64Array.of(0.9))).toBe(1);
  });

  it('does not change under a monotone map, and is no more than Cllr', () => {
    const map = (s: number) => 30 * s - 12;
    expect(minCllr(mated.map(map), nonMated.map(map))).toBeCloseTo(minCllr(mated, nonMated), 14);
    expect(cllr(mated.map(map), nonMated.map(map))).toBeGreaterThan(minCllr(mated, nonMated));
  });

  it('takes weights', () => {
    const three = Float64Array.of(...nonMated, 0.4, 0.4);
    const weights = new Float64Array(10).fill(1);
    weights[4] = 3;
    expect(minCllr(mated, { scores: nonMated, weights })).toBeCloseTo(minCllr(mated, three), 14);
  });
});
