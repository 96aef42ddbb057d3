import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { scoreAllPairs } from '../scoring/allPairs.js';
import { openSweep, type SweepPoint, sharedVariance } from './subjectSweep.js';
import { allPairsTrials, type SubjectTrials } from './subjectTrials.js';
import { weightedEer, weightedFmr, weightedFnmr } from './subjectWeights.js';

/** Random templates in a plane: scores with people in them, and pictures in unequal numbers. */
async function run(pictures: readonly number[], seed: number): Promise<SubjectTrials> {
  const random = createRandom(seed);
  const subjects = Int32Array.from(pictures.flatMap((count, subject) => Array<number>(count).fill(subject)));
  const angles = pictures.map(() => 6 * random.uniform());
  const templates = Float32Array.from(subjects, (s) => angles[s] + random.uniform());
  const rows = new Float32Array(2 * templates.length);
  templates.forEach((angle, row) => {
    rows.set([Math.cos(angle), Math.sin(angle)], 2 * row);
  });
  return allPairsTrials(await scoreAllPairs({ templates: rows, dimension: 2, subjects }), subjects);
}

/** The variance of the logit of the FMR, term by term: pairs of people that share one, and each pair with itself. */
function plainVariance(
  { nonMated, subjects }: SubjectTrials,
  threshold: number,
  pictures: readonly number[],
) {
  const errors = Array.from({ length: subjects }, () => new Float64Array(subjects));
  nonMated.scores.forEach((score, k) => {
    if (score < threshold) return;
    errors[nonMated.left[k]][nonMated.right[k]]++;
    errors[nonMated.right[k]][nonMated.left[k]]++;
  });
  const total = errors.flatMap((row) => [...row]).reduce((sum, count) => sum + count, 0) / 2;
  const rate = total / nonMated.trials;
  const residual = (s: number, t: number) => errors[s][t] - rate * pictures[s] * pictures[t];
  let sum = 0;
  for (let s = 0; s < subjects; s++)
    for (let t = s + 1; t < subjects; t++)
      for (let u = 0; u < subjects; u++)
        for (let v = u + 1; v < subjects; v++)
          if (s === u || s === v || t === u || t === v) sum += residual(s, t) * residual(u, v);
  return sum / (nonMated.trials * rate * (1 - rate)) ** 2;
}

const pictures = [3, 1, 2, 4, 2, 1, 1, 5, 2, 3];
const trials = await run(pictures, 1);
const everyone = new Int32Array(10).fill(1);

function at(given: SubjectTrials, weights: Int32Array, threshold: number): SweepPoint {
  const sweep = openSweep(given);
  sweep.begin(weights);
  sweep.accept(threshold);
  sweep.match(threshold);
  return sweep.here();
}

describe('sweep over weighed people', () => {
  it('has the variance of sums over pairs that share people (Aronow, Samii & Assenova 2015, equation 3)', async () => {
    const equal = Array<number>(12).fill(2);
    let free = 0;
    for (const seed of [4, 5, 6]) {
      const alike = await run(equal, seed);
      for (const threshold of [0.95, 0.8, 0.5]) {
        const { variance } = at(alike, new Int32Array(12).fill(1), threshold);
        const golden = plainVariance(alike, threshold, equal);
        expect(variance.fmr).toBeCloseTo(Math.max(golden, variance.fmrByPairs), 12);
        if (golden > variance.fmrByPairs) free++;
      }
    }
    expect(free).toBeGreaterThan(2);
  });

  it('gives the rates of resamples as they are added up one by one: property', () => {
    const sweep = openSweep(trials);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 10, maxLength: 10 }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (counts, threshold) => {
          const weights = Int32Array.from(counts);
          if (!sweep.begin(weights)) return;
          sweep.accept(threshold);
          sweep.match(threshold);
          const point = sweep.here();
          expect(point.fnmr).toBeCloseTo(weightedFnmr(trials, weights, threshold), 12);
          expect(point.fmr).toBeCloseTo(weightedFmr(trials, weights, threshold), 12);
          sweep.begin(weights);
          expect(sweep.matchToEqualError()).toBe(weightedEer(trials, weights).eer);
        },
      ),
    );
  });

  it('stops at the score nearest to an FMR, and goes on from there', () => {
    const sweep = openSweep(trials);
    sweep.begin(everyone);
    for (const target of [0.01, 0.1, 0.3, 1]) {
      expect(sweep.matchUpTo(target)).toBe(true);
      expect(Math.abs(sweep.here().fmr - target)).toBeLessThanOrEqual(0.5 / trials.nonMated.trials + 1e-12);
    }
    expect(sweep.here()).toMatchObject({ fmr: 1, fnmr: 0, depth: trials.nonMated.trials });
  });

  it('says where the kept scores end', () => {
    const { nonMated } = trials;
    const short = { ...trials, nonMated: { ...nonMated, scores: nonMated.scores.slice(0, 20) } };
    const sweep = openSweep(short);
    sweep.begin(everyone);
    expect(sweep.matchUpTo(10 / nonMated.trials)).toBe(true);
    expect(sweep.matchUpTo(30 / nonMated.trials)).toBe(false);
  });

  it('says when a draw has left nothing to count', () => {
    const sweep = openSweep(trials);
    expect(sweep.begin(new Int32Array(10))).toBe(false);
    // One person drawn ten times is compared with no one else.
    expect(sweep.begin(Int32Array.of(10, 0, 0, 0, 0, 0, 0, 0, 0, 0))).toBe(false);
    expect(sweep.begin(everyone)).toBe(true);
  });

  it('expects of a resample the variance that pigeonhole weights give it: Σ over people plus Σ over pairs of r²', () => {
    // Four hundred false matches scattered over the pairs of 400 people.
    const people = 400;
    const random = createRandom(3);
    const some = () => Int32Array.from({ length: people }, () => random.below(people - 1));
    const left = some();
    const right = some().map((t, k) => (t >= left[k] ? t + 1 : t));
    const trials = (people * (people - 1)) / 2;
    const totalWeight = (weights: Int32Array) => {
      const sum = weights.reduce((total, w) => total + w, 0);
      return (sum * sum - weights.reduce((total, w) => total + w * w, 0)) / 2;
    };
    const none = { scores: new Float64Array(), subject: new Int32Array(), effective: 0 };
    const scattered: SubjectTrials = {
      subjects: people,
      ids: Int32Array.from({ length: people }, (_, s) => s),
      mated: { ...none, perSubject: new Float64Array(people) },
      nonMated: {
        ...{ scores: new Float64Array(people).fill(1), left, right, trials, effective: trials, totalWeight },
      },
    };
    const once = at(scattered, new Int32Array(people).fill(1), 1);
    // Nothing goes with people here, so that the variance is near that of 400 independent errors.
    expect(once.variance.fmr * people).toBeGreaterThan(0.6);
    expect(once.variance.fmr * people).toBeLessThan(1.4);
    const sweep = openSweep(scattered);
    const ofErrors = Array.from({ length: 400 }, () => {
      const weights = new Int32Array(people);
      for (let drawn = 0; drawn < people; drawn++) weights[random.below(people)]++;
      sweep.begin(weights);
      sweep.match(1);
      const { fmr, variance } = sweep.here();
      return variance.fmr * (fmr * (1 - fmr) * totalWeight(weights)) ** 2;
    });
    const mean = ofErrors.reduce((sum, variance) => sum + variance, 0) / ofErrors.length;
    const pigeonhole = (once.variance.fmr + 2 * once.variance.fmrByPairs) * people ** 2;
    expect(Math.abs(mean / pigeonhole - 1)).toBeLessThan(0.05);
  });

  it('lets a negative covariance take away three quarters of a variance at the most', () => {
    const point = {
      ...at(trials, everyone, 0.9),
      variance: { fmr: 1, fmrByPairs: 1, fnmr: 1, covariance: -1 },
    };
    expect(sharedVariance(point, { fnmr: 1, fmr: 1 })).toBe(0.5);
    expect(sharedVariance(point, { fnmr: 1, fmr: 0 })).toBe(1);
  });
});
