import { describe, expect, it } from 'vitest';
import { lastHolding, peak } from './lineSearch.js';

describe('search along a line', () => {
  it('finds a peak within, and at an end', () => {
    expect(peak((x) => -((x - Math.SQRT2) ** 2), -5, 40).at).toBeCloseTo(Math.SQRT2, 6);
    expect(peak((x) => x, 0, 1).at).toBeCloseTo(1, 8);
    expect(peak((x) => -x, 0, 1).at).toBeCloseTo(0, 8);
  });

  it('finds where a condition ceases to hold, from either side', () => {
    expect(lastHolding((x) => x * x <= 2, 0, 10)).toBeCloseTo(Math.SQRT2, 6);
    expect(lastHolding((x) => x * x <= 2, 0, -10)).toBeCloseTo(-Math.SQRT2, 6);
    expect(lastHolding((x) => x * x <= 2, 0, 10) ** 2).toBeLessThanOrEqual(2);
  });
});
