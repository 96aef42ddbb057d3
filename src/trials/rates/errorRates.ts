// Error rates of a verification system, by the definitions of ISO/IEC 19795-1: a comparison is a match if its
// score is at or above the threshold. Rates come with their counts, since a rate without them claims nothing.

import type { ScoreTally } from '../scores/scoreTally.js';
import {
  countAtOrAbove,
  lowestThreshold,
  type Scores,
  type Staircase,
  staircase,
} from '../scores/staircase.js';
import { requiredTrials } from '../uncertainty/intervals.js';
import { type EqualError, equalErrorRate, type RankedScores } from './equalErrorRate.js';

/** Scores of non-mated comparisons: one by one, or counted (beyond a few million). */
export type NonMatedScores = Scores | ScoreTally;

/** An observed error rate. */
export interface ErrorRate {
  readonly errors: number;
  readonly trials: number;
  /** errors / trials, in [0, 1]. */
  readonly rate: number;
}

/** A threshold and the FMR actually observed there, which may be below the one asked for. */
export interface Threshold {
  readonly kind: 'threshold';
  readonly threshold: number;
  readonly fmr: ErrorRate;
}

/** The refusal to state what the data cannot show. */
export interface Unsupported {
  readonly kind: 'unsupported';
  readonly reason: string;
  /** The FMR asked for. */
  readonly fmr: number;
  /** Non-mated trials at hand. */
  readonly trials: number;
  /** Independent non-mated trials, all without error, that would show such an FMR with 95 % confidence. */
  readonly requiredTrials: number;
}

/**
 * False match rate: share of the non-mated scores at or above `threshold`. For counted scores exact within the
 * kept tail and at the edges of bins, elsewhere overstated by less than the share of one bin.
 */
export function fmr(nonMated: NonMatedScores, threshold: number): ErrorRate {
  requireNumber('threshold must be a number', threshold);
  if ('kind' in nonMated) return errorRate(countAtOrAbove(staircase(nonMated), threshold), nonMated.trials);
  return errorRate(matches(nonMated, threshold), nonMated.length);
}

/** False non-match rate: share of the mated scores below `threshold`. */
export function fnmr(mated: Scores, threshold: number): ErrorRate {
  requireNumber('threshold must be a number', threshold);
  return errorRate(mated.length - matches(mated, threshold), mated.length);
}

/**
 * False accept rate of single attempts: as `fmr`, but the non-mated comparisons that failures to acquire
 * prevented count as trials, and as rejected (ISO/IEC 19795-1: FAR = FMR · (1 − FTA)). For people who could not be enrolled either
 * count their comparisons too: that is the generalised FAR.
 *
 * @param failures non-mated comparisons that could not be made
 */
export function far(nonMated: NonMatedScores, threshold: number, failures: number): ErrorRate {
  const { errors, trials } = fmr(nonMated, threshold);
  return errorRate(errors, trials + wholeFailures(failures));
}

/**
 * False reject rate of single attempts: as `fnmr`, but the mated comparisons that failures to acquire prevented
 * count as trials, and as errors (ISO/IEC 19795-1: FRR = FTA + FNMR · (1 − FTA)). With those of people who could
 * not be enrolled it is the generalised FRR.
 *
 * @param failures mated comparisons that could not be made
 */
export function frr(mated: Scores, threshold: number, failures: number): ErrorRate {
  const { errors, trials } = fnmr(mated, threshold);
  return errorRate(errors + wholeFailures(failures), trials + failures);
}

/**
 * The lowest threshold with FMR ≤ `target`. Scores that tie are let in or kept out together. Exact for single
 * scores, and for counted ones if target < keep / trials; beyond, the lowest such edge of a bin.
 * Refused if the target is below 1 / trials: no count of false matches is small enough but none, and none in so
 * few trials does not show it.
 *
 * @param target in (0, 1]
 */
export function thresholdAtFmr(nonMated: NonMatedScores, target: number): Threshold | Unsupported {
  const steps = staircase(nonMated);
  const allowed = allowedErrors(target, steps.trials);
  if (allowed === 0) return unsupported(target, steps.trials);
  const threshold = lowestThreshold(steps, allowed);
  return { kind: 'threshold', threshold, fmr: errorRate(countAtOrAbove(steps, threshold), steps.trials) };
}

/** FNMR at the lowest threshold with FMR ≤ `target`; refused as by `thresholdAtFmr`. */
export function fnmrAtFmr(
  mated: Scores,
  nonMated: NonMatedScores,
  target: number,
): (Threshold & { readonly fnmr: ErrorRate }) | Unsupported {
  const found = thresholdAtFmr(nonMated, target);
  return found.kind === 'threshold' ? { ...found, fnmr: fnmr(mated, found.threshold) } : found;
}

/**
 * Equal error rate, with the interpolation that `equalErrorRate` states. Counted scores beyond the kept tail
 * stand at the lower edges of their bins.
 */
export function eer(mated: Scores, nonMated: NonMatedScores): EqualError {
  const genuine = staircase(mated);
  const impostor = staircase(nonMated);
  requireTrials(Math.min(genuine.trials, impostor.trials));
  // The lowest non-mated score as threshold gives FMR = 1, so the rates meet.
  return equalErrorRate(ranked(genuine), genuine.trials, ranked(impostor), impostor.trials)!;
}

/** Steps as distinct scores that count as often as they occur. */
function ranked({ values, atOrAbove }: Staircase): RankedScores {
  return { scores: values, weight: (i) => (i === 0 ? atOrAbove[0] : atOrAbove[i] - atOrAbove[i - 1]) };
}

/** How many false matches among `trials` make a rate of at most `target`. */
export function allowedErrors(target: number, trials: number): number {
  if (!(target > 0 && target <= 1)) throw new RangeError(`fmr must be in (0, 1], got ${target}`);
  requireTrials(trials);
  // 0.29 · 100 is 28.999999999999996, but 29 / 100 is 0.29: division rounds to the number that was meant.
  const near = Math.round(target * trials);
  return near / trials <= target ? near : near - 1;
}

/** The refusal of an FMR below 1 / trials. */
export function unsupported(target: number, trials: number): Unsupported {
  return {
    kind: 'unsupported',
    reason: `${trials} non-mated trials cannot show an FMR of ${target}: they resolve 1 in ${trials}`,
    fmr: target,
    trials,
    requiredTrials: requiredTrials(target),
  };
}

/** A rate with its counts; refused without trials. */
export function errorRate(errors: number, trials: number): ErrorRate {
  requireTrials(trials);
  return { errors, trials, rate: errors / trials };
}

function matches(scores: Scores, threshold: number): number {
  let count = 0;
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] >= threshold) count++;
    else requireNumber('scores must be numbers', scores[i]);
  }
  return count;
}

function wholeFailures(failures: number): number {
  if (!Number.isInteger(failures) || failures < 0) {
    throw new RangeError(`failures must be a whole number from 0, got ${failures}`);
  }
  return failures;
}

function requireNumber(expected: string, value: number): void {
  if (Number.isNaN(value)) throw new RangeError(`${expected}, got NaN`);
}

function requireTrials(trials: number): void {
  if (!(trials > 0)) throw new RangeError('no comparisons: an error rate needs one at least');
}
