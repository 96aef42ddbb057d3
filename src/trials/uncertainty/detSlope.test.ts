import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../distributions/normalQuantile.js';
import type { PairScores } from '../scoring/allPairs.js';
import { detSlope, expit, logit } from './detSlope.js';
import { listedTrials } from './subjectTrials.js';

/** Scores at the quantiles of a normal distribution, so that a curve has no noise. */
const quantiles = (count: number, mean: number) =>
  Float64Array.from({ length: count }, (_, k) => mean + normalQuantile((k + 0.5) / count));

function trialsOf(mated: Float64Array, nonMated: Float64Array) {
  const pairs = (scores: Float64Array, right: number): PairScores => ({
    scores,
    left: new Int32Array(scores.length),
    right: new Int32Array(scores.length).fill(right),
  });
  return listedTrials(pairs(mated, 0), pairs(nonMated, 1), Int32Array.of(0, 1));
}

describe('slope of the DET curve in log-odds', () => {
  const trials = trialsOf(quantiles(20_000, 2.5), quantiles(200_000, 0));

  // scipy 1.17, z = norm.isf(q), p = norm.cdf(z − 2.5): norm.pdf(z − 2.5) / (p(1−p)) over norm.pdf(z) / (q(1−q)).
  it.each([
    [0.01, 0.5951940137673903],
    [0.001, 0.49596914829154326],
  ])('of two normal distributions 2.5 apart, at an FMR of %d', (fmr, golden) => {
    const slope = detSlope(trials, fmr, Math.LN2);
    expect(Math.abs(slope(fmr * 200_000) / golden - 1)).toBeLessThan(0.01);
  });

  it('changes along the curve as the curve bends, and stays beyond its reach', () => {
    const slope = detSlope(trials, 0.01, Math.LN2);
    expect(slope(4_000)).toBeGreaterThan(slope(2_000));
    expect(slope(2_000)).toBeGreaterThan(slope(1_000));
    expect(slope(100)).toBe(slope(200));
  });

  it('is 0 where the curve has no two points', () => {
    expect(detSlope(trialsOf(quantiles(50, 90), quantiles(50, 0)), 0.1, Math.LN2)(5)).toBe(0);
    expect(detSlope(trialsOf(quantiles(50, 1), Float64Array.of(0)), 0.5, Math.LN2)(0)).toBe(0);
  });

  it('takes log-odds and gives back rates', () => {
    expect(expit(logit(0.3))).toBeCloseTo(0.3, 15);
    expect([expit(Number.NEGATIVE_INFINITY), expit(Number.POSITIVE_INFINITY)]).toEqual([0, 1]);
  });
});
