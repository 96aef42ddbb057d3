// Intervals for error rates when comparisons share people. Subjects are drawn with replacement, as often as there
// are; a mated comparison of a subject drawn w times counts w times, a non-mated one of two subjects w · v times.
// Bolle, Ratha & Pankanti, "Error analysis of pattern recognition systems: the subsets bootstrap" (CVIU 93, 2004);
// Poh & Bengio, "Estimating the confidence interval of expected performance curve in biometric authentication
// using joint bootstrap" (ICASSP 2007); for pairs, Snijders & Borgatti's vertex bootstrap (Connections 22, 1999).
//
// How far to trust it. Limits are studentised (studentised.ts): percentiles would be too wide by up to √3 where false
// matches scatter over pairs, and lie too low where rates are skewed. Where errors are few no resampling helps: none
// observed gives an interval of width zero. Hence the choice an auditor would make: below ten
// effective errors the wider of linearised limits and Clopper–Pearson is reported, end by end, the latter over an
// effective number of trials in which all comparisons of a person (or of two) are one (subjectInterval.ts).
// How often the intervals hold the truth: `npm run study:coverage`, studies/results/coverage.md.

import { allowedErrors, type Unsupported, unsupported } from '../rates/errorRates.js';
import {
  countMatches,
  countNonMatches,
  type ErrorCount,
  effectiveLimits,
  fewer,
  fnmrAtFmrLimits,
} from './fewErrors.js';
import type { Interval } from './intervals.js';
import { type SweptRate, studentised } from './studentised.js';
import { type BootstrapOptions, report, requireResampling, type SubjectInterval } from './subjectInterval.js';
import type { SubjectTrials } from './subjectTrials.js';
import {
  type SubjectWeights,
  weightedEer,
  weightedFmr,
  weightedFnmr,
  weightedThreshold,
} from './subjectWeights.js';
import { sweptEer, sweptFmr, sweptFnmr, sweptFnmrAtFmr } from './sweptRates.js';
import { requireKept } from './tailNeeded.js';

export { type BootstrapOptions, requireResampling, type SubjectInterval } from './subjectInterval.js';

/** FNMR at a fixed threshold. Here `exact` takes each subject as one trial (fewer if a few subjects hold most). */
export function bootstrapFnmr(
  trials: SubjectTrials,
  threshold: number,
  options: BootstrapOptions = {},
): SubjectInterval {
  requireSome(trials.mated.scores.length, 'mated');
  requireThreshold(threshold);
  return summarise(trials, options, {
    estimate: weightedFnmr(trials, everyoneOnce(trials), threshold),
    exact: (estimate, confidence) => effectiveLimits(estimate, trials.mated.effective, confidence),
    errors: countNonMatches(trials, threshold),
    swept: () => sweptFnmr(threshold),
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
  requireThreshold(threshold);
  const summary = summarise(trials, options, {
    estimate: weightedFmr(trials, everyoneOnce(trials), threshold),
    exact: (estimate, confidence) => effectiveLimits(estimate, nonMated.effective, confidence),
    errors: countMatches(trials, threshold),
    swept: () => sweptFmr(threshold),
  });
  const worstCase = effectiveLimits(summary.estimate, Math.floor(subjects / 2), summary.confidence);
  return { ...summary, worstCase };
}

/**
 * FNMR at a fixed FMR: the threshold is found anew in each resample, so that its own uncertainty is in the
 * interval. Here `exact` joins the limits of the threshold with those of the FNMR (`fnmrAtFmrLimits`).
 * Refused if the FMR is below 1 / trials. The kept tail must reach the FMR in almost every resample:
 * `tailNeeded` says how much to keep.
 *
 * @param target FMR in (0, 1]
 * @throws RangeError if the kept tail is too short, with the number to keep
 */
export function bootstrapFnmrAtFmr(
  trials: SubjectTrials,
  target: number,
  options: BootstrapOptions = {},
): (SubjectInterval & { readonly kind: 'interval'; readonly threshold: number }) | Unsupported {
  requireSome(trials.mated.scores.length, 'mated');
  if (allowedErrors(target, trials.nonMated.trials) === 0) return unsupported(target, trials.nonMated.trials);
  const once = everyoneOnce(trials);
  const threshold = weightedThreshold(trials, once, target);
  const summary = summarise(trials, options, {
    estimate: weightedFnmr(trials, once, threshold),
    exact: (_, confidence) => fnmrAtFmrLimits(trials, target, confidence),
    errors: fewer(countNonMatches(trials, threshold), countMatches(trials, threshold)),
    swept: () => sweptFnmrAtFmr(trials, target),
  });
  return { kind: 'interval', ...summary, threshold };
}

/**
 * Equal error rate, as `equalErrorRate` defines it. The rates must meet within the kept tail in almost every
 * resample: `tailNeeded`, with twice the EER that is expected, says how much to keep. Here `exact` takes the rate
 * over each subject as one trial.
 *
 * @throws RangeError if the kept tail is too short, with the number to keep
 */
export function bootstrapEer(
  trials: SubjectTrials,
  options: BootstrapOptions = {},
): SubjectInterval & { readonly threshold: number } {
  const { mated, nonMated } = trials;
  requireSome(mated.scores.length, 'mated');
  requireSome(nonMated.trials, 'non-mated');
  const { eer, threshold } = weightedEer(trials, everyoneOnce(trials));
  const effective = Math.min(mated.effective, nonMated.effective);
  const summary = summarise(trials, options, {
    estimate: eer,
    exact: (estimate, confidence) => effectiveLimits(estimate, effective, confidence),
    errors: fewer(countNonMatches(trials, threshold), countMatches(trials, threshold)),
    swept: (rate) => sweptEer(trials, rate),
  });
  return { ...summary, threshold };
}

interface Statistic {
  readonly estimate: number;
  readonly exact: (estimate: number, confidence: number) => Interval;
  readonly errors: ErrorCount;
  readonly swept: (estimate: number) => SweptRate;
}

function summarise(
  trials: SubjectTrials,
  options: BootstrapOptions,
  { estimate, exact, errors, swept }: Statistic,
): SubjectInterval {
  const resampling = requireResampling(options);
  const { confidence } = resampling;
  const limits = exact(estimate, confidence);
  const varies = estimate > 0 && estimate < 1;
  const [found] = varies ? studentised(trials, [{ estimate, swept: swept(estimate) }], resampling) : [];
  requireKept(trials, !varies || found !== undefined);
  return report({ estimate, confidence, exact: limits, errors, studentised: found });
}

function everyoneOnce({ subjects }: SubjectTrials): SubjectWeights {
  return new Int32Array(subjects).fill(1);
}

function requireSome(comparisons: number, kind: string): void {
  if (comparisons === 0) throw new RangeError(`no ${kind} comparisons: an error rate needs one at least`);
}

function requireThreshold(threshold: number): void {
  if (Number.isNaN(threshold)) throw new RangeError('threshold must be a number, got NaN');
}
