// Resamples of subjects for any measure at all: subjects are drawn with replacement, as often as there are, and the
// measure is told how often each was drawn. For differences and areas, whose own standard error is not at hand, the limits
// are percentiles: too wide by up to √3 where false matches scatter over pairs of people (uncertainty/studentised.ts).
import { createRandom } from '../sampling/random.js';
import type { ErrorCount } from '../uncertainty/fewErrors.js';
import type { Interval } from '../uncertainty/intervals.js';
import { openDraw, type Resampling } from '../uncertainty/studentised.js';
import { TRUSTED_ERRORS, TRUSTED_PEOPLE } from '../uncertainty/subjectInterval.js';
import type { SubjectWeights } from '../uncertainty/subjectWeights.js';

/**
 * `measure` of each resample; one for which it is undefined says nothing and is drawn again, so `measure` must be
 * defined for some. The weights are the same array on every call.
 */
export function resample<T>(
  subjects: number,
  { replicates, seed }: Resampling,
  measure: (weights: SubjectWeights) => T | undefined,
): T[] {
  const draw = openDraw(subjects, createRandom(seed));
  const measured: T[] = [];
  while (measured.length < replicates) {
    const value = measure(draw());
    if (value !== undefined) measured.push(value);
  }
  return measured;
}

/** Whether percentiles may be relied upon alone: the two limits of uncertainty/subjectBootstrap.ts, for its reasons. */
export function trusted({ effective, people }: ErrorCount): boolean {
  return effective >= TRUSTED_ERRORS || people >= TRUSTED_PEOPLE;
}

/** The wider of two intervals, end by end. */
export function widest(p: Interval, q: Interval): Interval {
  return { lower: Math.min(p.lower, q.lower), upper: Math.max(p.upper, q.upper) };
}
