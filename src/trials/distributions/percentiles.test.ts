import { describe, expect, it } from 'vitest';
import { percentiles } from './percentiles.js';

describe('percentiles of replicates', () => {
  const hundred = Float64Array.from({ length: 999 }, (_, k) => 999 - k);

  it('are the 25th from either end of 999 at 95 %, the 50th at 90 %', () => {
    expect(percentiles(hundred, 0.95)).toEqual({ lower: 25, upper: 975 });
    expect(percentiles(hundred, 0.9)).toEqual({ lower: 50, upper: 950 });
  });

  it('are the ends of 39 at 95 %, and fewer do not do', () => {
    expect(percentiles(hundred.subarray(0, 39), 0.95)).toEqual({ lower: 961, upper: 999 });
    expect(() => percentiles(hundred.subarray(0, 38), 0.95)).toThrow('38 replicates are too few');
    expect(() => percentiles(hundred, Number.NaN)).toThrow(RangeError);
  });
});
