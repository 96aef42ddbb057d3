// Where the two error rates meet. One definition for plain scores, counted scores and bootstrap replicates.
import type { Scores } from '../scores/staircase.js';

/** Scores from the highest down, with what each counts. */
export interface RankedScores {
  readonly scores: Scores;
  /** Weight of the score at an index, ≥ 0; asked for once, and only as far down as the rates meet. */
  readonly weight: (index: number) => number;
}

/** The point of equal error. */
export interface EqualError {
  /** The interpolated rate, in [0, 1]. */
  readonly eer: number;
  /** The highest observed score at which, as threshold, FMR ≥ FNMR. */
  readonly threshold: number;
}

/**
 * Equal error rate of weighted scores.
 *
 * Operating points are those of every observed score as threshold, and of one above all. Between the last point
 * with FMR < FNMR and the first with FMR ≥ FNMR both rates are interpolated linearly; the EER is where they are
 * equal, that is where the straight line between the two points crosses the diagonal of the ROC plot.
 *
 * @param matedTotal weight of all mated scores, > 0
 * @param nonMatedTotal weight of all non-mated scores, > 0; the list may be a tail of them
 * @returns undefined if the lists end before the rates meet
 */
export function equalErrorRate(
  mated: RankedScores,
  matedTotal: number,
  nonMated: RankedScores,
  nonMatedTotal: number,
): EqualError | undefined {
  let accepted = 0;
  let falselyAccepted = 0;
  let fmr = 0;
  let fnmr = 1;
  for (let i = 0, j = 0; j < nonMated.scores.length; ) {
    const threshold = Math.max(mated.scores[i] ?? Number.NEGATIVE_INFINITY, nonMated.scores[j]);
    while (i < mated.scores.length && mated.scores[i] === threshold) accepted += mated.weight(i++);
    while (j < nonMated.scores.length && nonMated.scores[j] === threshold) {
      falselyAccepted += nonMated.weight(j++);
    }
    const before = fnmr - fmr;
    const fmrBefore = fmr;
    fmr = falselyAccepted / nonMatedTotal;
    fnmr = (matedTotal - accepted) / matedTotal;
    const after = fmr - fnmr;
    if (after >= 0) return { eer: fmrBefore + (before / (before + after)) * (fmr - fmrBefore), threshold };
  }
  return undefined;
}
