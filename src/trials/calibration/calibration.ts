// From a comparison score to the weight of evidence: the natural logarithm of how many times likelier the score
// is if the two pictures are of one person than if they are of two. Affine, fitted by prior-weighted logistic
// regression: Brümmer & du Preez, "Application-independent evaluation of speaker detection" (Computer Speech and
// Language 20, 2006); Platt, "Probabilistic outputs for support vector machines" (1999).

import type { WeightedScores } from '../scores/scoreTally.js';
import type { Scores } from '../scores/staircase.js';
import { fitLinear, logit, sigmoid } from './logisticRegression.js';

/** LLR = offset + slope · score. */
export interface Calibration {
  /** > 0. */
  readonly slope: number;
  readonly offset: number;
  /** The prior in whose neighbourhood the fit is best, in (0, 1). */
  readonly prior: number;
}

export interface CalibrationData {
  readonly mated: Scores | WeightedScores;
  /** One by one, or as `histogram(tally)`. */
  readonly nonMated: Scores | WeightedScores;
}

export interface FitOptions {
  /**
   * `none`: maximum likelihood, which does not exist where a score parts mated from non-mated without error.
   * `platt`: targets (n + 1) / (n + 2) in place of 1, n the weight of the class (Platt 1999, section 2.2); always
   * exists, and holds the LLR to about what n comparisons can show. Default `none`.
   */
  readonly smoothing?: 'none' | 'platt';
}

/**
 * Fits a calibration: minimises π · mean ln(1 + e^−(l + logit π)) over mated scores plus
 * (1 − π) · mean ln(1 + e^(l + logit π)) over non-mated ones, where l = offset + slope · score. Taking the prior's
 * logit out of the sigmoid is what makes l a likelihood ratio and not a posterior.
 *
 * @param prior effective prior of a mated comparison, π in (0, 1): the higher the cost of a false match, the
 * lower. At 0.5 the mean is Cllr. The fit leans on scores near LLR = −logit π.
 */
export function fitLogistic(
  { mated, nonMated }: CalibrationData,
  prior: number,
  { smoothing = 'none' }: FitOptions = {},
): Calibration {
  requirePrior(prior);
  const genuine = toClass(mated, 'mated');
  const impostor = toClass(nonMated, 'non-mated');
  const doubt = (total: number) => targetDoubt(total, smoothing);
  if (smoothing === 'none' && extreme(genuine, Math.min) >= extreme(impostor, Math.max)) {
    throw new RangeError(
      'a score parts mated from non-mated without error: no finite fit; use smoothing "platt"',
    );
  }
  const { slopes, offset } = fitLinear(
    [
      { ...genuine, features: [genuine.scores], share: prior, target: 1 - doubt(genuine.total) },
      { ...impostor, features: [impostor.scores], share: 1 - prior, target: doubt(impostor.total) },
    ],
    logit(prior),
  );
  const [slope] = slopes;
  if (!(slope > 0))
    throw new RangeError('mated scores are not higher than non-mated ones: nothing to calibrate');
  return { slope, offset, prior };
}

/** How far from 0 or 1 the target of a class of so much weight is. */
export function targetDoubt(total: number, smoothing: 'none' | 'platt'): number {
  return smoothing === 'platt' ? 1 / (total + 2) : 0;
}

/** Log-likelihood ratio of "same person" against "different people", natural logarithm. */
export function llr(calibration: Calibration, score: number): number {
  return calibration.offset + calibration.slope * score;
}

/** Probability that the comparison is mated, if a share `prior` in (0, 1) of such comparisons is. */
export function probability(logRatio: number, prior: number): number {
  requirePrior(prior);
  return sigmoid(logRatio + logit(prior));
}

/**
 * Weights that let each subject count alike, however many comparisons they have; their sum is the number of
 * comparisons.
 *
 * @param subjects the subject of each comparison
 */
export function subjectBalancedWeights(subjects: Int32Array): Float64Array {
  const counts = new Map<number, number>();
  for (const subject of subjects) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  const each = subjects.length / counts.size;
  return Float64Array.from(subjects, (subject) => each / counts.get(subject)!);
}

/** Scores with weights above zero, and the sum of these. */
export interface ScoreClass extends WeightedScores {
  readonly total: number;
}

/** Checks scores of one kind; `name` is for the error. */
export function toClass(given: Scores | WeightedScores, name: string): ScoreClass {
  const { scores, weights } = withWeights(given);
  if (scores.length !== weights.length || !weights.every((weight) => weight >= 0)) {
    throw new RangeError(`${name} weights must be one a score and not negative`);
  }
  if (!scores.every(Number.isFinite)) throw new RangeError(`${name} scores must be finite`);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) throw new RangeError(`no ${name} scores of any weight`);
  const weighted = (_: number, k: number) => weights[k] > 0;
  return { scores: scores.filter(weighted), weights: weights.filter(weighted), total };
}

/** Plain scores weigh 1 each. */
export function withWeights(given: Scores | WeightedScores): WeightedScores {
  return 'weights' in given ? given : { scores: given, weights: new Float64Array(given.length).fill(1) };
}

/** The lowest score (`Math.min`) or the highest (`Math.max`). */
export function extreme({ scores }: WeightedScores, of: (a: number, b: number) => number): number {
  let found = scores[0];
  for (const score of scores) found = of(found, score);
  return found;
}

/** Refuses a prior that is not in (0, 1). */
export function requirePrior(prior: number): void {
  if (!(prior > 0 && prior < 1)) throw new RangeError(`prior must be in (0, 1), got ${prior}`);
}
