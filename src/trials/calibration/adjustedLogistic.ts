// The line from score to LLR together with what side information adds to the score: logistic regression whose first
// feature is the score, the others held back by a ridge. See scoreAdjustment.ts for what comes of it.

import type { Scores } from '../scores/staircase.js';
import { requirePrior, targetDoubt } from './calibration.js';
import { fitLinear, logit } from './logisticRegression.js';

/** Comparisons of one kind. */
export interface FeaturedScores {
  readonly scores: Scores;
  /** One column a feature, one entry a score. */
  readonly features: readonly Scores[];
  /** One a score, ≥ 0. */
  readonly weights: Float64Array;
}

/** LLR = offset + slope · (score + Σ added · feature). */
export interface AdjustedCalibration {
  /** > 0. */
  readonly slope: number;
  readonly offset: number;
  /** What a unit of each feature adds to the score. */
  readonly added: readonly number[];
}

/**
 * Fits by cross-entropy at an effective prior, as `fitLogistic` with smoothing `platt`.
 *
 * @param prior effective prior of a mated comparison, in (0, 1)
 * @param ridge see `fitLinear`; on every feature but the score
 * @throws RangeError where mated scores are not higher than non-mated ones, a feature is the same everywhere, or there
 * is no weight of a kind
 */
export function fitAdjusted(
  { mated, nonMated }: { readonly mated: FeaturedScores; readonly nonMated: FeaturedScores },
  prior: number,
  ridge: number,
): AdjustedCalibration {
  requirePrior(prior);
  if (!(ridge >= 0)) throw new RangeError(`ridge must not be negative, got ${ridge}`);
  const sample = ({ scores, features, weights }: FeaturedScores, name: string) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (!(total > 0)) throw new RangeError(`no ${name} scores of any weight`);
    return { features: [scores, ...features], weights, total };
  };
  const [genuine, impostor] = [sample(mated, 'mated'), sample(nonMated, 'non-mated')];
  const doubt = targetDoubt(mated.scores.length, 'platt');
  const { offset, slopes } = fitLinear(
    [
      { ...genuine, share: prior, target: 1 - doubt },
      { ...impostor, share: 1 - prior, target: targetDoubt(nonMated.scores.length, 'platt') },
    ],
    logit(prior),
    [0, ...mated.features.map(() => ridge)],
  );
  const [slope, ...sides] = slopes;
  if (!(slope > 0))
    throw new RangeError('mated scores are not higher than non-mated ones: nothing to calibrate');
  return { slope, offset, added: sides.map((side) => side / slope) };
}
