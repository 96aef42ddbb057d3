// Intervals for error rates when comparisons share people. Subjects are drawn with replacement, as often as there
// are; a mated comparison of a subject drawn w times counts w times, a non-mated one of two subjects w · v times.
// Bolle, Ratha & Pankanti, "Error analysis of pattern recognition systems: the subsets bootstrap" (CVIU 93, 2004);
// Poh & Bengio, "Estimating the confidence interval of expected performance curve in biometric authentication
// using joint bootstrap" (ICASSP 2007); for pairs, Snijders & Borgatti's vertex bootstrap (Connections 22, 1999).
//
// How far to trust it. The product weights treat the chance in single pairs as if it too went with persons, so
// where false matches are scattered over disjoint pairs the interval is too wide, by up to √3 (Owen, "The pigeonhole
// bootstrap", Annals of Applied Statistics 1, 2007): it errs to the safe side. Where errors are few it errs to the
// other: none observed gives an interval of width zero. Hence the choice an auditor would make: below
// `TRUSTED_ERRORS` effective errors, of fewer than `TRUSTED_PEOPLE` people, the wider of bootstrap and Clopper–Pearson is reported, end by end, the latter
// over an effective number of trials in which all comparisons of a person (or of two persons) are one.
// Percentiles are not corrected for skewness: in 400 worlds like those of the test beside, of 150 subjects, intervals
// at 95 % for FMRs of 0.05 and 0.01 covered 94 % of them, but lay below the truth in 5 % rather than in 2.5 %.

import { allowedErrors, type Unsupported, unsupported } from '../rates/errorRates.js';
import { createRandom, type Random } from '../sampling/random.js';
import {
  countMatches,
  countNonMatches,
  type ErrorCount,
  effectiveLimits,
  fewer,
  fnmrAtFmrLimits,
} from './fewErrors.js';
import { type Interval, requireConfidence } from './intervals.js';
import type { SubjectTrials } from './subjectTrials.js';
import {
  type SubjectWeights,
  weightedEer,
  weightedFmr,
  weightedFnmr,
  weightedFnmrAtFmr,
  weightedThreshold,
} from './subjectWeights.js';

export interface BootstrapOptions {
  /** Default 1,000. */
  readonly replicates?: number;
  /** In (0, 1); default 0.95. */
  readonly confidence?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** A rate with its interval, and what the interval rests upon. */
export interface SubjectInterval extends Interval {
  readonly estimate: number;
  readonly confidence: number;
  /** `bootstrap`: by percentiles alone. `widest`: too few errors, so the wider of `bootstrap` and `exact`. */
  readonly method: 'bootstrap' | 'widest';
  readonly bootstrap: Interval;
  readonly exact: Interval;
  /** The errors, fewer where they share a person; the smaller number where errors of both kinds enter. */
  readonly effectiveErrors: number;
  /** People with an error, or disjoint pairs of people for false matches. */
  readonly peopleWithErrors: number;
}

/**
 * Below this many effective errors a percentile interval is not relied upon alone. With 10 the upper percentile
 * of a Poisson count (17) is 8 % short of the exact limit (18.4); with 5 it is 14 % short (10 and 11.7).
 */
const TRUSTED_ERRORS = 10;

/**
 * With errors of this many people the percentiles are relied upon however unequal the people's shares are (rule of
 * 30). Sets such as LFW, where one person of hundreds holds a fifth of all mated pairs, never reach many effective
 * errors; there the bootstrap is wide because that person is drawn twice or not at all, and rightly so.
 */
const TRUSTED_PEOPLE = 30;

/** FNMR at a fixed threshold. Here `exact` takes each subject as one trial (fewer if a few subjects hold most). */
export function bootstrapFnmr(
  trials: SubjectTrials,
  threshold: number,
  options: BootstrapOptions = {},
): SubjectInterval {
  requireSome(trials.mated.scores.length, 'mated');
  return summarise(trials, options, {
    rate: (weights) => weightedFnmr(trials, weights, threshold),
    exact: (estimate, confidence) => effectiveLimits(estimate, trials.mated.effective, confidence),
    errors: countNonMatches(trials, threshold),
  });
}

/**
 * FMR at a fixed threshold, which must lie within the kept tail. Here `exact` takes each two subjects as one
 * trial, and such trials as independent. `worstCase` does not assume that: it counts only as many comparisons as
 * can be made with no one in two of them, half the subjects; no data can contradict it, and few claims survive it.
 */
export function bootstrapFmr(
  trials: SubjectTrials,
  threshold: number,
  options: BootstrapOptions = {},
): SubjectInterval & { readonly worstCase: Interval } {
  const { nonMated, subjects } = trials;
  requireSome(nonMated.trials, 'non-mated');
  const summary = summarise(trials, options, {
    rate: (weights) => weightedFmr(trials, weights, threshold),
    exact: (estimate, confidence) => effectiveLimits(estimate, nonMated.effective, confidence),
    errors: countMatches(trials, threshold),
  });
  const worstCase = effectiveLimits(summary.estimate, Math.floor(subjects / 2), summary.confidence);
  return { ...summary, worstCase };
}

/**
 * FNMR at a fixed FMR: the threshold is found anew in each replicate, so that its own uncertainty is in the
 * interval. Here `exact` joins the limits of the threshold with those of the FNMR (`fnmrAtFmrLimits`).
 * Refused if the FMR is below 1 / trials. The kept tail must reach the FMR in every replicate: keep twice
 * target × trials, or more with few subjects.
 *
 * @param target FMR in (0, 1]
 */
export function bootstrapFnmrAtFmr(
  trials: SubjectTrials,
  target: number,
  options: BootstrapOptions = {},
): (SubjectInterval & { readonly kind: 'interval'; readonly threshold: number }) | Unsupported {
  requireSome(trials.mated.scores.length, 'mated');
  if (allowedErrors(target, trials.nonMated.trials) === 0) return unsupported(target, trials.nonMated.trials);
  const threshold = weightedThreshold(trials, everyoneOnce(trials), target);
  const summary = summarise(trials, options, {
    rate: (weights) => weightedFnmrAtFmr(trials, weights, target),
    exact: (_, confidence) => fnmrAtFmrLimits(trials, target, confidence),
    errors: fewer(countNonMatches(trials, threshold), countMatches(trials, threshold)),
  });
  return { kind: 'interval', ...summary, threshold };
}

/**
 * Equal error rate, as `equalErrorRate` defines it. The rates must meet within the kept tail in every replicate:
 * keep twice EER × trials. Here `exact` takes the rate over each subject as one trial.
 */
export function bootstrapEer(
  trials: SubjectTrials,
  options: BootstrapOptions = {},
): SubjectInterval & { readonly threshold: number } {
  const { mated, nonMated } = trials;
  requireSome(mated.scores.length, 'mated');
  requireSome(nonMated.trials, 'non-mated');
  const { threshold } = weightedEer(trials, everyoneOnce(trials));
  const effective = Math.min(mated.effective, nonMated.effective);
  const summary = summarise(trials, options, {
    rate: (weights) => weightedEer(trials, weights).eer,
    exact: (estimate, confidence) => effectiveLimits(estimate, effective, confidence),
    errors: fewer(countNonMatches(trials, threshold), countMatches(trials, threshold)),
  });
  return { ...summary, threshold };
}

interface Statistic {
  readonly rate: (weights: SubjectWeights) => number;
  readonly exact: (estimate: number, confidence: number) => Interval;
  readonly errors: ErrorCount;
}

function summarise(
  trials: SubjectTrials,
  { replicates = 1000, confidence = 0.95, seed = 1 }: BootstrapOptions,
  { rate, exact, errors }: Statistic,
): SubjectInterval {
  requireConfidence(confidence);
  if (!Number.isInteger(replicates) || replicates < 2 / (1 - confidence)) {
    throw new RangeError(`replicates must be at least ${2 / (1 - confidence)}, got ${replicates}`);
  }
  const estimate = rate(everyoneOnce(trials));
  const limits = exact(estimate, confidence);
  const random = createRandom(seed);
  const rates = Float64Array.from({ length: replicates }, () =>
    replicate(trials.subjects, rate, random),
  ).sort();
  const bootstrap = percentiles(rates, confidence);
  const trusted = errors.effective >= TRUSTED_ERRORS || errors.people >= TRUSTED_PEOPLE;
  return {
    lower: trusted ? bootstrap.lower : Math.min(bootstrap.lower, limits.lower),
    upper: trusted ? bootstrap.upper : Math.max(bootstrap.upper, limits.upper),
    estimate,
    confidence,
    method: trusted ? 'bootstrap' : 'widest',
    bootstrap,
    exact: limits,
    effectiveErrors: errors.effective,
    peopleWithErrors: errors.people,
  };
}

/** One replicate's rate; a draw of subjects without any comparison to count says nothing and is drawn again. */
function replicate(subjects: number, rate: (weights: SubjectWeights) => number, random: Random): number {
  const weights = new Int32Array(subjects);
  for (;;) {
    weights.fill(0);
    for (let drawn = 0; drawn < subjects; drawn++) weights[random.below(subjects)]++;
    const value = rate(weights);
    if (!Number.isNaN(value)) return value;
  }
}

/** The order statistics (B + 1)·α/2 from either end (Davison & Hinkley, Bootstrap Methods, 1997, 5.3.1). */
function percentiles(sorted: Float64Array, confidence: number): Interval {
  // Slack for (1 − 0.95) / 2, which is a little more than 0.025 in binary.
  const rank = Math.max(1, Math.floor(((sorted.length + 1) * (1 - confidence)) / 2 + 1e-9));
  return { lower: sorted[rank - 1], upper: sorted[sorted.length - rank] };
}

function everyoneOnce({ subjects }: SubjectTrials): SubjectWeights {
  return new Int32Array(subjects).fill(1);
}

function requireSome(comparisons: number, kind: string): void {
  if (comparisons === 0) throw new RangeError(`no ${kind} comparisons: an error rate needs one at least`);
}
