// What happens before any score: pictures without a usable face (FTA), people without a usable reference (FTE).
// ISO/IEC 19795-1: failure-to-acquire rate, failure-to-enrol rate. A test that leaves them out flatters itself.

import { clopperPearson, type Interval } from '../uncertainty/intervals.js';
import { shareBySubject } from '../uncertainty/shareBySubject.js';
import { type ErrorRate, errorRate } from './errorRates.js';

/** A rate of failures with its interval. */
export interface FailureRate extends ErrorRate, Interval {
  readonly confidence: number;
  /** How many independent trials the interval takes them for. */
  readonly effectiveTrials: number;
}

/** Failure-to-acquire rate: share of the attempts that gave no template. */
export function failureToAcquire(failures: number, attempts: number): ErrorRate {
  return failureCounts(failures, attempts, 'attempts');
}

/**
 * Failure-to-enrol rate: share of the people of whom no reference could be made. Each is one trial, independent of
 * the others, so the interval is Clopper & Pearson's.
 *
 * @param confidence in (0, 1); both tails together hold 1 − confidence
 */
export function failureToEnrol(failures: number, subjects: number, confidence = 0.95): FailureRate {
  const rate = failureCounts(failures, subjects, 'subjects');
  return {
    ...rate,
    ...clopperPearson(failures, subjects, confidence),
    confidence,
    effectiveTrials: subjects,
  };
}

/**
 * Failure-to-acquire rate of attempts of which several are by one person, who may fail at each for the same reason, with
 * the interval of `shareBySubject`.
 *
 * @param subjects who made each attempt; any numbers
 * @param failed whether it failed, one an attempt: 0 or 1
 * @param confidence in (0, 1)
 */
export function failureToAcquireBySubject(
  subjects: Int32Array,
  failed: Uint8Array,
  confidence = 0.95,
): FailureRate {
  const { rate: _, ...interval } = shareBySubject(subjects, failed, confidence);
  const failures = failed.reduce((sum, one) => sum + one, 0);
  return { ...failureToAcquire(failures, subjects.length), ...interval };
}

function failureCounts(failures: number, trials: number, name: string): ErrorRate {
  if (!Number.isInteger(trials) || trials < 1) {
    throw new RangeError(`${name} must be a whole number from 1, got ${trials}`);
  }
  if (!Number.isInteger(failures) || failures < 0 || failures > trials) {
    throw new RangeError(`failures must be a whole number in [0, ${trials}], got ${failures}`);
  }
  return errorRate(failures, trials);
}
