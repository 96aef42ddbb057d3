// The tail function of a set of scores, "how many are at or above t", as the steps it is made of.
// Scores at hand one by one and scores counted in a tally become the same thing here.
import { keepsAll, type ScoreTally } from './scoreTally.js';

/** A set of comparison scores; higher means more alike. No NaN. */
export type Scores = Float32Array | Float64Array;

/** Steps from the highest score down. */
export interface Staircase {
  /** Distinct values, descending: scores, and after `exact` of them the lower edges of filled bins. */
  readonly values: Float64Array;
  /** How many scores are at or above each value. */
  readonly atOrAbove: Float64Array;
  /** How many of the values are scores themselves; the rest are edges of bins. */
  readonly exact: number;
  /** Width of a bin; 0 where all values are scores. */
  readonly binWidth: number;
  /** All scores. */
  readonly trials: number;
}

/** Steps of tallies already asked for: a tally does not change, and its rates are read at one threshold after another. */
const known = new WeakMap<ScoreTally, Staircase>();

/** Steps of a set of scores. Those of a tally are built once, so that each further rate is one binary search. */
export function staircase(scores: Scores | ScoreTally): Staircase {
  if ('kind' in scores) {
    const steps = known.get(scores) ?? (keepsAll(scores) ? fromDescending(scores.tail) : fromTally(scores));
    known.set(scores, steps);
    return steps;
  }
  const descending = Float64Array.from(scores).sort().reverse();
  // Sorting puts NaN last, so reversing puts it first.
  if (Number.isNaN(descending[0])) throw new RangeError('scores must be numbers, got NaN');
  return fromDescending(descending);
}

/**
 * The lowest threshold with at most `allowed` scores at or above it: the next number (in double precision) above
 * the first score that would be one too many. Store it in double precision: rounded to single it may fall back
 * onto that score. Within a histogram: the lowest edge of a bin with that property. −∞ if all are allowed.
 */
export function lowestThreshold(steps: Staircase, allowed: number): number {
  const first = firstIndex(steps.values.length, (i) => steps.atOrAbove[i] > allowed);
  if (first === steps.values.length) return Number.NEGATIVE_INFINITY;
  if (first < steps.exact) return nextAbove(steps.values[first]);
  const edge = steps.values[first] + steps.binWidth;
  return steps.exact === 0 ? edge : Math.min(edge, nextAbove(steps.values[steps.exact - 1]));
}

/** How many scores are at or above `threshold`; within a bin all of it are counted, so never too few. */
export function countAtOrAbove(steps: Staircase, threshold: number): number {
  const first = firstIndex(steps.values.length, (i) => steps.values[i] < threshold);
  const cutsBin = first >= steps.exact && first < steps.values.length;
  if (cutsBin && threshold < steps.values[first] + steps.binWidth) return steps.atOrAbove[first];
  return first === 0 ? 0 : steps.atOrAbove[first - 1];
}

/** The smallest double above `value`; −∞ stays. */
export function nextAbove(value: number): number {
  if (!Number.isFinite(value)) return value;
  if (value === 0) return Number.MIN_VALUE;
  const bits = new BigInt64Array(1);
  const view = new Float64Array(bits.buffer);
  view[0] = value;
  bits[0] += value > 0 ? 1n : -1n;
  return view[0];
}

function fromDescending(descending: Float64Array): Staircase {
  const ends: number[] = [];
  const last = descending.length - 1;
  for (let i = 0; i <= last; i++) if (i === last || descending[i + 1] < descending[i]) ends.push(i);
  return {
    values: Float64Array.from(ends, (end) => descending[end]),
    atOrAbove: Float64Array.from(ends, (end) => end + 1),
    exact: ends.length,
    binWidth: 0,
    trials: descending.length,
  };
}

/** The kept tail, score by score, then the bins that begin at or below its end. */
function fromTally(tally: ScoreTally): Staircase {
  const tail = fromDescending(tally.tail);
  // Of scores equal to the lowest kept one, some may have been dropped: its count is a floor, no more.
  const end = tail.values[tail.exact - 1];
  const values = [...tail.values];
  const atOrAbove = [...tail.atOrAbove];
  let counted = 0;
  for (let bin = tally.bins.length - 1; bin >= 0; bin--) {
    counted += tally.bins[bin];
    const edge = tally.lowest + bin / tally.binsPerUnit;
    if (tally.bins[bin] === 0 || edge > end) continue;
    values.push(edge);
    atOrAbove.push(counted);
  }
  return {
    values: Float64Array.from(values),
    atOrAbove: Float64Array.from(atOrAbove),
    exact: tail.exact,
    binWidth: 1 / tally.binsPerUnit,
    trials: tally.trials,
  };
}

/** The first index in [0, length] from which on `holds`; it must not cease to. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
