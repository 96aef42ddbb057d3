// From the mean score of two groups of pictures to the weight of evidence that they show one person. Scores of several
// pictures of a person are correlated, so their likelihood ratios must not be multiplied: the mean score is one
// number, and what it says is learned from the data set itself, by leaving one picture out of each subject's.

import {
  fitLogistic,
  fitQualityLogistic,
  type QualityCalibration,
  qualityLlr,
  ruleOfThirty,
} from '../../../trials/index.js';

/** LLR of the mean score, with the sparseness 1 / n + 1 / m of n and m pictures as side feature. */
export type Evidence = QualityCalibration;

/** Comparisons of one kind: mean scores, and how much each counts. */
export interface Sample {
  readonly scores: Float64Array;
  readonly sparseness: Float64Array;
  /** Probability that the comparison is of the kind that it is said to be. */
  readonly weights: Float64Array;
}

/** Variance of a mean of n × m scores falls about so, down to what pairs of people differ in. */
export const sparsenessOf = (n: number, m: number): number => 1 / n + 1 / m;

/** Log-likelihood ratio of "same person" for the mean score of n pictures with m others, natural logarithm. */
export const evidenceOf = (evidence: Evidence, score: number, n: number, m: number): number =>
  qualityLlr(evidence, score, sparsenessOf(n, m));

/** What the calibration of the model says, which is of one picture with one: for more it is cautious. */
export const evidenceOfModel = ({ slope, offset }: { slope: number; offset: number }): Evidence => ({
  kind: 'quality',
  slope,
  offset,
  quality: 0,
  interaction: 0,
  qualities: [0, 2],
  prior: 0.5,
});

/** Below so many mated comparisons the calibration of the model says more than the data set: ± 10 % of any share. */
const FEWEST_MATED = 100;

export const canFit = ({ weights }: Sample): boolean => total(weights) >= FEWEST_MATED;

/**
 * Fits the evidence where it decides: at posterior odds of one. Where no score of one kind reaches into the other the
 * line has no end to its steepness: the calibration of the model says more, and where there is none, the line is held to
 * what so many comparisons can show (Platt's smoothing).
 *
 * @param prior of "same person" in the comparisons that it will be used for; held where the samples reach, by the rule
 * of 30
 * @throws RangeError where mated scores are not higher than non-mated ones
 */
export function fitEvidence(
  mated: Sample,
  nonMated: Sample,
  prior: number,
  ofModel: Evidence | undefined,
): Evidence {
  const lowest = Math.min(0.5, ruleOfThirty(1) / total(nonMated.weights));
  const highest = Math.max(0.5, 1 - ruleOfThirty(1) / total(mated.weights));
  const reached = Math.min(highest, Math.max(lowest, prior));
  try {
    return fitLine(mated, nonMated, reached, 'none');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return ofModel ?? fitLine(mated, nonMated, 0.5, 'platt');
  }
}

function fitLine(mated: Sample, nonMated: Sample, prior: number, smoothing: 'none' | 'platt'): Evidence {
  const sides = { mated: toQuality(mated), nonMated: toQuality(nonMated) };
  if (sides.mated.qualities.some((q) => q !== sides.mated.qualities[0]))
    return fitQualityLogistic(sides, prior, { smoothing });
  // All folders of one size: nothing is to be learned of others.
  const plain = ({ scores, weights }: Sample) => ({ scores, weights });
  const line = fitLogistic({ mated: plain(mated), nonMated: plain(nonMated) }, prior, { smoothing });
  return { ...evidenceOfModel(line), prior };
}

const toQuality = ({ scores, sparseness, weights }: Sample) => ({ scores, qualities: sparseness, weights });

const total = (weights: Float64Array): number => weights.reduce((sum, weight) => sum + weight, 0);
