// The accuracy of Labeled Faces in the Wild, as everyone reports it: the threshold is chosen on nine folds, the
// accuracy measured on the tenth, in turn.
//   Huang, Ramesh, Berg, Learned-Miller: Labeled Faces in the Wild, University of Massachusetts, Amherst, Technical
//   Report 07-49, 2007, "View 2": mean over the folds, and its standard error S_E = σ̂ / √10.

import { nextAbove, type Scores } from '../scores/staircase.js';

/** Scores of the pairs of one fold. */
export interface FoldScores {
  readonly mated: Scores;
  readonly nonMated: Scores;
}

/** An accuracy and how far it may be trusted. Shares are in [0, 1]. */
export interface TenFoldAccuracy {
  /** Mean of the folds' accuracies. */
  readonly accuracy: number;
  /**
   * Standard error of the mean: the folds' standard deviation, with one less than their number below the line, over
   * the root of their number. The folds share what their thresholds were chosen on, so it is somewhat too small.
   */
  readonly standardError: number;
  readonly folds: readonly FoldAccuracy[];
}

export interface FoldAccuracy {
  /** Chosen on all other folds: a score at or above it is a match. */
  readonly threshold: number;
  /** Pairs of this fold that were told right. */
  readonly correct: number;
  readonly trials: number;
  /** correct / trials. */
  readonly accuracy: number;
}

/**
 * @param folds two or more (ten, in the standard), whose people must differ from fold to fold
 * @throws RangeError for less than two folds, a fold without pairs, or NaN
 */
export function tenFoldAccuracy(folds: readonly FoldScores[]): TenFoldAccuracy {
  if (folds.length < 2) throw new RangeError(`there must be two folds or more, got ${folds.length}`);
  folds.forEach(requireFold);
  const results = folds.map((fold, k) => {
    const threshold = bestThreshold(folds.filter((_, other) => other !== k));
    return foldAccuracy(fold, threshold);
  });
  const accuracy = mean(results.map((result) => result.accuracy));
  const squares = results.map((result) => (result.accuracy - accuracy) ** 2);
  const variance = squares.reduce((sum, square) => sum + square, 0) / (folds.length - 1);
  return { accuracy, standardError: Math.sqrt(variance / folds.length), folds: results };
}

/**
 * The threshold at which most pairs are told right. Between two scores all thresholds are alike: the middle is taken.
 * Of several such gaps the highest, with the fewest false matches.
 */
function bestThreshold(folds: readonly FoldScores[]): number {
  const mated = descending(folds.map((fold) => fold.mated));
  const nonMated = descending(folds.map((fold) => fold.nonMated));
  const values = descending([mated, nonMated]).filter((value, k, all) => value !== all[k - 1]);
  let [i, j] = [0, 0];
  // Above all scores: every non-mated pair is told right.
  let best = { gain: 0, below: -1 };
  values.forEach((value, k) => {
    while (i < mated.length && mated[i] >= value) i++;
    while (j < nonMated.length && nonMated[j] >= value) j++;
    if (i - j > best.gain) best = { gain: i - j, below: k };
  });
  const [lower, upper] = [values[best.below + 1], values[best.below]];
  if (upper === undefined) return nextAbove(lower!);
  return lower === undefined ? upper : middle(lower, upper);
}

/** Strictly above `lower`, and not above `upper`, also where they are neighbours. */
function middle(lower: number, upper: number): number {
  const between = lower + (upper - lower) / 2;
  return between > lower ? between : upper;
}

function foldAccuracy({ mated, nonMated }: FoldScores, threshold: number): FoldAccuracy {
  const correct = mated.length - countBelow(mated, threshold) + countBelow(nonMated, threshold);
  const trials = mated.length + nonMated.length;
  return { threshold, correct, trials, accuracy: correct / trials };
}

function countBelow(scores: Scores, threshold: number): number {
  let count = 0;
  for (const score of scores) if (score < threshold) count++;
  return count;
}

function descending(parts: readonly Scores[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.sort().reverse();
}

function requireFold({ mated, nonMated }: FoldScores, k: number): void {
  if (mated.length === 0 || nonMated.length === 0) {
    throw new RangeError(
      `fold ${k} must hold mated and non-mated pairs, got ${mated.length} and ${nonMated.length}`,
    );
  }
  for (const scores of [mated, nonMated]) {
    if (scores.some(Number.isNaN)) throw new RangeError(`scores of fold ${k} must be numbers, got NaN`);
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
