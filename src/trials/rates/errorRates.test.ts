import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { tallyScores } from '../scores/scoreTally.js';
import { nextAbove } from '../scores/staircase.js';
import { errorRateCurve } from './errorRateCurve.js';
import { eer, far, fmr, fnmr, fnmrAtFmr, frr, type Threshold, thresholdAtFmr } from './errorRates.js';

const mated = Float64Array.of(0.9, 0.8, 0.7, 0.4);
const nonMated = Float64Array.of(0.1, 0.2, 0.3, 0.5, 0.7);

function gaussians(count: number, mean: number, deviation: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from(
    { length: count },
    () =>
      mean +
      deviation * Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform()),
  );
}

function threshold(result: ReturnType<typeof thresholdAtFmr>): Threshold {
  if (result.kind !== 'threshold') throw new Error(result.reason);
  return result;
}

describe('error rates (ISO/IEC 19795-1)', () => {
  it('a false match is a non-mated score at or above the threshold', () => {
    expect(fmr(nonMated, 0.7)).toEqual({ errors: 1, trials: 5, rate: 0.2 });
    expect(fmr(nonMated, nextAbove(0.7)).errors).toBe(0);
  });

  it('a false non-match is a mated score below the threshold', () => {
    expect(fnmr(mated, 0.7)).toEqual({ errors: 1, trials: 4, rate: 0.25 });
    expect(fnmr(mated, 0.4).errors).toBe(0);
  });

  it('FRR = FTA + FNMR (1 − FTA) and FAR = FMR (1 − FTA)', () => {
    expect(frr(mated, 0.75, 1).rate).toBeCloseTo(0.2 + 0.5 * 0.8, 15);
    expect(far(nonMated, 0.5, 5).rate).toBeCloseTo(0.4 * 0.5, 15);
    expect(() => frr(mated, 0.5, -1)).toThrow(RangeError);
  });

  it('knows no comparison with what is no number', () => {
    expect(() => fmr(nonMated, Number.NaN)).toThrow('threshold must be a number, got NaN');
    expect(() => fmr(tallyScores(nonMated), Number.NaN)).toThrow(RangeError);
    expect(() => fnmr(Float64Array.of(0.5, Number.NaN), 0.1)).toThrow('scores must be numbers, got NaN');
  });

  it('has no rate without trials', () => {
    expect(() => fmr(new Float32Array(), 0)).toThrow('no comparisons');
    expect(() => eer(mated, new Float32Array())).toThrow('no comparisons');
  });
});

describe('threshold at a stated FMR', () => {
  it('is the very next number above the first score that is one too many', () => {
    const found = threshold(thresholdAtFmr(nonMated, 0.4));
    expect(found).toEqual({
      kind: 'threshold',
      threshold: nextAbove(0.3),
      fmr: { errors: 2, trials: 5, rate: 0.4 },
    });
    expect(fmr(nonMated, 0.3).rate).toBe(0.6);
  });

  it('lets ties in or keeps them out together', () => {
    const ties = Float64Array.of(0.1, 0.5, 0.5, 0.5, 0.9);
    expect(threshold(thresholdAtFmr(ties, 0.6))).toMatchObject({
      threshold: nextAbove(0.5),
      fmr: { errors: 1 },
    });
    expect(threshold(thresholdAtFmr(ties, 0.8))).toMatchObject({
      threshold: nextAbove(0.1),
      fmr: { errors: 4 },
    });
    expect(threshold(thresholdAtFmr(ties, 1)).threshold).toBe(Number.NEGATIVE_INFINITY);
  });

  it('counts the errors allowed in decimal, not in binary', () => {
    // 0.29 · 100 = 28.999999999999996 in double precision.
    const hundred = Float64Array.from({ length: 100 }, (_, k) => k / 100);
    expect(threshold(thresholdAtFmr(hundred, 0.29)).fmr.errors).toBe(29);
  });

  it('is refused below 1 / trials, with the trials that would do', () => {
    expect(thresholdAtFmr(new Float32Array(9_999), 1e-4)).toMatchObject({
      kind: 'unsupported',
      fmr: 1e-4,
      trials: 9_999,
      requiredTrials: 29_956,
    });
    expect(fnmrAtFmr(mated, nonMated, 0.19).kind).toBe('unsupported');
    expect(thresholdAtFmr(new Float32Array(10_000), 1e-4).kind).toBe('threshold');
  });

  it('is the lowest there is: property, over scores with many ties', () => {
    const score = fc.integer({ min: -8, max: 8 }).map((k) => k / 8);
    fc.assert(
      fc.property(
        fc.array(score, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 60 }),
        (list, k) => {
          const scores = Float64Array.from(list);
          const target = Math.min(k, scores.length) / scores.length;
          const found = threshold(thresholdAtFmr(scores, target));
          expect(found.fmr.rate).toBeLessThanOrEqual(target);
          expect(fmr(scores, found.threshold)).toEqual(found.fmr);
          const lower = scores.filter((value) => value < found.threshold);
          if (lower.length > 0)
            expect(
              fmr(
                scores,
                lower.reduce((a, b) => Math.max(a, b)),
              ).rate,
            ).toBeGreaterThan(target);
          for (const keep of [1, 5, 60]) {
            const counted = threshold(thresholdAtFmr(tallyScores(scores, { keep }), target));
            if (target < keep / scores.length) expect(counted).toEqual(found);
            expect(counted.fmr.rate).toBeLessThanOrEqual(target);
            expect(counted.threshold).toBeGreaterThanOrEqual(found.threshold);
            expect(fmr(scores, counted.threshold)).toEqual(counted.fmr);
          }
        },
      ),
    );
  });

  it('is exact at an FMR of 1e-6 in the kept tail, where a bin of the tally holds hundreds of scores', () => {
    // 3,000,000 scores all within one bin; the highest three are 2,999,997 to 2,999,999 times 2⁻⁴⁰.
    const crowd = Float64Array.from({ length: 3_000_000 }, (_, k) => ((k * 7_919) % 3_000_000) * 2 ** -40);
    const found = threshold(thresholdAtFmr(tallyScores(crowd, { keep: 100 }), 1e-6));
    expect(found.threshold).toBe(nextAbove(2_999_996 * 2 ** -40));
    expect(found.fmr).toEqual({ errors: 3, trials: 3_000_000, rate: 1e-6 });
  });

  it('refuses scores that are not numbers', () => {
    expect(() => thresholdAtFmr(Float32Array.of(0.1, Number.NaN), 0.5)).toThrow('got NaN');
    expect(() => thresholdAtFmr(nonMated, 0)).toThrow('fmr must be in (0, 1], got 0');
  });

  it('gives the FNMR there', () => {
    expect(fnmrAtFmr(mated, nonMated, 0.2)).toMatchObject({
      threshold: nextAbove(0.5),
      fnmr: { errors: 1, trials: 4, rate: 0.25 },
    });
  });
});

describe('equal error rate', () => {
  it('lies where the line between two operating points crosses the diagonal', () => {
    // At 0.7: FMR 1/5, FNMR 1/4. At 0.5: FMR 2/5, FNMR 1/4. The line meets FMR = FNMR at 1/4.
    expect(eer(mated, nonMated)).toEqual({ eer: 0.25, threshold: 0.5 });
    // At 0.6: (0, 1/2). At 0.5, a score of either kind: (1/2, 0). Halfway: 1/4.
    const crossed = eer(Float64Array.of(0.6, 0.5), Float64Array.of(0.5, 0.1));
    expect(crossed).toEqual({ eer: 0.25, threshold: 0.5 });
  });

  it('is 0 if a threshold parts the two, 1 if it parts them the wrong way', () => {
    expect(eer(Float64Array.of(0.8), Float64Array.of(0.2)).eer).toBe(0);
    expect(eer(Float64Array.of(0.2), Float64Array.of(0.8)).eer).toBe(1);
  });

  it('of two normal distributions two deviations from the middle is Φ(−2) = 0.02275', () => {
    const genuine = gaussians(100_000, 0.4, 0.1, 1);
    const impostor = gaussians(100_000, 0, 0.1, 2);
    const found = eer(genuine, impostor);
    // Four standard errors: the two rates vary independently, sqrt(0.02275 · 0.977 / 1e5 / 2) = 3.3e-4.
    expect(Math.abs(found.eer - 0.02275)).toBeLessThan(1.4e-3);
    expect(found.threshold).toBeCloseTo(0.2, 2);
    const counted = eer(genuine, tallyScores(impostor, { keep: 100 }));
    expect(Math.abs(counted.eer - found.eer)).toBeLessThan(1e-5);
    expect(eer(genuine, tallyScores(impostor, { keep: 10_000 }))).toEqual(found);
  });
});

describe('error rate curve', () => {
  const genuine = gaussians(5_000, 0.4, 0.1, 3);
  const impostor = gaussians(20_000, 0, 0.1, 4);

  it('goes from FMR 0 to FMR 1 by true operating points, some twenty a decade', () => {
    const tied = impostor.map((score) => Math.round(score * 1_000) / 1_000);
    for (const [scores, counted] of [
      [impostor, impostor],
      [impostor, tallyScores(impostor, { keep: 500 })],
      [tied, tallyScores(tied, { keep: 501 })],
    ] as const) {
      const curve = errorRateCurve(genuine, counted, 20);
      expect(curve[0]).toMatchObject({ fmr: 0 });
      expect(curve.at(-1)!.fmr).toBe(1);
      expect(curve.length).toBeGreaterThan(80);
      expect(curve.length).toBeLessThan(250);
      for (const point of curve) {
        expect(fmr(scores, point.threshold).rate).toBe(point.fmr);
        expect(fnmr(genuine, point.threshold).rate).toBe(point.fnmr);
      }
    }
  });

  it('falls in FNMR as it rises in FMR', () => {
    const curve = errorRateCurve(genuine, impostor);
    for (let k = 1; k < curve.length; k++) {
      expect(curve[k].fmr).toBeGreaterThanOrEqual(curve[k - 1].fmr);
      expect(curve[k].fnmr).toBeLessThanOrEqual(curve[k - 1].fnmr);
      expect(curve[k].threshold).toBeLessThan(curve[k - 1].threshold);
    }
  });
});
