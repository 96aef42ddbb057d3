import { describe, expect, it } from 'vitest';
import { normalQuantile } from './normalQuantile.js';

describe('normal quantile', () => {
  // scipy 1.10.1, scipy.stats.norm.ppf.
  it.each([
    [0.6, 0.2533471031357997],
    [0.9, 1.2815515655446004],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.9999995, 4.89163847571478],
    [1e-20, -9.262340089798409],
  ])('of %d agrees with scipy', (probability, golden) => {
    expect(Math.abs(normalQuantile(probability) / golden - 1)).toBeLessThan(1e-11);
  });

  it('is odd about one half', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.25)).toBe(-normalQuantile(0.75));
  });
});
