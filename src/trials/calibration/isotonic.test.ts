import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { histogram, tallyScores } from '../scores/scoreTally.js';
import { fitIsotonic, isotonicLlr } from './isotonic.js';

const mated = Float64Array.of(0.62, 0.71, 0.55, 0.33, 0.8, 0.47, 0.66, 0.58);
const nonMated = Float64Array.of(0.05, -0.1, 0.21, 0.12, 0.4, 0.02, -0.03, 0.35, 0.18, 0.09);

describe('isotonic calibration', () => {
  // scipy 1.17.1: scipy.optimize.isotonic_regression on the scores with a mated and a non-mated one added at either
  // end, logit of the result less the log of the ratio of the two kinds.
  it('is the map that scipy finds, with finite ends', () => {
    const found = fitIsotonic({ mated, nonMated });
    expect([...found.scores]).toEqual([-0.1, 0.21, 0.33, 0.4, 0.47, 0.8]);
    const golden = [-2.0149030205422647, -0.5108256237659908, 2.2617630984737898];
    golden.forEach((llr, pool) => {
      expect(found.llrs[2 * pool]).toBeCloseTo(llr, 12);
      expect(found.llrs[2 * pool + 1]).toBeCloseTo(llr, 12);
    });
  });

  it('is the map that scipy finds for weighted scores', () => {
    const found = fitIsotonic({
      mated: { scores: mated, weights: Float64Array.of(1, 1, 2, 2, 1, 1, 3, 1) },
      nonMated: {
        scores: nonMated,
        weights: Float64Array.of(100, 200, 300, 50, 20, 100, 100, 5, 40, 60),
      },
    });
    expect(isotonicLlr(found, 0)).toBeCloseTo(-2.612084740117866, 12);
    expect(isotonicLlr(found, 0.35)).toBeCloseTo(1.7197006781192687, 12);
    expect(isotonicLlr(found, 0.5)).toBeCloseTo(6.643324595225895, 12);
  });

  it('goes straight from pool to pool, and stays where it is beyond the scores', () => {
    const found = fitIsotonic({ mated, nonMated });
    expect(isotonicLlr(found, (0.4 + 0.47) / 2)).toBeCloseTo(
      (-0.5108256237659908 + 2.2617630984737898) / 2,
      12,
    );
    expect(isotonicLlr(found, -5)).toBe(found.llrs[0]);
    expect(isotonicLlr(found, 5)).toBe(found.llrs[5]);
  });

  it('never falls and is finite, and is flat where scores say nothing', () => {
    const lists = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(lists, lists, (a, b) => {
        const { scores, llrs } = fitIsotonic({ mated: Float64Array.from(a), nonMated: Float64Array.from(b) });
        expect(scores.length).toBeGreaterThan(0);
        expect(llrs.every(Number.isFinite)).toBe(true);
        for (let k = 1; k < llrs.length; k++) {
          expect(scores[k]).toBeGreaterThan(scores[k - 1]);
          expect(llrs[k]).toBeGreaterThanOrEqual(llrs[k - 1]);
        }
      }),
    );
    const flat = fitIsotonic({ mated: nonMated, nonMated: mated });
    expect(new Set(flat.llrs).size).toBe(1);
  });

  it('claims at the ends what the comparisons there can show', () => {
    // All 8 mated scores above all 10 non-mated ones: (9/10) : (1/12) and (1/10) : (11/12).
    const parted = fitIsotonic({ mated: mated.map((s) => s + 2), nonMated });
    expect(isotonicLlr(parted, 3)).toBeCloseTo(Math.log(10.8), 12);
    expect(isotonicLlr(parted, 0)).toBeCloseTo(Math.log(12 / 110), 12);
  });

  it('comes near the true LLR from a histogram of many scores', () => {
    // N(0.4, 0.1²) against N(0, 0.1²): LLR = 40 s − 8.
    const random = createRandom(4);
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    const genuine = Float64Array.from({ length: 50_000 }, () => 0.4 + 0.1 * normal());
    const impostor = histogram(tallyScores(Float64Array.from({ length: 400_000 }, () => 0.1 * normal())));
    const found = fitIsotonic({ mated: genuine, nonMated: impostor });
    for (const score of [0.12, 0.2, 0.28]) {
      expect(Math.abs(isotonicLlr(found, score) - (40 * score - 8))).toBeLessThan(0.25);
    }
  });

  it('refuses no scores, NaN and negative weights', () => {
    expect(() => fitIsotonic({ mated: new Float64Array(), nonMated })).toThrow('no mated scores');
    expect(() => fitIsotonic({ mated, nonMated: Float64Array.of(Number.NaN) })).toThrow('must be finite');
    const weights = new Float64Array(8).fill(-1);
    expect(() => fitIsotonic({ mated: { scores: mated, weights }, nonMated })).toThrow('not negative');
    expect(() => isotonicLlr(fitIsotonic({ mated, nonMated }), Number.NaN)).toThrow('got NaN');
  });
});
