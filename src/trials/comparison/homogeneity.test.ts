// Against scipy 1.17.1: `scipy.stats.chi2_contingency(…, correction=False)`, `scipy.stats.chi2.sf`.

import { describe, expect, it } from 'vitest';
import { chiSquareTail } from './chiSquareTail.js';
import { homogeneity } from './homogeneity.js';

describe('chiSquareTail', () => {
  it.each([
    [1, 0.7, 0.40278369424647564],
    [1, 30, 4.3204630578274955e-8],
    [2, 4.2, 0.1224564282529819],
    [3, 0.7, 0.8732039490639542],
    [3, 30, 1.3800570312932553e-6],
    [4, 4.2, 0.37961492758424376],
    [5, 30, 1.4748581038443073e-5],
    [9, 4.2, 0.8977625971214902],
    [9, 30, 0.00043872177097947936],
  ])('with %d degrees of freedom at %d', (degrees, x, expected) => {
    expect(chiSquareTail(x, degrees) / expected).toBeCloseTo(1, 11);
  });
});

describe('homogeneity', () => {
  it('is the χ² test of scipy', () => {
    const { chiSquare, degrees, pValue } = homogeneity([120, 30, 45, 20], [90, 60, 50, 25])!;
    expect(degrees).toBe(3);
    expect(chiSquare).toBeCloseTo(14.884843460934853, 11);
    expect(pValue).toBeCloseTo(0.0019177499091589877, 13);
  });

  it('takes together what is rare', () => {
    // 3 + 1 and 2 + 4 are expected below five times each; together they are not.
    expect(homogeneity([120, 30, 45, 3, 2], [90, 60, 50, 1, 4])).toEqual(
      homogeneity([120, 30, 45, 5], [90, 60, 50, 5]),
    );
  });

  it('leaves out what is rare even together, and then may have nothing to compare', () => {
    expect(homogeneity([100, 1], [100, 0])).toBeUndefined();
    expect(homogeneity([0, 100], [0, 100])).toBeUndefined();
  });
});
