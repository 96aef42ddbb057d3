import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { excessAt, fitGeneralisedPareto } from './generalisedPareto.js';
import { goodnessOfFit, pValue } from './goodnessOfFit.js';

describe('goodness of fit (Choulakian & Stephens 2001)', () => {
  it('has the statistics of the textbook', () => {
    // numpy: A² = −n − Σ (2i − 1)(ln z_i + ln(1 − z_{n+1−i})) / n and W² = Σ (z_i − (2i − 1)/2n)² + 1/12n,
    // z = scipy.stats.genpareto.cdf at the maximum likelihood that scipy.optimize.minimize finds.
    const excesses = Float64Array.from(
      { length: 120 },
      (_, k) => -0.05 * Math.log((k + 0.5) / 120) * (1 + 0.2 * Math.sin(k)),
    );
    const { andersonDarling, cramerVonMises } = goodnessOfFit(excesses, fitGeneralisedPareto(excesses));
    expect(andersonDarling.statistic).toBeCloseTo(0.04312476514802199, 7);
    expect(cramerVonMises.statistic).toBeCloseTo(0.0038431198008395343, 7);
  });

  // Their table 2, both parameters unknown; their k is the shape with its sign changed.
  it.each([
    [-0.5, 0.5, 0.496],
    [-0.5, 0.05, 1.321],
    [-0.4, 0.05, 1.221],
    [-0.2, 0.025, 1.283],
    [-0.1, 0.1, 0.831],
    [0, 0.25, 0.569],
    [0, 0.005, 1.603],
    [0.1, 0.01, 1.348],
    [0.5, 0.001, 1.707],
  ])('finds for A² at shape %d the probability %d of their table', (shape, probability, statistic) => {
    expect(pValue('andersonDarling', shape, statistic) / probability).toBeCloseTo(1, 2);
  });

  it('rejects as often as it says what does follow the distribution', () => {
    const random = createRandom(5);
    const rejected = { andersonDarling: 0, cramerVonMises: 0 };
    const samples = 2_000;
    for (let sample = 0; sample < samples; sample++) {
      const drawn = Float64Array.from({ length: 200 }, () =>
        excessAt({ shape: -0.15, scale: 0.1 }, 1 - random.uniform()),
      ).filter((excess) => excess > 0);
      const { andersonDarling, cramerVonMises } = goodnessOfFit(drawn, fitGeneralisedPareto(drawn));
      if (andersonDarling.pValue < 0.1) rejected.andersonDarling++;
      if (cramerVonMises.pValue < 0.1) rejected.cramerVonMises++;
    }
    // 0.1 within four standard errors, and a little below: the table is for infinitely many excesses.
    for (const count of Object.values(rejected)) {
      expect(count / samples).toBeGreaterThan(0.065);
      expect(count / samples).toBeLessThan(0.127);
    }
  });

  it('rejects what does not: excesses of a mixture of two scales', () => {
    const random = createRandom(6);
    const mixed = Float64Array.from({ length: 300 }, (_, k) => (k % 3 ? 0.01 : 1) * (1 - random.uniform()));
    expect(goodnessOfFit(mixed, fitGeneralisedPareto(mixed)).andersonDarling.pValue).toBeLessThan(0.001);
  });

  it('has p-values that fall with the statistic, from 1 to 0', () => {
    const even = Float64Array.from({ length: 400 }, (_, k) => -Math.log((k + 0.5) / 400));
    const close = goodnessOfFit(even, { shape: 0, scale: 1 });
    expect(close.andersonDarling.pValue).toBeGreaterThan(0.99);
    const worse = [1.05, 1.2, 1.5, 3].map((scale) => goodnessOfFit(even, { shape: 0, scale }));
    const pValues = worse.map(({ cramerVonMises }) => cramerVonMises.pValue);
    expect(pValues).toEqual(pValues.toSorted((a, b) => b - a));
    expect(pValues[3]).toBeLessThan(1e-6);
  });

  it('is 0 where a score lies at the end of the support', () => {
    const { andersonDarling } = goodnessOfFit(Float64Array.of(0.2, 0.4, 1), { shape: -0.5, scale: 0.5 });
    expect(andersonDarling).toEqual({ statistic: Number.POSITIVE_INFINITY, pValue: 0 });
  });
});
