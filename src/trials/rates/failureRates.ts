// What happens before any score: pictures without a usable face (FTA), people without a usable reference (FTE).
// ISO/IEC 19795-1: failure-to-acquire rate, failure-to-enrol rate. A test that leaves them out flatters itself.

import { clopperPearson, type Interval } from '../uncertainty/intervals.js';
import { studentQuantile } from '../uncertainty/studentQuantile.js';
import { effectiveCount } from '../uncertainty/subjectTrials.js';
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
 * Failure-to-acquire rate of attempts of which several are by one person, who may fail at each for the same reason.
 * The interval is Korn & Graubard's (Survey Methodology 24, 1998): exact, over as many trials as would be so uncertain
 * if they were independent. Where none failed, or all, nothing shows by how much, and each person is one trial.
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
  if (failed.length !== subjects.length) {
    throw new RangeError(`failed must be given for all ${subjects.length} attempts, got ${failed.length}`);
  }
  const tally = new Map<number, { attempts: number; failures: number }>();
  let failures = 0;
  subjects.forEach((subject, attempt) => {
    if (failed[attempt] > 1) throw new RangeError(`failed must be 0 or 1, got ${failed[attempt]}`);
    const own = tally.get(subject) ?? { attempts: 0, failures: 0 };
    own.attempts++;
    own.failures += failed[attempt];
    failures += failed[attempt];
    tally.set(subject, own);
  });
  const rate = failureToAcquire(failures, subjects.length);
  const effectiveTrials = effectiveAttempts([...tally.values()], rate, confidence);
  const interval = clopperPearson(rate.rate * effectiveTrials, effectiveTrials, confidence);
  return { ...rate, ...interval, confidence, effectiveTrials };
}

function effectiveAttempts(
  people: readonly { readonly attempts: number; readonly failures: number }[],
  { rate, trials }: ErrorRate,
  confidence: number,
): number {
  const effectivePeople = effectiveCount(people.map(({ attempts }) => attempts));
  if (rate === 0 || rate === 1 || people.length === 1) return effectivePeople;
  const squares = people.reduce((sum, p) => sum + (p.failures - rate * p.attempts) ** 2, 0);
  if (squares === 0) return trials;
  const variance = (squares / trials ** 2) * (people.length / (people.length - 1));
  // As Korn & Graubard: fewer where the variance itself rests upon few people.
  const few = (studentQuantile(confidence, trials - 1) / studentQuantile(confidence, people.length - 1)) ** 2;
  return Math.min(trials, ((rate * (1 - rate)) / variance) * few);
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
