// From a comparison score and the quality of the pictures to the weight of evidence. A low score of a blurred picture
// says less against the same person than one of a sharp picture; a line in the score alone cannot say so. Logistic
// regression with quality as a side feature: Kelly & Hansen (IEEE Signal Processing Letters 20, 2013); Ferrer, Burget,
// Plchot & Scheffer (Odyssey 2012), there as "calibration with side information".
//
// The LLR is of the score given the quality only if quality by itself says nothing of whether a pair is mated. Where
// mated and non-mated pairs of the test differ in quality (selfies of one sitting, say), the difference goes into
// `quality` and is carried into the field, where it may not hold: make the two alike, by weights if need be.

import type { Scores } from '../scores/staircase.js';
import { type FitOptions, requirePrior, targetDoubt } from './calibration.js';
import { fitLinear, logit, type Sample } from './logisticRegression.js';

/** LLR = offset + (slope + interaction · q) · score + quality · q, with q held within `qualities`. */
export interface QualityCalibration {
  readonly kind: 'quality';
  /** Of the score; slope + interaction · q > 0 for all qualities of the fit. */
  readonly slope: number;
  readonly offset: number;
  /** Of the quality; 0 where it shifts nothing. */
  readonly quality: number;
  /** 0 unless asked for. */
  readonly interaction: number;
  /** Lowest and highest quality of the fit: beyond them nothing is known, and the nearest is taken. */
  readonly qualities: readonly [number, number];
  /** The prior in whose neighbourhood the fit is best, in (0, 1). */
  readonly prior: number;
}

/** Comparisons, each with a quality. */
export interface QualityScores {
  readonly scores: Scores;
  /** One a score, on any scale: the lower of the two pictures' quality, for one. */
  readonly qualities: Scores;
  /** One a score, ≥ 0; default 1 each. */
  readonly weights?: Float64Array;
}

export interface QualityFitOptions extends FitOptions {
  /**
   * Whether the quality may change the slope too. The affine form then fits each quality by itself; it takes some
   * hundred comparisons of either kind in each part of the range of quality. Default false.
   */
  readonly interaction?: boolean;
}

/**
 * Fits a calibration as `fitLogistic` does, with quality as a further feature, and score · quality as a third.
 *
 * @param prior effective prior of a mated comparison, in (0, 1); see `fitLogistic`
 */
export function fitQualityLogistic(
  { mated, nonMated }: { readonly mated: QualityScores; readonly nonMated: QualityScores },
  prior: number,
  { smoothing = 'none', interaction = false }: QualityFitOptions = {},
): QualityCalibration {
  requirePrior(prior);
  const genuine = toColumns(mated, 'mated', interaction);
  const impostor = toColumns(nonMated, 'non-mated', interaction);
  const doubt = (total: number) => targetDoubt(total, smoothing);
  const { offset, slopes } = fitLinear(
    [
      { ...genuine, share: prior, target: 1 - doubt(genuine.total) },
      { ...impostor, share: 1 - prior, target: doubt(impostor.total) },
    ],
    logit(prior),
  );
  const [slope, quality, product = 0] = slopes;
  const qualities = extent([genuine.features[1], impostor.features[1]]);
  // Linear in q, so positive throughout if at both ends.
  if (!qualities.every((q) => slope + product * q > 0)) {
    throw new RangeError(
      'mated scores are not higher than non-mated ones at every quality: nothing to calibrate',
    );
  }
  return { kind: 'quality', slope, offset, quality, interaction: product, qualities, prior };
}

/** Log-likelihood ratio of "same person" against "different people", natural logarithm. */
export function qualityLlr(calibration: QualityCalibration, score: number, quality: number): number {
  const { slope, offset, interaction, qualities } = calibration;
  const q = Math.min(Math.max(quality, qualities[0]), qualities[1]);
  return offset + (slope + interaction * q) * score + calibration.quality * q;
}

function toColumns(
  { scores, qualities, weights }: QualityScores,
  name: string,
  interaction: boolean,
): Pick<Sample, 'features' | 'weights' | 'total'> {
  const all = weights ?? new Float64Array(scores.length).fill(1);
  if (qualities.length !== scores.length || all.length !== scores.length) {
    throw new RangeError(
      `${name} qualities and weights must be one a score, got ${qualities.length} and ${all.length} for ${scores.length}`,
    );
  }
  if (!scores.every(Number.isFinite) || !qualities.every(Number.isFinite)) {
    throw new RangeError(`${name} scores and qualities must be finite`);
  }
  if (!all.every((weight) => weight >= 0)) throw new RangeError(`${name} weights must not be negative`);
  const total = all.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) throw new RangeError(`no ${name} scores of any weight`);
  const weighted = (_: number, k: number) => all[k] > 0;
  const kept = [scores.filter(weighted), qualities.filter(weighted)];
  const product = () => Float64Array.from(kept[0], (score, k) => score * kept[1][k]);
  return { features: interaction ? [...kept, product()] : kept, weights: all.filter(weighted), total };
}

function extent(columns: readonly Scores[]): [number, number] {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const column of columns) {
    for (const value of column) {
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
  }
  return [lowest, highest];
}
