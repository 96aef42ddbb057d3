// How likely independent scores make it that a share `fmr` of all scores lies at or above a threshold: the profile
// likelihood of the peaks-over-threshold model (Coles, An Introduction to Statistical Modeling of Extreme Values,
// 2001, sections 2.6.6 and 4.3.3), of which likelihood intervals are made.

import { excessAt, type GeneralisedPareto, survival } from './generalisedPareto.js';
import { peak } from './lineSearch.js';

/** What a tail is modelled from. */
export interface TailSample {
  /** All scores. */
  readonly trials: number;
  /** By how much scores exceed a threshold, descending; at least two different ones. */
  readonly excesses: Float64Array;
}

/** A share of scores exceeds a threshold, by amounts that follow a generalised Pareto distribution. */
export interface TailModel {
  /** In (0, 1). */
  readonly exceedanceRate: number;
  readonly pareto: GeneralisedPareto;
}

/** Share of the scores that exceed the threshold of the tail by `excess` ≥ 0. */
export function tailRate({ exceedanceRate, pareto }: TailModel, excess: number): number {
  return exceedanceRate * survival(pareto, excess);
}

/** The excess that a share `rate` of the scores reaches; 0 if more exceed none than that. */
export function excessAtRate({ exceedanceRate, pareto }: TailModel, rate: number): number {
  return rate >= exceedanceRate ? 0 : excessAt(pareto, rate / exceedanceRate);
}

/**
 * Twice the log-likelihood that is lost if a share `fmr` of the scores is to exceed the threshold by `excess`:
 * the model that suits the scores best under that condition against the one that does without.
 *
 * @param fitted the model of maximum likelihood
 * @param excess > 0
 * @param fmr in (0, 1)
 */
export function deviance(sample: TailSample, fitted: TailModel, excess: number, fmr: number): number {
  const { excesses } = sample;
  // Without a peak the greatest likelihood with a shape of −1 or above is that of the uniform distribution.
  const best =
    rateLikelihood(sample, Math.log(fitted.exceedanceRate)) +
    Math.max(excessLikelihood(sample, fitted.pareto), -excesses.length * Math.log(excesses[0]));
  const spread = RATE_SPREAD / Math.sqrt(excesses.length);
  const centre = Math.log(fitted.exceedanceRate);
  const logRate = Math.log(fmr);
  const low = Math.max(centre - spread, logRate);
  const high = Math.min(centre + spread, 0);
  // More scores than can exceed the threshold of the tail are to exceed something above it.
  if (low >= high) return Number.POSITIVE_INFINITY;
  const constrained = peak(
    (logExceedance) =>
      rateLikelihood(sample, logExceedance) + conditionalLikelihood(sample, excess, logExceedance - logRate),
    low,
    high,
    1e-6,
  );
  return Math.max(0, 2 * (best - constrained.value));
}

/** In standard deviations of a logarithm of a count; four and more are out of the question. */
const RATE_SPREAD = 6;

function rateLikelihood({ trials, excesses }: TailSample, logRate: number): number {
  const below = trials - excesses.length;
  return excesses.length * logRate + (below === 0 ? 0 : below * Math.log(-Math.expm1(logRate)));
}

/** Likelihood of the best distribution with −ln P(X > excess) = `depth`. */
function conditionalLikelihood(sample: TailSample, excess: number, depth: number): number {
  const ratio = excess / sample.excesses[0];
  // The support must hold the largest excess: 1 + shape · largest / scale > 0.
  const least = ratio >= 1 ? -1 : Math.max(-1, Math.log1p(-ratio) / depth);
  return peak(
    (shape) => excessLikelihood(sample, { shape, scale: scaleThrough(excess, depth, shape) }),
    least,
    HIGHEST_SHAPE,
    1e-6,
  ).value;
}

/** No score that is known has a tail without a mean. */
const HIGHEST_SHAPE = 1;

function scaleThrough(excess: number, depth: number, shape: number): number {
  const growth = depth * shape;
  return Math.abs(growth) < 1e-12 ? excess / depth : (shape * excess) / Math.expm1(growth);
}

function excessLikelihood({ excesses }: TailSample, { shape, scale }: GeneralisedPareto): number {
  const theta = shape / scale;
  let sum = 0;
  if (Math.abs(shape) < 1e-9) {
    for (const excess of excesses) sum += excess / scale;
    return -excesses.length * Math.log(scale) - sum;
  }
  for (let k = 0; k < excesses.length; k++) sum += Math.log1p(theta * excesses[k]);
  const likelihood = -excesses.length * Math.log(scale) - (1 + 1 / shape) * sum;
  return Number.isNaN(likelihood) ? Number.NEGATIVE_INFINITY : likelihood;
}
