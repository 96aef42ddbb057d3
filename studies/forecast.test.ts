import { describe, expect, it } from 'vitest';
import { PRINTED, readPrinted } from './forecast.js';

describe('the printed series', () => {
  it.each(Object.entries(PRINTED))('%s is regular and sums to %d, as its source does', (name, sum) => {
    const { values, step, season } = readPrinted(name);
    expect(values.reduce((total, y) => total + y, 0)).toBeCloseTo(sum, 6);
    expect([step, season]).toEqual(step === 'month' ? ['month', 12] : ['quarter', 4]);
  });
});
