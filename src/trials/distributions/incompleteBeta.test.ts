import { describe, expect, it } from 'vitest';
import { betaProbability, betaQuantile } from './incompleteBeta.js';

describe('incomplete beta function', () => {
  // mpmath 1.2 at 40 digits: the density integrated numerically. (scipy 1.10.1's betainc has 9 digits here.)
  it.each([
    [0.5, 0.5, 0.3, 0.3690101195655454],
    [40, 1, 0.9, 0.014780882941434608],
    [200, 300, 0.41, 0.677628164772179],
    [3, 1e7, 2e-7, 0.32332369208517303],
    [1e6, 1.9e7, 0.0501, 0.9798650652876336],
  ])('I(a = %d, b = %d, x = %d) agrees with mpmath', (a, b, x, golden) => {
    expect(Math.abs(betaProbability(x, a, b) / golden - 1)).toBeLessThan(1e-12);
    expect(betaProbability(x, a, b) + betaProbability(x, a, b, 'upper')).toBeCloseTo(1, 14);
  });

  it('ends at 0 and 1', () => {
    expect(betaProbability(0, 2, 3)).toBe(0);
    expect(betaProbability(1, 2, 3)).toBe(1);
    expect(betaProbability(0, 2, 3, 'upper')).toBe(1);
    expect(betaProbability(1, 2, 3, 'upper')).toBe(0);
  });

  it('has the powers as closed forms: I(a, 1) = xᵃ, and 1 − I(1, b) = (1 − x)ᵇ', () => {
    expect(betaProbability(0.3, 7.5, 1)).toBeCloseTo(0.3 ** 7.5, 16);
    expect(betaProbability(1e-9, 1, 1e9, 'upper')).toBeCloseTo(Math.exp(-1), 9);
    expect(betaQuantile(1e-30, 1, 1e9, 'upper')).toBeCloseTo(-Math.expm1(Math.log(1e-30) / 1e9), 20);
  });

  it('is undone by its quantile, from either tail and in far tails', () => {
    for (const [a, b] of [
      [0.3, 100.7],
      [3, 1e7],
      [123_457, 2e7],
      [5, 5],
    ]) {
      for (const p of [1e-12, 0.025, 0.5, 0.975]) {
        for (const tail of ['lower', 'upper'] as const) {
          const x = betaQuantile(p, a, b, tail);
          expect(Math.abs(betaProbability(x, a, b, tail) / p - 1)).toBeLessThan(1e-11);
        }
      }
    }
  });
});
