import { describe, expect, it } from 'vitest';
import { clopperPearson, requiredTrials, ruleOfThirty, ruleOfThree, wilson } from './intervals.js';

function expectRelative(value: number, golden: number, tolerance: number): void {
  expect(Math.abs(value - golden)).toBeLessThanOrEqual(tolerance * Math.abs(golden));
}

describe('Clopper–Pearson interval', () => {
  // scipy 1.10.1: beta.ppf(α/2, k, n − k + 1) and beta.isf(α/2, k + 1, n − k).
  it.each([
    [0, 30_000, 0.95, 0, 0.0001229550888738576],
    [0, 30_000_000, 0.95, 0, 1.2296264091055833e-7],
    [3, 10_000_000, 0.95, 6.186721656250596e-8, 8.767270541303173e-7],
    [3, 10_000_000, 0.999999, 1.447476326265643e-9, 2.214840011951887e-6],
    [1, 10, 0.95, 0.0025285785444617865, 0.4450161170281954],
    [5, 50, 0.95, 0.033275093589022475, 0.21813536643420225],
    [50, 100, 0.99, 0.36886143735892407, 0.6311385626410759],
    [10, 10, 0.95, 0.6915028921812392, 1],
    [9_999_999, 10_000_000, 0.95, 0.9999994428357883, 0.9999999974682192],
    [2_000, 20_000_000, 0.95, 9.56651404519461e-5, 0.00010448063788412698],
    [123_456, 20_000_000, 0.95, 0.00613851998238771, 0.006207223084403719],
    [30, 300_000, 0.9, 7.198081926213735e-5, 0.00013563260860810652],
  ])('of %d errors in %d trials at %d is that of scipy', (errors, trials, confidence, lower, upper) => {
    const interval = clopperPearson(errors, trials, confidence);
    expectRelative(interval.lower, lower, 1e-10);
    expectRelative(interval.upper, upper, 1e-10);
  });

  it('takes effective, fractional counts (scipy, as above, k = 0.3, n = 100)', () => {
    const interval = clopperPearson(0.3, 100);
    expectRelative(interval.lower, 3.1745560403046854e-8, 1e-10);
    expectRelative(interval.upper, 0.042091129251168556, 1e-10);
  });

  it('covers the true rate at least as often as it says, whatever the rate', () => {
    for (const rate of [0.001, 0.03, 0.2, 0.5]) {
      let covered = 0;
      let probability = (1 - rate) ** 60;
      for (let errors = 0; errors <= 60; errors++) {
        const { lower, upper } = clopperPearson(errors, 60, 0.9);
        if (lower <= rate && rate <= upper) covered += probability;
        probability *= ((60 - errors) / (errors + 1)) * (rate / (1 - rate));
      }
      expect(covered).toBeGreaterThanOrEqual(0.9);
    }
  });

  it('refuses what is no count and no confidence', () => {
    expect(() => clopperPearson(11, 10)).toThrow('errors must be in [0, 10], got 11');
    expect(() => clopperPearson(0, 0)).toThrow('trials must be above 0, got 0');
    expect(() => clopperPearson(1, 10, 95)).toThrow('confidence must be in (0, 1), got 95');
    expect(() => clopperPearson(Number.NaN, 10)).toThrow(RangeError);
  });
});

describe('Wilson interval', () => {
  // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d is that published by Newcombe', (errors, trials, lower, upper) => {
    const interval = wilson(errors, trials);
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });

  it('ends at 1 when all fail', () => {
    expect(wilson(20, 20).upper).toBe(1);
    expect(wilson(20, 20).lower).toBeCloseTo(1 - 0.1611, 4);
  });
});

describe('sizes of a test', () => {
  it('rule of 3: zero errors in 30,000 trials show a rate of 1e-4', () => {
    expect(ruleOfThree(30_000)).toBeCloseTo(1e-4, 18);
    expect(ruleOfThree(2)).toBe(1);
  });

  it('rule of 30: a rate of 1e-4 needs 300,000 trials, and then lies within ±30 % at 90 %', () => {
    expect(ruleOfThirty(1e-4)).toBe(300_000);
    const { lower, upper } = clopperPearson(30, 300_000, 0.9);
    expect(lower / 1e-4).toBeGreaterThan(0.7);
    // The rule is the normal approximation; the exact upper limit is 36 % away.
    expect(upper / 1e-4).toBeLessThan(1.36);
  });

  it('the trials required for a claim are the fewest whose one-sided exact limit is below it', () => {
    for (const fmr of [0.01, 1e-4, 1e-6]) {
      const trials = requiredTrials(fmr, 0.95);
      // A one-sided limit at 95 % is the upper end of a two-sided interval at 90 %.
      expect(clopperPearson(0, trials, 0.9).upper).toBeLessThanOrEqual(fmr * (1 + 1e-12));
      expect(clopperPearson(0, trials - 1, 0.9).upper).toBeGreaterThan(fmr);
    }
    expect(requiredTrials(1e-4)).toBe(29_956);
    expect(() => requiredTrials(0)).toThrow('fmr must be in (0, 1], got 0');
  });
});
