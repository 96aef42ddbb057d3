import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { reliability } from './reliability.js';

const mated = Float64Array.of(-1, 0.5, 2, 3, 4, 5);
const nonMated = Float64Array.of(-4, -3.5, -3, -2.5, -2, -1.5, -1, -0.5, 0, 1, 0.7, -2.2);

/** LLRs N(±d²/2, d²), which are the log-likelihood ratios of themselves. */
function rightLlrs(matedCount: number, nonMatedCount: number, seed: number) {
  const random = createRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  return {
    mated: Float64Array.from({ length: matedCount }, () => 2 + 2 * normal()),
    nonMated: Float64Array.from({ length: nonMatedCount }, () => -2 + 2 * normal()),
  };
}

describe('reliability diagram', () => {
  it('has the bins, shares and intervals that numpy and scipy give', () => {
    // scipy 1.17.1, prior 0.1, three bins: Wilson's interval and scipy.stats.binom.ppf, both of the share in the test
    // set, then restated: logit + logit 0.1 − ln(6 / 12).
    const found = reliability(mated, nonMated, 0.1, { bins: 3 });
    const golden = [
      [0.375, 0.006415260308347406, 0, 0, 0.1458331843670039, 0, 0.05263157894736843],
      [
        0.31666666666666665, 0.03555978148050128, 0.05263157894736843, 0.008283174620646466,
        0.2698207483365831, 0, 0.12903225806451615,
      ],
      [
        0.3083333333333333, 0.29265958160331346, 0.2702702702702703, 0.08914028114354527, 0.5836254070969794,
        0.11764705882352941, 1,
      ],
    ];
    expect(found.bins).toHaveLength(3);
    found.bins.forEach((bin, k) => {
      const values = [bin.share, bin.stated, bin.observed, bin.interval.lower, bin.interval.upper];
      [...values, bin.consistent.lower, bin.consistent.upper].forEach((value, column) => {
        expect(value).toBeCloseTo(golden[k][column], 12);
      });
    });
    expect(found.bins.map((bin) => [bin.mated, bin.nonMated])).toEqual([
      [0, 5],
      [1, 4],
      [5, 3],
    ]);
    expect(found.bins[2].from).toBeCloseTo(0.1, 12);
    expect(found.bins[2].to).toBeCloseTo(0.9428256185740149, 12);
    expect(found.expectedCalibrationError).toBeCloseTo(0.014715162807826518, 12);
    expect(found.chanceError).toBeCloseTo(0.057699292488889, 12);
  });

  it('observes the prior where all are in one bin, whatever the ratio of the test', () => {
    for (const prior of [0.001, 0.5, 0.9]) {
      const { bins } = reliability(mated, nonMated, prior, { bins: 1 });
      expect(bins).toHaveLength(1);
      expect(bins[0].observed).toBeCloseTo(prior, 12);
      expect(bins[0].share).toBeCloseTo(1, 12);
    }
  });

  it('of LLRs that are right lies in the band, with an error that chance explains, at any prior', () => {
    const { mated, nonMated } = rightLlrs(20_000, 60_000, 1);
    for (const prior of [0.5, 0.02]) {
      const found = reliability(mated, nonMated, prior, { confidence: 0.999 });
      expect(found.bins).toHaveLength(10);
      for (const { observed, consistent, stated, interval } of found.bins) {
        expect(observed).toBeGreaterThanOrEqual(consistent.lower);
        expect(observed).toBeLessThanOrEqual(consistent.upper);
        // A bin is not a point: the mean stated may lie a little outside.
        expect(stated).toBeGreaterThan(interval.lower - 0.01);
        expect(stated).toBeLessThan(interval.upper + 0.01);
      }
      expect(found.expectedCalibrationError).toBeLessThan(2.5 * found.chanceError);
    }
  });

  it('of LLRs twice too strong leaves it', () => {
    const { mated, nonMated } = rightLlrs(20_000, 60_000, 2);
    const double = (llrs: Float64Array) => llrs.map((llr) => 2 * llr);
    const found = reliability(double(mated), double(nonMated), 0.5);
    expect(found.expectedCalibrationError).toBeGreaterThan(5 * found.chanceError);
    expect(found.bins[1].observed).toBeGreaterThan(found.bins[1].consistent.upper);
    expect(found.bins[8].observed).toBeLessThan(found.bins[8].consistent.lower);
  });

  it('estimates the error of chance: the mean over many small tests of LLRs that are right', () => {
    let [found, expected] = [0, 0];
    for (let seed = 0; seed < 200; seed++) {
      const { mated, nonMated } = rightLlrs(300, 300, seed);
      const { expectedCalibrationError, chanceError } = reliability(mated, nonMated, 0.5, { bins: 8 });
      found += expectedCalibrationError / 200;
      expected += chanceError / 200;
    }
    expect(found / expected).toBeGreaterThan(0.8);
    expect(found / expected).toBeLessThan(1.2);
  });

  it('takes a weight of three for three comparisons, and does not part equal LLRs', () => {
    const thrice = { scores: nonMated, weights: new Float64Array(12).fill(3) };
    const listed = Float64Array.from([...nonMated].flatMap((llr) => [llr, llr, llr]));
    expect(reliability(mated, thrice, 0.1)).toEqual(reliability(mated, listed, 0.1));
    expect(reliability(new Float64Array(9).fill(1), new Float64Array(9).fill(1), 0.5).bins).toHaveLength(1);
  });

  it('has shares that sum to 1, in ascending bins, whatever the LLRs', () => {
    const lists = fc.array(fc.double({ min: -60, max: 60, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(lists, lists, fc.integer({ min: 1, max: 20 }), (a, b, bins) => {
        const found = reliability(Float64Array.from(a), Float64Array.from(b), 0.3, { bins });
        expect(found.bins.length).toBeLessThanOrEqual(bins);
        expect(found.bins.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
        for (const { from, to, interval, observed } of found.bins) {
          expect(from).toBeLessThanOrEqual(to);
          expect(interval.lower).toBeLessThanOrEqual(observed + 1e-12);
          expect(interval.upper).toBeGreaterThanOrEqual(observed - 1e-12);
        }
      }),
    );
  });

  it('refuses no comparisons, NaN, no bins and a prior out of range', () => {
    expect(() => reliability(new Float64Array(), nonMated, 0.5)).toThrow('no mated scores');
    expect(() => reliability(mated, Float64Array.of(Number.NaN), 0.5)).toThrow('must be finite');
    expect(() => reliability(mated, nonMated, 0.5, { bins: 0 })).toThrow(
      'bins must be a whole number from 1, got 0',
    );
    expect(() => reliability(mated, nonMated, 1)).toThrow('prior must be in (0, 1), got 1');
    expect(() => reliability(mated, nonMated, 0.5, { confidence: 95 })).toThrow(
      'confidence must be in (0, 1)',
    );
  });
});
