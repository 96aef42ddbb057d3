// Error rates of open-set identification, where the person searched for may not be enrolled. ISO/IEC 19795-1:2021;
// the definitions of NIST FRVT 1:N (Grother, Ngan & Hanaoka, NISTIR 8271, 2019):
// FPIR(N, T): share of the searches without a mate that return anyone at or above the threshold T.
// FNIR(N, R, T): share of the searches with a mate that do not return it among the R best at or above T.
//
// Intervals are for probes of other people against this very gallery: searches of a person are one cluster. How
// much hangs on who is enrolled shows by drawing other galleries (`drawGallery`).
import { resample, trusted, widest } from '../comparison/subjectResamples.js';
import { percentiles } from '../distributions/percentiles.js';
import { allowedErrors } from '../rates/errorRates.js';
import { nextAbove } from '../scores/staircase.js';
import { countNonMatches, type ErrorCount, fewer, fnmrAtFmrLimits } from '../uncertainty/fewErrors.js';
import { type Interval, requiredTrials } from '../uncertainty/intervals.js';
import {
  type BootstrapOptions,
  bootstrapFnmr,
  requireResampling,
  type SubjectInterval,
} from '../uncertainty/subjectBootstrap.js';
import { effectiveCount, listedTrials, type SubjectTrials } from '../uncertainty/subjectTrials.js';
import type { Searches } from './searchGallery.js';

/** A share of searches, with its counts and interval. `exact` takes each person searched for as one trial. */
export interface SearchRate
  extends Interval,
    Pick<
      SubjectInterval,
      'estimate' | 'confidence' | 'method' | 'exact' | 'effectiveErrors' | 'peopleWithErrors'
    > {
  readonly gallerySize: number;
  readonly errors: number;
  readonly searches: number;
}

/** The refusal of an FPIR that so few searches cannot show. */
export interface UnsupportedFpir {
  readonly kind: 'unsupported';
  readonly reason: string;
  readonly fpir: number;
  /** Searches without a mate at hand. */
  readonly searches: number;
  /** Independent ones, all without error, that would show it with 95 % confidence. */
  readonly requiredSearches: number;
}

/** False positive identification rate at a threshold. */
export function fpir(searches: Searches, threshold: number, options: BootstrapOptions = {}): SearchRate {
  requireThreshold(threshold);
  const probes = withoutMate(searches);
  return searchRate(searches, probes, (probe) => searches.bestNonMate[probe] >= threshold, options);
}

/**
 * False negative identification rate: the mate is not among the `rank` best, or is below the threshold. At threshold
 * −∞ it is 1 less the identification rate at that rank.
 *
 * @param rank how many candidates are returned, from 1
 */
export function fnir(
  searches: Searches,
  rank: number,
  threshold: number,
  options: BootstrapOptions = {},
): SearchRate {
  requireThreshold(threshold);
  requireRank(rank, searches.gallerySize);
  const missed = (probe: number) => searches.rank[probe] > rank || searches.mate[probe] < threshold;
  return searchRate(searches, withMate(searches), missed, options);
}

/** Identification rate at a rank; `errors` are the searches whose mate is not among so many best. */
export interface CumulativeMatch extends SearchRate {
  readonly rank: number;
}

/**
 * Cumulative match characteristic: for each rank the share of searches with a mate whose mate is among so many best,
 * whatever its score (ISO/IEC 19795-1).
 *
 * @param ranks each from 1 to the gallery's size
 */
export function cumulativeMatch(
  searches: Searches,
  ranks: readonly number[],
  options: BootstrapOptions = {},
): CumulativeMatch[] {
  const turned = ({ lower, upper }: Interval) => ({ lower: 1 - upper, upper: 1 - lower });
  return ranks.map((rank) => {
    const missed = fnir(searches, rank, Number.NEGATIVE_INFINITY, options);
    return {
      rank,
      ...missed,
      ...turned(missed),
      estimate: 1 - missed.estimate,
      exact: turned(missed.exact),
    };
  });
}

/** The lowest threshold with FPIR ≤ `target`, and what is observed there; refused below 1 / searches. */
export function thresholdAtFpir(
  searches: Searches,
  target: number,
  options: BootstrapOptions = {},
): { readonly kind: 'threshold'; readonly threshold: number; readonly fpir: SearchRate } | UnsupportedFpir {
  const threshold = lowestThreshold(searches, target);
  if (typeof threshold !== 'number') return threshold;
  return { kind: 'threshold', threshold, fpir: fpir(searches, threshold, options) };
}

/**
 * FNIR at the lowest threshold with FPIR ≤ `target`, found anew in each resample of the people searched for. Where
 * errors of either kind are few, the wider of that and of limits without resampling (`fnmrAtFmrLimits`).
 */
export function fnirAtFpir(
  searches: Searches,
  rank: number,
  target: number,
  options: BootstrapOptions = {},
): (SearchRate & { readonly kind: 'rate'; readonly threshold: number }) | UnsupportedFpir {
  const threshold = lowestThreshold(searches, target);
  if (typeof threshold !== 'number') return threshold;
  const settings = requireResampling(options);
  const fixed = fnir(searches, rank, threshold, settings);
  const trials = asTrials(searches, rank);
  const replicates = resample(trials.subjects, settings, (weights) => atTarget(trials, weights, target));
  const bootstrap = percentiles(Float64Array.from(replicates), settings.confidence);
  const exact = fnmrAtFmrLimits(trials, target, settings.confidence);
  const errors = fewer(countNonMatches(trials, threshold), falsePositives(trials, threshold));
  const alone = trusted(errors);
  return {
    ...fixed,
    kind: 'rate',
    threshold,
    ...(alone ? bootstrap : widest(bootstrap, exact)),
    method: alone ? 'bootstrap' : 'widest',
    exact,
    effectiveErrors: errors.effective,
    peopleWithErrors: errors.people,
  };
}

/**
 * The FPIR that an FMR would give if the comparisons of a search were independent: 1 − (1 − FMR)ᴺ. They are not: a
 * face that resembles many, or a poor picture, has its false matches together, so fewer searches have one. With the
 * `accurate` model on lfw-dev and a gallery of 1,000 it says 0.17 where 0.10 is measured, and 0.016 where 0.010 is.
 * To be shown beside the measured one, never in its place.
 */
export function fpirFromFmr(fmr: number, gallerySize: number): number {
  if (!(fmr >= 0 && fmr <= 1)) throw new RangeError(`fmr must be in [0, 1], got ${fmr}`);
  if (!Number.isInteger(gallerySize) || gallerySize < 1) {
    throw new RangeError(`gallerySize must be a whole number from 1, got ${gallerySize}`);
  }
  return -Math.expm1(gallerySize * Math.log1p(-fmr));
}

function lowestThreshold(searches: Searches, target: number): number | UnsupportedFpir {
  const best = nonMatedScores(searches);
  requireSearches(best.length);
  if (!(target > 0 && target <= 1)) throw new RangeError(`fpir must be in (0, 1], got ${target}`);
  const allowed = allowedErrors(target, best.length);
  if (allowed === 0) return unsupported(target, best.length);
  return allowed === best.length ? Number.NEGATIVE_INFINITY : nextAbove(best[allowed]);
}

/** A search is a trial of its person, right (1) or wrong (0): so intervals by subject are those of an FNMR. */
function searchRate(
  searches: Searches,
  probes: Uint32Array,
  wrong: (probe: number) => boolean,
  options: BootstrapOptions,
): SearchRate {
  requireSearches(probes.length);
  const outcomes = Float64Array.from(probes, (probe) => Number(!wrong(probe)));
  const places = Int32Array.from(probes.keys());
  const people = Int32Array.from(probes, (probe) => searches.subjects[probe]);
  const trials = listedTrials({ scores: outcomes, left: places, right: places }, NO_PAIRS, people);
  const {
    bootstrap: _,
    linearised: __,
    effectiveSubjects: ___,
    ...rate
  } = bootstrapFnmr(trials, 0.5, options);
  const errors = outcomes.filter((right) => right === 0).length;
  return { gallerySize: searches.gallerySize, errors, searches: probes.length, ...rate };
}

const NO_PAIRS = { scores: new Float64Array(), left: new Int32Array(), right: new Int32Array() };

/**
 * Searches in the form of trials: a mate below rank R is as good as absent, so its score is −∞; a search without a
 * mate scores as its best reference, is of one person (`left` and `right` alike), and weighs as that person does.
 */
function asTrials(searches: Searches, rank: number): SubjectTrials {
  const mated = withMate(searches);
  const places = Int32Array.from(mated.keys());
  const scores = Float64Array.from(mated, (probe) =>
    searches.rank[probe] > rank ? Number.NEGATIVE_INFINITY : searches.mate[probe],
  );
  const open = withoutMate(searches).sort((p, q) => searches.bestNonMate[q] - searches.bestNonMate[p]);
  // People with a mate come first, so that they have the numbers that `listedTrials` gives them alone.
  const people = Int32Array.from([...mated, ...open], (probe) => searches.subjects[probe]);
  const trials = listedTrials({ scores, left: places, right: places }, NO_PAIRS, people);
  const numberOf = new Map(Array.from(trials.ids, (id, subject) => [id, subject]));
  const subject = Int32Array.from(open, (probe) => numberOf.get(searches.subjects[probe])!);
  const each = new Float64Array(trials.subjects);
  for (const s of subject) each[s]++;
  return {
    ...trials,
    nonMated: {
      scores: Float64Array.from(open, (probe) => searches.bestNonMate[probe]),
      left: subject,
      right: subject,
      trials: open.length,
      effective: effectiveCount(each),
      totalWeight: (weights) => each.reduce((sum, count, s) => sum + count * weights[s], 0),
    },
  };
}

/** Weighted FNIR at the weighted threshold; undefined where a resample holds no search of one kind. */
function atTarget(
  { mated, nonMated }: SubjectTrials,
  weights: Int32Array,
  target: number,
): number | undefined {
  const open = nonMated.totalWeight(weights);
  const known = mated.perSubject.reduce((sum, count, s) => sum + count * weights[s], 0);
  if (open === 0 || known === 0) return undefined;
  let threshold = Number.NEGATIVE_INFINITY;
  for (let k = 0, errors = 0; k < nonMated.scores.length; k++) {
    errors += weights[nonMated.left[k]];
    if (errors / open <= target) continue;
    threshold = nextAbove(nonMated.scores[k]);
    break;
  }
  let missed = 0;
  for (let k = mated.scores.length - 1; k >= 0; k--) {
    const isAbsent = mated.scores[k] === Number.NEGATIVE_INFINITY;
    if (mated.scores[k] >= threshold && !isAbsent) break;
    missed += weights[mated.subject[k]];
  }
  return missed / known;
}

function falsePositives({ nonMated, subjects }: SubjectTrials, threshold: number): ErrorCount {
  const errors = new Float64Array(subjects);
  for (let k = 0; k < nonMated.scores.length && nonMated.scores[k] >= threshold; k++)
    errors[nonMated.left[k]]++;
  return { effective: effectiveCount(errors), people: errors.filter((count) => count > 0).length };
}

function withMate({ rank }: Searches): Uint32Array {
  return Uint32Array.from(rank.keys()).filter((probe) => rank[probe] > 0);
}

function withoutMate({ rank }: Searches): Uint32Array {
  return Uint32Array.from(rank.keys()).filter((probe) => rank[probe] === 0);
}

/** Best scores of the searches without a mate, descending. */
function nonMatedScores(searches: Searches): Float64Array {
  return Float64Array.from(withoutMate(searches), (probe) => searches.bestNonMate[probe])
    .sort()
    .reverse();
}

function unsupported(target: number, searches: number): UnsupportedFpir {
  return {
    kind: 'unsupported',
    reason: `${searches} searches without a mate cannot show an FPIR of ${target}: they resolve 1 in ${searches}`,
    fpir: target,
    searches,
    requiredSearches: requiredTrials(target),
  };
}

function requireSearches(count: number): void {
  if (count === 0) throw new RangeError('no searches of this kind: a rate needs one at least');
}

function requireThreshold(threshold: number): void {
  if (Number.isNaN(threshold)) throw new RangeError('threshold must be a number, got NaN');
}

function requireRank(rank: number, gallerySize: number): void {
  if (!Number.isInteger(rank) || rank < 1 || rank > gallerySize) {
    throw new RangeError(`rank must be from 1 to the gallery's ${gallerySize}, got ${rank}`);
  }
}
