import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { wilson } from '../uncertainty/intervals.js';
import { misleadingEvidence, tippettCurve } from './tippett.js';

const mated = Float64Array.of(5, -1, 2, 2);
const nonMated = Float64Array.of(-4, -2, 0, 2, 7);

describe('Tippett plot', () => {
  it('is the share of either kind at or above each LLR, by hand', () => {
    expect(tippettCurve(mated, nonMated)).toEqual([
      { llr: -4, mated: 1, nonMated: 1 },
      { llr: -2, mated: 1, nonMated: 0.8 },
      { llr: -1, mated: 1, nonMated: 0.6 },
      { llr: 0, mated: 0.75, nonMated: 0.6 },
      { llr: 2, mated: 0.75, nonMated: 0.4 },
      { llr: 5, mated: 0.25, nonMated: expect.closeTo(0.2, 12) },
      { llr: 7, mated: 0, nonMated: expect.closeTo(0.2, 12) },
    ]);
  });

  it('is thinned to steps, keeps its ends and never rises', () => {
    const random = createRandom(1);
    const many = Float64Array.from({ length: 50_000 }, () => 20 * random.uniform() - 10);
    const curve = tippettCurve(
      many,
      many.map((llr) => llr - 3),
      100,
    );
    expect(curve.length).toBeLessThan(205);
    expect(curve[0]).toMatchObject({ mated: 1, nonMated: 1 });
    for (let k = 1; k < curve.length; k++) {
      expect(curve[k].llr).toBeGreaterThan(curve[k - 1].llr);
      expect(curve[k].mated).toBeLessThanOrEqual(curve[k - 1].mated);
      expect(curve[k].nonMated).toBeLessThanOrEqual(curve[k - 1].nonMated);
    }
  });

  it('takes a weight of three for three comparisons', () => {
    const weighted = { scores: Float64Array.of(1, 2), weights: Float64Array.of(3, 1) };
    expect(tippettCurve(weighted, nonMated)).toEqual(tippettCurve(Float64Array.of(1, 1, 1, 2), nonMated));
  });

  it('refuses no comparisons, NaN and no steps', () => {
    expect(() => tippettCurve(new Float64Array(), nonMated)).toThrow('no mated scores');
    expect(() => tippettCurve(mated, Float64Array.of(Number.NaN))).toThrow('must be finite');
    expect(() => tippettCurve(mated, nonMated, 0)).toThrow('steps must be at least 1, got 0');
  });
});

describe('misleading evidence', () => {
  const found = misleadingEvidence(mated, nonMated, [Math.E ** 2, 1_000]);

  it('is an LLR below 0 of a mated pair, above 0 of a non-mated one; one of 0 leads nowhere', () => {
    expect(found.mated).toEqual({ share: 0.25, interval: wilson(1, 4) });
    expect(found.nonMated).toEqual({ share: 0.4, interval: wilson(2, 5) });
    expect(found.strongest).toEqual({ mated: -1, nonMated: 7 });
  });

  it('is counted by strength, beside the bound of Royall', () => {
    expect(found.byStrength[0]).toMatchObject({ mated: { share: 0 }, nonMated: { share: 0.4 } });
    expect(found.byStrength[1]).toMatchObject({ nonMated: { share: 0.2 }, bound: 0.001 });
  });

  it('of likelihood ratios that are right stays within the bound', () => {
    // LLRs of N(1, 1) against N(−1, 1) in the unit where they are N(±d²/2, d²), d = 2.
    const random = createRandom(3);
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    const llrs = (mean: number) => Float64Array.from({ length: 50_000 }, () => mean + 2 * normal());
    for (const { nonMated, mated, bound } of misleadingEvidence(llrs(2), llrs(-2), [2, 10, 100]).byStrength) {
      expect(nonMated.share).toBeLessThan(bound);
      expect(mated.share).toBeLessThan(bound);
    }
  });

  it('refuses a ratio that is no strength', () => {
    expect(() => misleadingEvidence(mated, nonMated, [1])).toThrow('ratios must be above 1, got 1');
    expect(() => misleadingEvidence(mated, nonMated, [10], 95)).toThrow('confidence must be in (0, 1)');
  });
});
