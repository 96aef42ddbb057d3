import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { fitLogistic } from './calibration.js';
import { fitQualityLogistic, qualityLlr } from './qualityLogistic.js';

const mated = {
  scores: Float64Array.of(0.62, 0.71, 0.55, 0.33, 0.8, 0.47, 0.66, 0.58),
  qualities: Float64Array.of(0.9, 0.8, 0.5, 0.2, 0.9, 0.3, 0.6, 0.7),
};
const nonMated = {
  scores: Float64Array.of(0.05, -0.1, 0.21, 0.12, 0.4, 0.02, -0.03, 0.35, 0.18, 0.09),
  qualities: Float64Array.of(0.4, 0.9, 0.2, 0.6, 0.3, 0.8, 0.5, 0.7, 0.1, 0.9),
};
const weighted = {
  mated: { ...mated, weights: Float64Array.of(1, 1, 2, 2, 1, 1, 3, 1) },
  nonMated: { ...nonMated, weights: Float64Array.of(100, 200, 300, 50, 20, 100, 100, 5, 40, 60) },
};

describe('logistic calibration with quality', () => {
  // scipy 1.17.1: scipy.optimize.minimize (BFGS, then Nelder–Mead twice) on the objective of `fitLogistic`.
  it.each([
    [
      'prior of 0.5',
      { mated, nonMated },
      0.5,
      {},
      [-8.076860024344167, 29.056088686505852, -7.933233736402195, 0],
    ],
    [
      'prior of 1 %',
      { mated, nonMated },
      0.01,
      {},
      [-20.500130141814836, 62.509692930148404, -12.621974587138164, 0],
    ],
    ['weights', weighted, 0.5, {}, [-11.493052756356029, 52.357739550465645, -19.394470501436714, 0]],
    [
      'smoothed targets',
      { mated, nonMated },
      0.5,
      { smoothing: 'platt' },
      [-2.616624704171997, 8.119445337149868, -0.8737740628753445, 0],
    ],
    [
      'interaction',
      { mated, nonMated },
      0.5,
      { smoothing: 'platt', interaction: true },
      [-3.986785608918005, 12.32765013511701, 1.2626764826462118, -6.26208386358549],
    ],
    [
      'interaction and weights',
      weighted,
      0.2,
      { smoothing: 'platt', interaction: true },
      [-7.2740869369587955, 27.046680841963273, 0.7796493549217749, -14.146138089559463],
    ],
  ] as const)('finds the minimum that scipy finds: %s', (_, data, prior, options, golden) => {
    const { offset, slope, quality, interaction } = fitQualityLogistic(data, prior, options);
    [offset, slope, quality, interaction].forEach((value, k) => {
      expect(Math.abs(value - golden[k])).toBeLessThanOrEqual(2e-5 * Math.abs(golden[k]));
    });
  });

  it('finds the true LLR where the spread of scores goes with quality', () => {
    // Mated N(0.4 q, 0.1²), non-mated N(0, 0.1²), q in [½, 1]: LLR = 40 q s − 8 q².
    const random = createRandom(4);
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    const draw = (count: number, mean: number) => {
      const qualities = Float64Array.from({ length: count }, () => 0.5 + 0.5 * random.uniform());
      return { qualities, scores: qualities.map((q) => mean * q + 0.1 * normal()) };
    };
    const data = { mated: draw(20_000, 0.4), nonMated: draw(40_000, 0) };
    const found = fitQualityLogistic(data, 0.5, { interaction: true });
    for (const q of [0.6, 0.75, 0.9]) {
      expect(Math.abs(qualityLlr(found, 0.2 * q, q))).toBeLessThan(0.35);
      expect(qualityLlr(found, 0.3, q) - qualityLlr(found, 0.2, q)).toBeCloseTo(4 * q, 0);
    }
  });

  it('is `fitLogistic` where quality says nothing', () => {
    // Each comparison once at either quality: the two are balanced, and the best weight of quality is 0.
    const twice = ({ scores }: { scores: Float64Array }) => ({
      scores: Float64Array.of(...scores, ...scores),
      qualities: Float64Array.from({ length: 2 * scores.length }, (_, k) => (k < scores.length ? 0 : 1)),
    });
    const found = fitQualityLogistic({ mated: twice(mated), nonMated: twice(nonMated) }, 0.1);
    const plain = fitLogistic({ mated: mated.scores, nonMated: nonMated.scores }, 0.1);
    expect(found.quality).toBeCloseTo(0, 8);
    expect(found.slope).toBeCloseTo(plain.slope, 7);
    expect(found.offset).toBeCloseTo(plain.offset, 7);
  });

  it('takes the nearest quality it knows for one it does not', () => {
    const found = fitQualityLogistic({ mated, nonMated }, 0.5);
    expect(found.qualities).toEqual([0.1, 0.9]);
    expect(qualityLlr(found, 0.5, 7)).toBe(qualityLlr(found, 0.5, 0.9));
    expect(qualityLlr(found, 0.5, -7)).toBe(qualityLlr(found, 0.5, 0.1));
  });

  it('refuses what has no finite fit, unless smoothed', () => {
    const parted = { ...mated, scores: mated.scores.map((score) => score + 1) };
    expect(() => fitQualityLogistic({ mated: parted, nonMated }, 0.5)).toThrow('without error');
    expect(
      fitQualityLogistic({ mated: parted, nonMated }, 0.5, { smoothing: 'platt' }).slope,
    ).toBeGreaterThan(0);
    expect(() => fitQualityLogistic({ mated: nonMated, nonMated: mated }, 0.5)).toThrow(
      'nothing to calibrate',
    );
  });

  it('refuses columns that do not fit, one quality for all, NaN and a prior out of range', () => {
    const flat = (given: typeof mated) => ({ ...given, qualities: given.scores.map(() => 0.5) });
    expect(() => fitQualityLogistic({ mated: flat(mated), nonMated: flat(nonMated) }, 0.5)).toThrow(
      'all values of feature 1 are equal',
    );
    const short = { ...mated, qualities: new Float64Array(3) };
    expect(() => fitQualityLogistic({ mated: short, nonMated }, 0.5)).toThrow('one a score, got 3');
    const holed = { ...mated, qualities: new Float64Array(8).fill(Number.NaN) };
    expect(() => fitQualityLogistic({ mated: holed, nonMated }, 0.5)).toThrow('must be finite');
    expect(() => fitQualityLogistic({ mated, nonMated }, 0)).toThrow('prior must be in (0, 1), got 0');
  });
});
