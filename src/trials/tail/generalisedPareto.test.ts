import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { excessAt, fitGeneralisedPareto, logSurvival, survival } from './generalisedPareto.js';

// Exceedances of flood peaks of the Wheaton River, Yukon, 1958 to 1984, in m³/s: the example of Choulakian & Stephens
// (Technometrics 43, 2001).
const wheatonRiver = Float64Array.of(
  1.7,
  2.2,
  14.4,
  1.1,
  0.4,
  20.6,
  5.3,
  0.7,
  1.9,
  13,
  12,
  9.3,
  1.4,
  18.7,
  8.5,
  25.5,
  11.6,
  14.1,
  22.1,
  1.1,
  2.5,
  14.4,
  1.7,
  37.6,
  0.6,
  2.2,
  39,
  0.3,
  15,
  11,
  7.3,
  22.9,
  1.7,
  0.1,
  1.1,
  0.6,
  9,
  1.7,
  7,
  20.1,
  0.4,
  2.8,
  14.1,
  9.9,
  10.4,
  10.7,
  30,
  3.6,
  5.6,
  30.8,
  13.3,
  4.2,
  25.5,
  3.4,
  11.9,
  21.5,
  27.6,
  36.4,
  2.7,
  64,
  1.5,
  2.5,
  27.4,
  1,
  27.1,
  20.2,
  16.8,
  5.3,
  9.7,
  27.5,
  2.5,
  27,
);

describe('generalised Pareto distribution', () => {
  // scipy 1.17.1: genpareto.sf(excess, shape, scale=scale), genpareto.isf(0.001, shape, scale=scale).
  it.each([
    [-0.2, 0.5, 1.3, 0.025480396800000006, 1.8720283921226049],
    [0, 0.5, 1.3, 0.07427357821433388, 3.4538776394910684],
    [1e-9, 0.5, 1.3, 0.07427357846537859, 3.4538776514203393],
    [0.3, 2, 5, 0.15483643771265185, 46.28854898161876],
  ])('of shape %d and scale %d is that of scipy', (shape, scale, excess, share, quantile) => {
    expect(survival({ shape, scale }, excess) / share).toBeCloseTo(1, 13);
    expect(excessAt({ shape, scale }, 0.001) / quantile).toBeCloseTo(1, 13);
  });

  it('ends at scale / −shape where the shape is negative', () => {
    expect(survival({ shape: -0.2, scale: 0.5 }, 2.5)).toBe(0);
    expect(logSurvival({ shape: -0.2, scale: 0.5 }, 3)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('has quantiles that are exceeded as often as they say', () => {
    const shapes = fc.double({ min: -0.9, max: 1, noNaN: true });
    const probabilities = fc.double({ min: 1e-9, max: 1, noNaN: true });
    fc.assert(
      fc.property(shapes, probabilities, (shape, probability) => {
        const pareto = { shape, scale: 0.03 };
        // Near the end of the support an excess has too few digits left to tell a probability.
        fc.pre(shape > -0.5 || probability > 1e-4);
        expect(survival(pareto, excessAt(pareto, probability)) / probability).toBeCloseTo(1, 5);
      }),
    );
  });
});

describe('fit of a generalised Pareto distribution', () => {
  it('finds the maximum that scipy finds: floods of the Wheaton River', () => {
    // scipy 1.17.1: the negative log-likelihood by scipy.optimize.minimize (Nelder–Mead, xatol 1e-12), from three starts.
    const fitted = fitGeneralisedPareto(wheatonRiver);
    expect(fitted.method).toBe('maximum likelihood');
    expect(fitted.shape).toBeCloseTo(0.0009317645927519008, 6);
    expect(fitted.scale).toBeCloseTo(12.192795998862028, 5);
  });

  it('finds it with weights, and takes a weight of three for three excesses', () => {
    // scipy 1.17.1, as above, with weights k mod 4 over the excesses in the order given by the source.
    const weights = wheatonRiver.map((_, k) => k % 4);
    const repeated = Float64Array.from([...wheatonRiver].flatMap((x, k) => new Array(k % 4).fill(x)));
    const weighted = fitGeneralisedPareto(wheatonRiver, weights);
    expect(weighted.shape).toBeCloseTo(0.018367348717548804, 6);
    expect(weighted.scale).toBeCloseTo(13.394640845763286, 5);
    expect(fitGeneralisedPareto(repeated).shape).toBeCloseTo(weighted.shape, 7);
  });

  it('scales with the excesses and does not heed their order', () => {
    const fitted = fitGeneralisedPareto(wheatonRiver);
    const shrunk = fitGeneralisedPareto(wheatonRiver.map((x) => x * 1e-5).reverse());
    expect(shrunk.shape).toBeCloseTo(fitted.shape, 6);
    expect(shrunk.scale / fitted.scale).toBeCloseTo(1e-5, 10);
  });

  it.each([-0.3, -0.1, 0, 0.2])(
    'finds the shape %d of many excesses within four standard errors',
    (shape) => {
      const random = createRandom(3);
      const drawn = Float64Array.from({ length: 20_000 }, () =>
        excessAt({ shape, scale: 2 }, 1 - random.uniform()),
      );
      const fitted = fitGeneralisedPareto(drawn.filter((excess) => excess > 0));
      // Asymptotic variance (1 + ξ)² / n (Smith, Biometrika 72, 1985).
      expect(Math.abs(fitted.shape - shape)).toBeLessThan((4 * (1 + shape)) / Math.sqrt(20_000));
    },
  );

  it('says so where the likelihood has no maximum, and lets the support hold the largest excess', () => {
    // Squeezed towards their upper end: the likelihood grows without bound as the shape falls below −1.
    const squeezed = Float64Array.from({ length: 100 }, (_, k) => 1 - ((k + 0.5) / 100) ** 4);
    const fitted = fitGeneralisedPareto(squeezed);
    expect(fitted.method).toBe('probability-weighted moments');
    expect(fitted.scale / -fitted.shape).toBeGreaterThanOrEqual(squeezed[0] * (1 - 1e-12));
  });

  it('by moments is exact for evenly spread excesses: shape −1, a uniform distribution', () => {
    const even = Float64Array.from({ length: 10_000 }, (_, k) => (k + 0.65) / 10_000);
    const fitted = fitGeneralisedPareto(even);
    expect(fitted.shape).toBeCloseTo(-1, 2);
    expect(fitted.scale).toBeCloseTo(1, 2);
  });

  it('is finite for whatever two different excesses', () => {
    const excesses = fc.array(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(excesses, (values) => {
        fc.pre(new Set(values).size > 1);
        const { shape, scale } = fitGeneralisedPareto(Float64Array.from(values));
        expect(Number.isFinite(shape)).toBe(true);
        expect(scale > 0 && Number.isFinite(scale)).toBe(true);
      }),
    );
  });

  it('refuses what is no excess', () => {
    expect(() => fitGeneralisedPareto(Float64Array.of(1, 1, 1))).toThrow('must not be all equal');
    expect(() => fitGeneralisedPareto(new Float64Array())).toThrow('must not be all equal');
    expect(() => fitGeneralisedPareto(Float64Array.of(0, 1))).toThrow('finite and above 0');
    expect(() => fitGeneralisedPareto(Float64Array.of(Number.NaN, 1))).toThrow('finite and above 0');
    expect(() => fitGeneralisedPareto(Float64Array.of(1, 2), Float64Array.of(1))).toThrow('one an excess');
    expect(() => fitGeneralisedPareto(Float64Array.of(1, 2), Float64Array.of(1, 0))).toThrow('all equal');
  });
});
