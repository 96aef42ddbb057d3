import { describe, expect, it } from 'vitest';
import { binomialQuantile } from './binomialQuantile.js';

describe('binomial quantile', () => {
  // scipy 1.17.1, scipy.stats.binom.ppf(probability, trials, share).
  it.each([
    [0.025, 10, 0.3, 0],
    [0.975, 10, 0.3, 6],
    [0.5, 1000, 0.001, 1],
    [0.975, 1000, 0.001, 3],
    [0.025, 21_000_000, 1e-5, 182],
    [0.975, 21_000_000, 1e-5, 239],
    [0.05, 500, 0.97, 478],
  ])('of %d in %d trials of share %d is that of scipy', (probability, trials, share, golden) => {
    expect(binomialQuantile(probability, trials, share)).toBe(golden);
  });

  it('is certain where the share is 0 or 1, or nothing is tried', () => {
    expect(binomialQuantile(0.5, 7, 0)).toBe(0);
    expect(binomialQuantile(0.5, 7, 1)).toBe(7);
    expect(binomialQuantile(0.5, 0, 0.3)).toBe(0);
  });

  it('refuses what is no probability and no count', () => {
    expect(() => binomialQuantile(1, 7, 0.5)).toThrow('probability must be in (0, 1), got 1');
    expect(() => binomialQuantile(0.5, 7.5, 0.5)).toThrow('trials must be a whole number from 0, got 7.5');
    expect(() => binomialQuantile(0.5, 7, Number.NaN)).toThrow('share must be in [0, 1], got NaN');
  });
});
