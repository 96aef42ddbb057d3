import { describe, expect, it } from 'vitest';
import { minimise } from './nelderMead.js';

const options = { step: 0.5, evaluations: 20_000, tolerance: 1e-14 };

describe('Nelder and Mead’s simplex', () => {
  // Moré, Garbow & Hillstrom, "Testing unconstrained optimization software", ACM TOMS 7 (1981): functions 1, 13 and 21.
  it('finds the bottom of Rosenbrock’s valley from (−1.2, 1)', () => {
    const { at, value } = minimise(([x, y]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2, [-1.2, 1], options);
    expect(value).toBeLessThan(1e-12);
    expect([...at].map((x) => Math.round(1e5 * x) / 1e5)).toEqual([1, 1]);
  });

  it('finds the singular minimum of Powell’s function from (3, −1, 0, 1)', () => {
    const powell = ([a, b, c, d]: Float64Array) =>
      (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4;
    expect(minimise(powell, [3, -1, 0, 1], options).value).toBeLessThan(1e-8);
  });

  it('does not stall in eighteen dimensions, as many as a year of seasonal states has', () => {
    const bowl = (at: Float64Array) => at.reduce((sum, x, i) => sum + (i + 1) * (x - i) ** 2, 0);
    expect(minimise(bowl, new Float64Array(18), options).value).toBeLessThan(1e-6);
  });

  it('keeps out of where the function is not defined', () => {
    const { at } = minimise(([x]) => (x < 2 ? Number.NaN : x), [5], { ...options, tolerance: 1e-9 });
    expect(at[0]).toBeCloseTo(2, 4);
  });

  it('evaluates no more often than it may, but for the simplex in hand', () => {
    let count = 0;
    minimise(([x, y]) => ++count && 100 * (y - x * x) ** 2 + (1 - x) ** 2, [-1.2, 1], {
      ...options,
      evaluations: 40,
    });
    expect(count).toBeLessThan(46);
  });
});
