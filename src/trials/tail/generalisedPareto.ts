// The generalised Pareto distribution: what the part of a score above a high threshold follows, nearly, whatever the
// scores follow (Pickands, Annals of Statistics 3, 1975). Its fit by maximum likelihood, with weights.

import { peak } from './lineSearch.js';

/** P(X > x) = (1 + shape · x / scale)^(−1/shape) for x ≥ 0; e^(−x/scale) where the shape is 0. */
export interface GeneralisedPareto {
  /** ξ: below 0 the scores end at scale / −ξ; at 0 they fall off exponentially; above 0 more slowly. */
  readonly shape: number;
  /** σ > 0, in units of score. */
  readonly scale: number;
}

/** A fit, and how it was come by. */
export interface ParetoFit extends GeneralisedPareto {
  /** `probability-weighted moments` where the likelihood has no maximum with shape above −1. */
  readonly method: 'maximum likelihood' | 'probability-weighted moments';
}

/** Probability of an excess above `excess` ≥ 0. */
export function survival(pareto: GeneralisedPareto, excess: number): number {
  return Math.exp(logSurvival(pareto, excess));
}

/** Natural logarithm of `survival`; −∞ from the end of the support on. */
export function logSurvival({ shape, scale }: GeneralisedPareto, excess: number): number {
  const ratio = excess / scale;
  if (Math.abs(shape * ratio) < TINY) return -ratio;
  return shape * ratio <= -1 ? Number.NEGATIVE_INFINITY : -Math.log1p(shape * ratio) / shape;
}

/** The excess that is exceeded with `probability`, in (0, 1]. */
export function excessAt({ shape, scale }: GeneralisedPareto, probability: number): number {
  const logarithm = -Math.log(probability);
  return Math.abs(shape * logarithm) < TINY
    ? scale * logarithm
    : (scale * Math.expm1(shape * logarithm)) / shape;
}

/** Below this ln(1 + x)/x is 1 to double precision. */
const TINY = 1e-16;

/**
 * Fits excesses over a threshold by maximum likelihood. With θ = shape / scale the best shape is the mean of
 * ln(1 + θ x), which leaves one variable to search (Grimshaw, Technometrics 35, 1993; Davison, in Statistical
 * Extremes and Applications, 1984). The likelihood has no bound where the shape is below −1; a peak above that, and
 * above the likelihood of a uniform distribution that ends at the largest excess (the shape −1), is the answer.
 * Without one, probability-weighted moments are.
 *
 * @param excesses finite and above 0, not all equal
 * @param weights one an excess, ≥ 0; each is as good as so many excesses. Default 1 each
 */
export function fitGeneralisedPareto(excesses: Float64Array, weights?: Float64Array): ParetoFit {
  const sample = toSample(excesses, weights);
  return maximumLikelihood(sample) ?? weightedMoments(sample);
}

/** Whether `fitGeneralisedPareto` can be asked: two different excesses have weight. */
export function isFittable(excesses: Float64Array, weights: Float64Array): boolean {
  let first = Number.NaN;
  for (let k = 0; k < excesses.length; k++) {
    if (weights[k] === 0 || excesses[k] === first) continue;
    if (!Number.isNaN(first)) return true;
    first = excesses[k];
  }
  return false;
}

/** Excesses of any weight, in units of their mean. */
interface Sample {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly total: number;
  readonly unit: number;
  readonly largest: number;
}

function toSample(excesses: Float64Array, given?: Float64Array): Sample {
  const all = given ?? new Float64Array(excesses.length).fill(1);
  if (all.length !== excesses.length || !all.every((weight) => weight >= 0 && weight < Infinity)) {
    throw new RangeError('weights must be one an excess, finite and not negative');
  }
  if (!excesses.every((excess) => excess > 0 && excess < Infinity)) {
    throw new RangeError('excesses must be finite and above 0');
  }
  if (!isFittable(excesses, all)) throw new RangeError('excesses must not be all equal: nothing to fit');
  const values = excesses.filter((_, k) => all[k] > 0);
  const weights = all.filter((weight) => weight > 0);
  let total = 0;
  let sum = 0;
  let largest = 0;
  for (let k = 0; k < values.length; k++) {
    total += weights[k];
    sum += weights[k] * values[k];
    largest = Math.max(largest, values[k]);
  }
  const unit = sum / total;
  return { values: values.map((value) => value / unit), weights, total, unit, largest: largest / unit };
}

function maximumLikelihood(sample: Sample): ParetoFit | undefined {
  const value = (s: number) => onProfile(sample, s).logLikelihood;
  let best: number | undefined;
  let highest = -Math.log(sample.largest);
  let [before, here] = [onProfile(sample, LOWEST), onProfile(sample, LOWEST + STEP)];
  for (let s = LOWEST + STEP; s < HIGHEST; s += STEP) {
    const after = onProfile(sample, s + STEP);
    const isPeak = here.logLikelihood >= before.logLikelihood && here.logLikelihood >= after.logLikelihood;
    if (isPeak && before.shape > -1 && here.logLikelihood > highest) {
      highest = here.logLikelihood;
      best = s;
    }
    [before, here] = [here, after];
  }
  if (best === undefined) return undefined;
  const { at } = peak(value, best - STEP, best + STEP, 1e-10);
  const { shape, scale } = onProfile(sample, at);
  return { shape, scale: scale * sample.unit, method: 'maximum likelihood' };
}

/**
 * The search runs over s = ln(1 + θ · largest), any number, in steps finer than peaks of the likelihood are. At −14
 * the support ends within a millionth above the largest excess, at 14 most excesses are a million times smaller than
 * the largest: no peak beyond is one of scores.
 */
const [LOWEST, HIGHEST, STEP] = [-14, 14, 0.25];

interface ProfilePoint extends GeneralisedPareto {
  /** Mean by weight. */
  readonly logLikelihood: number;
}

/** The most likely distribution among those with shape / scale = (eˢ − 1) / largest. */
function onProfile({ values, weights, total, largest }: Sample, s: number): ProfilePoint {
  const theta = Math.expm1(s) / largest;
  if (Math.abs(theta) < 1e-12) return { shape: theta, scale: 1, logLikelihood: -1 - theta };
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += weights[k] * Math.log1p(theta * values[k]);
  const shape = sum / total;
  const scale = shape / theta;
  return { shape, scale, logLikelihood: -Math.log(scale) - shape - 1 };
}

/**
 * Hosking & Wallis (Technometrics 29, 1987), with their plotting positions (i − 0.35) / n. Should the support end
 * below the largest excess, the shape is raised to let it end there (Dupuis & Tsao, Communications in Statistics –
 * Theory and Methods 27, 1998).
 */
function weightedMoments({ values, weights, total, unit, largest }: Sample): ParetoFit {
  const ascending = Uint32Array.from(values, (_, k) => k).sort((i, j) => values[i] - values[j]);
  let below = 0;
  let moment = 0;
  for (const k of ascending) {
    moment += (weights[k] * values[k] * (1 - (below + 0.65 * weights[k]) / total)) / total;
    below += weights[k];
  }
  // In units of the mean, the zeroth moment is 1.
  const scale = (2 * moment) / (1 - 2 * moment);
  const shape = Math.max(2 - 1 / (1 - 2 * moment), -scale / largest);
  return { shape, scale: scale * unit, method: 'probability-weighted moments' };
}
