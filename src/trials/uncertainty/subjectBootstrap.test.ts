import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eer, fmr, fnmr, fnmrAtFmr, type Unsupported } from '../rates/errorRates.js';
import { createRandom } from '../sampling/random.js';
import { tallyScores } from '../scores/scoreTally.js';
import type { PairScores } from '../scoring/allPairs.js';
import type { Interval } from './intervals.js';
import {
  type BootstrapOptions,
  bootstrapEer,
  bootstrapFmr,
  bootstrapFnmr,
  bootstrapFnmrAtFmr,
} from './subjectBootstrap.js';
import { allPairsTrials, listedTrials, type SubjectTrials } from './subjectTrials.js';

/**
 * A world with a known truth. Each subject has two images, a "goat" part g and a "wolf" part v, all standard
 * normal: a mated score is 2.5 + 0.8 g + 0.6 e, so N(2.5, 1); a non-mated one of subjects s and t is
 * 0.5 (v_s + v_t) + √0.5 e, so N(0, 1), one a pair of subjects.
 */
function world(count: number, matedEach: number, seed: number, keep = Number.POSITIVE_INFINITY) {
  const random = createRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const mated: number[][] = [];
  const nonMated: number[][] = [];
  const wolf = Array.from({ length: count }, normal);
  for (let s = 0; s < count; s++) {
    const goat = normal();
    for (let k = 0; k < matedEach; k++) mated.push([2.5 + 0.8 * goat + 0.6 * normal(), s, s]);
    for (let t = 0; t < s; t++) nonMated.push([0.5 * (wolf[s] + wolf[t]) + Math.SQRT1_2 * normal(), t, s]);
  }
  const pairs = (rows: number[][]): PairScores => ({
    scores: Float64Array.from(rows, (row) => row[0]),
    left: Int32Array.from(rows, (row) => row[1]),
    right: Int32Array.from(rows, (row) => row[2]),
  });
  const subjects = Int32Array.from({ length: count }, (_, s) => s);
  const all = pairs(nonMated);
  const matedPairs = pairs(mated);
  if (!Number.isFinite(keep))
    return { trials: listedTrials(matedPairs, all, subjects), mated: matedPairs, all };
  const tally = tallyScores(all.scores, { lowest: -8, highest: 8, keep });
  const hardest = pairs(Array.from(tally.tailIds, (id) => nonMated[id]));
  return {
    trials: allPairsTrials({ mated: matedPairs, nonMated: tally, hardest }, subjects),
    mated: matedPairs,
    all,
  };
}

describe('subject bootstrap', () => {
  const { trials, mated, all } = world(60, 4, 1);

  it('estimates with everyone once: the plain rates', () => {
    const found = bootstrapFnmrAtFmr(trials, 0.01);
    const plain = fnmrAtFmr(mated.scores, all.scores, 0.01);
    if (found.kind !== 'interval' || plain.kind !== 'threshold') throw new Error('unsupported');
    expect(found.estimate).toBe(plain.fnmr.rate);
    expect(found.threshold).toBe(plain.threshold);
    expect(bootstrapFmr(trials, 2).estimate).toBe(fmr(all.scores, 2).rate);
    expect(bootstrapFnmr(trials, 2).estimate).toBe(fnmr(mated.scores, 2).rate);
    const equal = eer(mated.scores, all.scores);
    expect(bootstrapEer(trials)).toMatchObject({ estimate: equal.eer, threshold: equal.threshold });
  });

  it('gives from a kept tail and a closed form what it gives from all pairs', () => {
    const tail = world(60, 4, 1, 600).trials;
    expect(tail.nonMated.scores).toHaveLength(600);
    expect(bootstrapFnmrAtFmr(tail, 0.01)).toEqual(bootstrapFnmrAtFmr(trials, 0.01));
    expect(bootstrapFmr(tail, 2)).toEqual(bootstrapFmr(trials, 2));
    expect(bootstrapEer(tail)).toEqual(bootstrapEer(trials));
  });

  it('repeats with the seed', () => {
    expect(bootstrapEer(trials, { seed: 3 })).toEqual(bootstrapEer(trials, { seed: 3 }));
    expect(bootstrapEer(trials, { seed: 4 })).not.toEqual(bootstrapEer(trials, { seed: 3 }));
  });

  it('is wider than an interval that takes comparisons for independent, since people differ', () => {
    const { lower, upper, exact } = bootstrapFnmr(world(300, 10, 2).trials, 1.5);
    const binomial = 2 * 1.96 * Math.sqrt((0.1587 * 0.8413) / 3_000);
    expect(upper - lower).toBeGreaterThan(1.8 * binomial);
    // Not wider than if the ten comparisons of a person were one.
    expect(upper - lower).toBeLessThan(1.1 * (exact.upper - exact.lower));
  });

  it('does not take no error for a proof: below 10 effective errors the wider of it and Clopper–Pearson', () => {
    const none = bootstrapFnmr(trials, -9);
    expect(none.bootstrap).toEqual({ lower: 0, upper: 0 });
    expect(none.method).toBe('widest');
    // 60 subjects, each taken as one trial: 1 − 0.025^(1/60).
    expect(none.upper).toBeCloseTo(1 - 0.025 ** (1 / 60), 12);
    const noMatch = bootstrapFmr(trials, 9);
    expect(noMatch.upper).toBeCloseTo(1 - 0.025 ** (1 / 1_770), 12);
    expect(noMatch.worstCase.upper).toBeCloseTo(1 - 0.025 ** (1 / 30), 12);
    expect(bootstrapFnmr(trials, 2.5).method).toBe('bootstrap');
  });

  it('counts the false matches of one wolf as two at the most, and disjoint ones one by one', () => {
    const pairs = (list: [number, number][]): PairScores => ({
      scores: new Float64Array(list.length).fill(1),
      left: Int32Array.from(list, ([s]) => s),
      right: Int32Array.from(list, ([, t]) => t),
    });
    const people = Int32Array.from({ length: 100 }, (_, s) => s);
    const errors = (list: [number, number][]) =>
      bootstrapFmr(listedTrials(pairs([[0, 0]]), pairs(list), people), 0.5).effectiveErrors;
    const star = Array.from({ length: 50 }, (_, k): [number, number] => [0, k + 1]);
    const disjoint = Array.from({ length: 50 }, (_, k): [number, number] => [k, k + 50]);
    expect(errors(star)).toBeCloseTo(100 ** 2 / (50 ** 2 + 50) / 2, 12);
    expect(errors(disjoint)).toBe(50);
  });

  it('is not too wide by √3 where false matches scatter over pairs, as percentiles of such resamples are', () => {
    const random = createRandom(9);
    const people = 200;
    const rows = Array.from({ length: people }, (_, s) => Array.from({ length: s }, (_, t) => [t, s])).flat();
    const scores = Float64Array.from(rows, () => random.uniform());
    const pairs = {
      scores,
      left: Int32Array.from(rows, ([t]) => t),
      right: Int32Array.from(rows, ([, s]) => s),
    };
    const one = { scores: Float64Array.of(1), left: Int32Array.of(0), right: Int32Array.of(0) };
    const ids = Int32Array.from({ length: people }, (_, s) => s);
    const { lower, upper, exact } = bootstrapFmr(listedTrials(one, pairs, ids), 0.99);
    // 199 errors of 19,900: independent, so that the exact limits are the right ones.
    expect((upper - lower) / (exact.upper - exact.lower)).toBeGreaterThan(0.8);
    expect((upper - lower) / (exact.upper - exact.lower)).toBeLessThan(1.25);
  });

  it('gives nearly the same without knowing who met whom, where all met', () => {
    const { meetings: _, ...nonMated } = trials.nonMated;
    const without = bootstrapFmr({ ...trials, nonMated }, 2);
    const found = bootstrapFmr(trials, 2);
    expect(Math.abs(without.lower / found.lower - 1)).toBeLessThan(0.03);
    expect(Math.abs(without.upper / found.upper - 1)).toBeLessThan(0.03);
  });

  it('counts resamples that end beyond the kept tail as the extreme they are, while they are few', () => {
    // 119 of 1,770 make an FMR of 0.067; resamples stray to twice that, one in forty to more.
    const target = 119 / 1770;
    const enough = bootstrapFnmrAtFmr(world(60, 4, 1, 300).trials, target);
    expect(enough).toEqual(bootstrapFnmrAtFmr(trials, target));
    expect(() => bootstrapFnmrAtFmr(world(60, 4, 1, 125).trials, target)).toThrow('do not reach this rate');
  });

  it('gives limits in order, around the estimate and never NaN, of the smallest and most tied sets: property', () => {
    const row = fc.tuple(
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
    );
    const rows = fc.array(row, { minLength: 1, maxLength: 12 });
    const options = { replicates: 39 };
    fc.assert(
      fc.property(rows, rows, fc.integer({ min: 0, max: 5 }), (mated, others, threshold) => {
        const nonMated = others.map(([score, s, t]) => [score, s, s === t ? (t + 1) % 4 : t]);
        const pairs = (list: number[][], right: 1 | 2): PairScores => ({
          scores: Float64Array.from(list, (entry) => entry[0]),
          left: Int32Array.from(list, (entry) => entry[1]),
          right: Int32Array.from(list, (entry) => entry[right]),
        });
        const few = listedTrials(pairs(mated, 1), pairs(nonMated, 2), Int32Array.of(0, 1, 2, 3));
        for (const found of [
          bootstrapFnmr(few, threshold, { ...options, confidence: 0.9 }),
          bootstrapFmr(few, threshold, { ...options, confidence: 0.9 }),
          bootstrapFnmrAtFmr(few, 0.5, { ...options, confidence: 0.9 }),
          bootstrapEer(few, { ...options, confidence: 0.9 }),
        ]) {
          if (!('estimate' in found)) continue;
          for (const { lower, upper } of [found, found.linearised]) {
            expect(lower).toBeGreaterThanOrEqual(0);
            expect(lower).toBeLessThanOrEqual(found.estimate * (1 + 1e-12));
            expect(upper).toBeGreaterThanOrEqual(found.estimate * (1 - 1e-12));
            expect(upper).toBeLessThanOrEqual(1);
          }
          expect(found.bootstrap.lower).toBeLessThanOrEqual(found.bootstrap.upper);
        }
      }),
    );
  });

  it('refuses a threshold that is no number', () => {
    expect(() => bootstrapFmr(trials, Number.NaN)).toThrow('threshold must be a number, got NaN');
    expect(() => bootstrapFnmr(trials, Number.NaN)).toThrow(RangeError);
  });

  it('refuses an FMR below 1 / trials, and says when the kept tail is too short', () => {
    expect(bootstrapFnmrAtFmr(trials, 1e-4)).toMatchObject({ kind: 'unsupported', trials: 1_770 });
    const tail = world(60, 4, 1, 50).trials;
    expect(() => bootstrapFnmrAtFmr(tail, 0.025)).toThrow(
      'the 50 highest of 1770 non-mated scores do not reach',
    );
    expect(() => bootstrapFmr(tail, 0)).toThrow('keep more');
    expect(() => bootstrapEer(tail)).toThrow('keep more');
    // Every threshold has FMR ≤ 1, so no mated score need be refused.
    expect(bootstrapFnmrAtFmr(trials, 1)).toMatchObject({ estimate: 0, threshold: Number.NEGATIVE_INFINITY });
    expect(() => bootstrapFnmr(trials, 0, { confidence: 0.95, replicates: 30 })).toThrow(
      'replicates must be at least',
    );
  });

  it('leaves the FNMR unbounded above where too few non-mated trials bound the threshold', () => {
    // 2 of 1,770: with 0 the FMR would still be compatible, so the true threshold may be above all scores.
    const thin = bootstrapFnmrAtFmr(trials, 2 / 1_770);
    expect(thin).toMatchObject({ method: 'widest', upper: 1 });
  });
});

describe('coverage of intervals at 90 %, 100 subjects, 3 mated comparisons each, 120 worlds', () => {
  const worlds = Array.from({ length: 120 }, (_, run) => world(100, 3, 1_000 + run, 4_950).trials);
  // With a true coverage of 0.9 fewer than 98 of 120 worlds are covered twice in a thousand times.
  const least = 0.81;

  function coverage(
    truth: number,
    of: (trials: SubjectTrials, options: BootstrapOptions) => Interval | Unsupported,
  ): number {
    const covers = (trials: SubjectTrials, seed: number) => {
      const found = of(trials, { replicates: 199, confidence: 0.9, seed });
      return 'lower' in found && found.lower <= truth && truth <= found.upper;
    };
    return worlds.filter(covers).length / worlds.length;
  }

  it('of the FNMR at threshold 1.5: truth Φ(−1) = 0.158655', () => {
    const covered = coverage(0.158655, (trials, options) => bootstrapFnmr(trials, 1.5, options));
    expect(covered).toBeGreaterThan(least);
    expect(covered).toBeLessThan(0.98);
  });

  it('of the FMR at threshold 1.644854: truth 0.05', () => {
    const covered = coverage(0.05, (trials, options) => bootstrapFmr(trials, 1.644854, options));
    expect(covered).toBeGreaterThan(least);
  });

  it('of the FNMR at FMR 0.05: truth Φ(1.644854 − 2.5) = 0.196235', () => {
    const covered = coverage(0.196235, (trials, options) => bootstrapFnmrAtFmr(trials, 0.05, options));
    expect(covered).toBeGreaterThan(least);
    expect(covered).toBeLessThan(0.99);
  });

  it('of the EER: truth Φ(−1.25) = 0.105650', () => {
    expect(coverage(0.10565, bootstrapEer)).toBeGreaterThan(least);
  });

  it('of a rare FNMR, with two errors in 100 subjects on the average: truth Φ(−2.5) = 0.006210', () => {
    const covered = coverage(0.00621, (trials, options) => bootstrapFnmr(trials, 0, options));
    expect(covered).toBeGreaterThan(0.9);
  });
});
