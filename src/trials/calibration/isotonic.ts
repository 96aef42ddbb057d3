// Calibration without a formula: the monotone map from score to log-likelihood ratio that suits the scores best, by
// pool-adjacent-violators (Zadrozny & Elkan, KDD 2002; Brümmer & du Preez, Computer Speech and Language 20, 2006,
// section 6). For many scores of both kinds; with few, the line of `fitLogistic` errs less.
//
// The map itself would end at ±∞, where one kind of score has no more of the other: a certainty that no data give.
// As in Brümmer's FoCal toolkit (`opt_loglr`, option "laplace"), one mated and one non-mated comparison are added
// below the lowest score and the same above the highest: Laplace's rule of succession. Where a share m of the mated
// scores lies above all N non-mated ones, the LLR is then about ln(m · N), what N comparisons without one so high can
// show; and likewise at the lower end.

import type { WeightedScores } from '../scores/scoreTally.js';
import { type CalibrationData, toClass } from './calibration.js';
import { pools } from './pools.js';
import { ascending } from './ties.js';

/** A monotone map from scores to LLRs. Plain data. */
export interface IsotonicCalibration {
  readonly kind: 'isotonic';
  /** Ascending: the lowest and highest score of each pool. */
  readonly scores: Float64Array;
  /** Natural logarithm, one a score, never falling, finite. */
  readonly llrs: Float64Array;
}

/**
 * Fits the map. The weight of a score is as good as so many comparisons: give histograms of counts as they are, and
 * weights that balance subjects such that they sum to the number of comparisons. O(n log n).
 *
 * @returns always a map: flat, at 0 about, where mated scores are not higher than non-mated ones
 */
export function fitIsotonic({ mated, nonMated }: CalibrationData): IsotonicCalibration {
  const genuine = withEnds(toClass(mated, 'mated'));
  const impostor = withEnds(toClass(nonMated, 'non-mated'));
  const logTotals = Math.log(total(impostor)) - Math.log(total(genuine));
  const scores: number[] = [];
  const llrs: number[] = [];
  const seen = extent(genuine, impostor);
  for (const pool of pools(genuine, impostor)) {
    const lowest = Math.max(pool.lowest, seen.lowest);
    const highest = Math.min(pool.highest, seen.highest);
    // Where an end stands alone, no score is in its pool.
    if (lowest > highest) continue;
    const llr = Math.log(pool.mated) - Math.log(pool.nonMated) + logTotals;
    scores.push(lowest);
    llrs.push(llr);
    if (highest === lowest) continue;
    scores.push(highest);
    llrs.push(llr);
  }
  return { kind: 'isotonic', scores: Float64Array.from(scores), llrs: Float64Array.from(llrs) };
}

/**
 * LLR of a score: that of its pool; between pools on the straight line; beyond all scores that of the nearest.
 *
 * @param score not NaN
 */
export function isotonicLlr({ scores, llrs }: IsotonicCalibration, score: number): number {
  if (Number.isNaN(score)) throw new RangeError('score must be a number, got NaN');
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (scores[middle] < score) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return llrs[0];
  if (low === scores.length) return llrs[low - 1];
  const share = (score - scores[low - 1]) / (scores[low] - scores[low - 1]);
  return llrs[low - 1] + share * (llrs[low] - llrs[low - 1]);
}

/** Ascending scores with one more at either end of the line. */
function withEnds(given: WeightedScores): WeightedScores {
  const { scores, weights } = ascending(given);
  const ends = new Float64Array(scores.length + 2);
  ends.set(scores, 1);
  ends[0] = Number.NEGATIVE_INFINITY;
  ends[scores.length + 1] = Number.POSITIVE_INFINITY;
  const ones = new Float64Array(ends.length).fill(1);
  ones.set(weights, 1);
  return { scores: ends, weights: ones };
}

/** Between the ends, the lowest and highest score of both kinds. */
function extent({ scores: a }: WeightedScores, { scores: b }: WeightedScores) {
  return { lowest: Math.min(a[1], b[1]), highest: Math.max(a[a.length - 2], b[b.length - 2]) };
}

function total({ weights }: WeightedScores): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}
