// Error rates of weighted people: a mated comparison counts as its subject does, a non-mated one as the product of
// its two. With all weights 1 these are the plain rates; with the counts of a resample, those of the replicate.
// A rate is NaN where no comparison has any weight.
import { type EqualError, equalErrorRate } from '../rates/equalErrorRate.js';
import { nextAbove } from '../scores/staircase.js';
import type { NonMatedTrials, SubjectTrials } from './subjectTrials.js';
import { requireKept } from './tailNeeded.js';

/** How often each subject counts; whole numbers, one a subject. */
export type SubjectWeights = Int32Array;

/** Share of the mated weight below `threshold`. */
export function weightedFnmr(trials: SubjectTrials, weights: SubjectWeights, threshold: number): number {
  const { scores, subject } = trials.mated;
  let errors = 0;
  for (let k = scores.length - 1; k >= 0 && scores[k] < threshold; k--) errors += weights[subject[k]];
  return errors / matedWeight(trials, weights);
}

/** Share of the non-mated weight at or above `threshold`, which the kept tail must reach. */
export function weightedFmr(trials: SubjectTrials, weights: SubjectWeights, threshold: number): number {
  const { nonMated } = trials;
  const { scores, left, right } = nonMated;
  requireKept(trials, isWhole(nonMated) || threshold > scores[scores.length - 1]);
  let errors = 0;
  for (let k = 0; k < scores.length && scores[k] >= threshold; k++)
    errors += weights[left[k]] * weights[right[k]];
  return errors / nonMated.totalWeight(weights);
}

/** The lowest threshold at which the weighted FMR is at most `target`, a rate in (0, 1]; −∞ if any is. */
export function weightedThreshold(trials: SubjectTrials, weights: SubjectWeights, target: number): number {
  const { nonMated } = trials;
  const { scores, left, right } = nonMated;
  const total = nonMated.totalWeight(weights);
  if (total === 0) return Number.NaN;
  // Among ties it does not matter which one exceeds the target: the threshold is above them all.
  for (let k = 0, errors = 0; k < scores.length; k++) {
    errors += weights[left[k]] * weights[right[k]];
    if (errors / total > target) return nextAbove(scores[k]);
  }
  requireKept(trials, isWhole(nonMated));
  return Number.NEGATIVE_INFINITY;
}

/** The weighted FNMR at the weighted threshold. */
export function weightedFnmrAtFmr(trials: SubjectTrials, weights: SubjectWeights, target: number): number {
  const threshold = weightedThreshold(trials, weights, target);
  return Number.isNaN(threshold) ? Number.NaN : weightedFnmr(trials, weights, threshold);
}

/** Equal error rate of the weighted comparisons; they must meet within the kept tail. */
export function weightedEer(trials: SubjectTrials, weights: SubjectWeights): EqualError {
  const { mated, nonMated } = trials;
  const matedTotal = matedWeight(trials, weights);
  const nonMatedTotal = nonMated.totalWeight(weights);
  if (matedTotal === 0 || nonMatedTotal === 0) return { eer: Number.NaN, threshold: Number.NaN };
  const { left, right } = nonMated;
  const found = equalErrorRate(
    { scores: mated.scores, weight: (k) => weights[mated.subject[k]] },
    matedTotal,
    { scores: nonMated.scores, weight: (k) => weights[left[k]] * weights[right[k]] },
    nonMatedTotal,
  );
  requireKept(trials, found !== undefined);
  return found!;
}

function matedWeight({ mated }: SubjectTrials, weights: SubjectWeights): number {
  return mated.perSubject.reduce((total, comparisons, subject) => total + comparisons * weights[subject], 0);
}

/** Whether all non-mated scores were kept. */
function isWhole(nonMated: NonMatedTrials): boolean {
  return nonMated.scores.length === nonMated.trials;
}
