// Against scipy 1.17.1: `scipy.stats.spearmanr`, `rankdata`.

import { describe, expect, it } from 'vitest';
import { rankCorrelation, ranksOf } from './rankCorrelation.js';

const x = Float64Array.of(1, 2, 2, 3, 5, 5, 5, 8, 9, 10);
const y = Float64Array.of(2, 1, 3, 3, 4, 7, 6, 6, 9, 10);

describe('rankCorrelation', () => {
  it('is Spearman’s, with ties, and Bonett & Wright’s interval', () => {
    const { estimate, lower, upper } = rankCorrelation(x, y)!;
    expect(estimate).toBeCloseTo(0.9257365248800182, 12);
    expect(lower).toBeCloseTo(0.6305476802686454, 8);
    expect(upper).toBeCloseTo(0.9869587041619069, 8);
  });

  it('hangs on the order alone', () => {
    const bent = y.map((value) => Math.exp(value) - 4);
    expect(rankCorrelation(x, bent)).toEqual(rankCorrelation(x, y));
  });

  it('is less sure where several are of one person', () => {
    const few = rankCorrelation(x, y, { independent: 5 })!;
    expect(few.estimate).toBeCloseTo(0.9257365248800182, 12);
    expect(few.lower).toBeLessThan(rankCorrelation(x, y)!.lower);
  });

  it('reaches both ends, and says nothing of too little', () => {
    expect(rankCorrelation(x, x)).toMatchObject({ estimate: 1, lower: 1, upper: 1 });
    expect(
      rankCorrelation(
        x,
        x.map((value) => -value),
      ),
    ).toMatchObject({ estimate: -1 });
    expect(rankCorrelation(x.subarray(0, 3), y.subarray(0, 3))).toBeUndefined();
    expect(rankCorrelation(x, new Float64Array(10))).toBeUndefined();
  });
});

it('ranks those that tie at the mean of their places', () => {
  expect([...ranksOf(x)]).toEqual([1, 2.5, 2.5, 4, 6, 6, 6, 8, 9, 10]);
});
