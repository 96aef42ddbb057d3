// What is reported of a rate: resamples where there are errors enough, more careful limits where there are not.

import type { ErrorCount } from './fewErrors.js';
import { type Interval, requireConfidence } from './intervals.js';
import type { Studentised } from './studentised.js';

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
  /**
   * `bootstrap`: from resamples alone. `widest`: too few effective errors for that, so the wider of `linearised` and
   * `exact`, or, where they are of 30 people, of `linearised` and `bootstrap`.
   */
  readonly method: 'bootstrap' | 'widest';
  /** Studentised limits from the resamples; of width 0 where the estimate is 0 or 1. */
  readonly bootstrap: Interval;
  /** Student's limits from the standard error alone, which is robust to shared people; of width 0 as above. */
  readonly linearised: Interval;
  /** Clopper–Pearson over an effective number of trials. */
  readonly exact: Interval;
  /** How many people the standard error rests upon: below about 10 no interval can be relied upon to its letter. */
  readonly effectiveSubjects: number;
  /** The errors, fewer where they share a person; the smaller number where errors of both kinds enter. */
  readonly effectiveErrors: number;
  /** People with an error, or disjoint pairs of people for false matches. */
  readonly peopleWithErrors: number;
}

/**
 * Below this many effective errors resamples are not relied upon alone: of 10 scattered over pairs of people one
 * resample in 200 has none at all, of 5 one in 13, and says nothing of how high the rate may be.
 */
export const TRUSTED_ERRORS = 10;

/**
 * With errors of this many people the exact limits are not needed, however unequal the people's shares are (rule of
 * 30): the wider of resamples and linearised limits is reported. Sets such as LFW, where one person of hundreds holds
 * a fifth of all mated pairs, never reach many effective errors.
 */
export const TRUSTED_PEOPLE = 30;

/** What is known of a rate before it is reported. */
export interface Evidence {
  readonly estimate: number;
  readonly confidence: number;
  /** Clopper–Pearson over an effective number of trials. */
  readonly exact: Interval;
  readonly errors: ErrorCount;
  /** Undefined where the estimate is 0 or 1: then nothing varies. */
  readonly studentised: Studentised | undefined;
}

/** Chooses the limits by how many errors there are. */
export function report({ estimate, confidence, exact, errors, studentised }: Evidence): SubjectInterval {
  const counts = { effectiveErrors: errors.effective, peopleWithErrors: errors.people };
  if (studentised === undefined) {
    const point = { lower: estimate, upper: estimate };
    const none = { bootstrap: point, linearised: point, effectiveSubjects: 0 };
    return { ...exact, estimate, confidence, method: 'widest', exact, ...none, ...counts };
  }
  const { bootstrap, linearised } = studentised;
  const enough = errors.effective >= TRUSTED_ERRORS;
  const careful = errors.people >= TRUSTED_PEOPLE ? [bootstrap, linearised] : [linearised, exact];
  const method = enough ? 'bootstrap' : 'widest';
  return {
    ...(enough ? bootstrap : widest(careful)),
    ...{ estimate, confidence, method, exact, ...studentised, ...counts },
  };
}

const widest = (intervals: readonly Interval[]): Interval => ({
  lower: Math.min(...intervals.map(({ lower }) => lower)),
  upper: Math.max(...intervals.map(({ upper }) => upper)),
});

/** The options with their defaults; refuses those that no interval can be drawn with. */
export function requireResampling({
  replicates = 1000,
  confidence = 0.95,
  seed = 1,
}: BootstrapOptions): Required<BootstrapOptions> {
  requireConfidence(confidence);
  if (!Number.isInteger(replicates) || replicates < 2 / (1 - confidence)) {
    throw new RangeError(`replicates must be at least ${2 / (1 - confidence)}, got ${replicates}`);
  }
  return { replicates, confidence, seed };
}
