// Against scipy 1.17.1: `scipy.stats.ks_2samp`, `scipy.special.kolmogorov`.

import { describe, expect, it } from 'vitest';
import { kolmogorovSmirnov, kolmogorovTail } from './kolmogorovSmirnov.js';

const made = (length: number, value: (i: number) => number) =>
  Float64Array.from({ length }, (_, i) => value(i));

describe('kolmogorovTail', () => {
  it.each([
    [0.3, 0.9999906941986655],
    [0.8, 0.5441424115741981],
    [0.999, 0.27107316411506394],
    [1, 0.26999967167735456],
    [1.36, 0.049485876755377876],
    [2.5, 7.453306344157342e-6],
  ])('at %d is scipy.special.kolmogorov', (lambda, expected) => {
    expect(kolmogorovTail(lambda) / expected).toBeCloseTo(1, 12);
  });

  it('is 1 at nothing', () => {
    expect(kolmogorovTail(0)).toBe(1);
  });
});

describe('kolmogorovSmirnov', () => {
  const a = made(100, (i) => Math.sin(i * 1.7) * 2 + (i % 7) * 0.1);
  const b = made(150, (i) => Math.sin(i * 1.3) * 2 + (i % 5) * 0.1 + 0.5);

  it('finds the distance of scipy, and its p-value in the limit', () => {
    const { distance, pValue } = kolmogorovSmirnov(a, b);
    expect(distance).toBeCloseTo(1 / 6, 14);
    expect(pValue).toBeCloseTo(0.07134474750110735, 12);
    // `ks_2samp(a, b, method='exact')`: within a tenth.
    expect(pValue / 0.06581561043351912).toBeGreaterThan(1);
    expect(pValue / 0.06581561043351912).toBeLessThan(1.1);
  });

  it('steps over ties at once', () => {
    const { distance, pValue } = kolmogorovSmirnov(
      made(60, (i) => (i * i) % 11),
      made(80, (i) => (i * 3) % 13),
    );
    expect(distance).toBeCloseTo(0.3416666666666667, 14);
    expect(pValue).toBeCloseTo(0.0006677379684119598, 14);
  });

  it('is the same the other way round, and nothing between a sample and itself', () => {
    expect(kolmogorovSmirnov(b, a)).toEqual(kolmogorovSmirnov(a, b));
    expect(kolmogorovSmirnov(a, a)).toEqual({ distance: 0, pValue: 1 });
  });

  it('refuses what is no sample', () => {
    expect(() => kolmogorovSmirnov(a, new Float64Array())).toThrow(RangeError);
    expect(() => kolmogorovSmirnov(a, Float64Array.of(Number.NaN))).toThrow(RangeError);
  });
});
