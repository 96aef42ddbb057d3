// False match rates below 1 / trials, and their thresholds, read off the model of the highest scores (tailFit.ts),
// with intervals. Between the threshold of the tail and the highest score the model interpolates; beyond, it
// extrapolates, and holds to a decade: see `TailFit.lowestFmr`.
//
// How far to trust it: `npm run study:tail` measures it for independent scores.
//
// By an earlier simulation (1,000 samples each of 10⁴, 10⁵ and 10⁶ independent scores, normal, beta(20, 30)
// and beta(5, 5), the default number of exceedances, likelihood intervals at 95 %). The true FMR of 1 / trials was
// covered by 93 to 95 % of the intervals, that of 1 / (10 · trials) by 92, 93 and 95 %, in the order of the sizes. What
// missed was mostly too low: 6 to 7, 5 to 6 and 4 % of the upper limits for the latter lay below it, not 2.5 %. By itself
// an estimate is worth little: the middle one was a third to two thirds of the true FMR of 1 / (10 · trials), one in
// twenty was about four times it or more, and one in twenty a hundredth or less. At 1 / (30 · trials) coverage was 91 to
// 95 % still, but there no score can show that the model goes on: a decade is where this file stops.
//
// Where people are shared (300 worlds of 150 or 400 people, one comparison of each two, scores normal, a share of their
// variance going with persons) the wider of likelihood and bootstrap covered both FMRs in 95 to 99 % with shares of 0
// to 0.2. With 0.5 it covered 95 % for 400 people, 91 to 94 % for 150, whose highest scores are worth 20 disjoint pairs
// of people, and with 0.8 only 76 to 82 % for 150, worth 12: hence `fitSubjectTail` refuses below 15 and warns below 30.

import { normalQuantile } from '../distributions/normalQuantile.js';
import { percentiles } from '../distributions/percentiles.js';
import { type Interval, requireConfidence } from '../uncertainty/intervals.js';
import { lastHolding, peak } from './lineSearch.js';
import { type TailFit, type TailUnsupported, unsupportedTail } from './tailFit.js';
import { deviance, excessAtRate, tailRate } from './tailLikelihood.js';

export interface ExtremeOptions {
  /** In (0, 1); default 0.95. */
  readonly confidence?: number;
}

/** What a tail says, with its interval. */
export interface ExtremeInterval extends Interval {
  readonly estimate: number;
  readonly confidence: number;
  /**
   * `likelihood`: comparisons taken for independent. `widest`: the wider of that and `bootstrap`, end by end, since
   * comparisons that share people tell no more than as many that do not.
   */
  readonly method: 'likelihood' | 'widest';
  /** Profile likelihood; both ends in the unit of the estimate. */
  readonly likelihood: Interval;
  /** Percentiles over resampled people. */
  readonly bootstrap?: Interval;
}

/** An FMR that was not observed but extrapolated. */
export interface ExtremeFmr extends ExtremeInterval {
  readonly kind: 'extreme FMR';
  readonly threshold: number;
}

/** The threshold of such an FMR; interval and estimate are scores. */
export interface ExtremeThreshold extends ExtremeInterval {
  readonly kind: 'extreme threshold';
  readonly fmr: number;
}

/**
 * FMR at `threshold`, by the model of the tail: to be claimed by its upper limit, since the estimate is too low more
 * often than not. Refused at or below the threshold of the tail, where `fmr` has observations, and where the
 * estimate is below `fit.lowestFmr`.
 */
export function extremeFmr(
  fit: TailFit,
  threshold: number,
  { confidence = 0.95 }: ExtremeOptions = {},
): ExtremeFmr | TailUnsupported {
  requireConfidence(confidence);
  if (!Number.isFinite(threshold)) throw new RangeError(`threshold must be finite, got ${threshold}`);
  const excess = threshold - fit.threshold;
  if (excess <= 0) {
    return unsupportedTail(
      `${threshold} is not above ${fit.threshold}, where the tail begins: count the matches`,
    );
  }
  const estimate = tailRate(fit, excess);
  if (estimate < fit.lowestFmr) return beyondReach(fit, `the FMR at ${threshold}`);
  const limits = likelihoodLimits(
    (logRate) => deviance(fit, fit, excess, Math.exp(logRate)),
    { start: Math.log(estimate), low: LOWEST_LOG_RATE, high: 0 },
    fit,
    confidence,
  );
  const likelihood = {
    lower: limits.lower === LOWEST_LOG_RATE ? 0 : Math.exp(limits.lower),
    upper: Math.exp(limits.upper),
  };
  const resampled = fit.resampled.map((model) => tailRate(model, excess));
  return { kind: 'extreme FMR', threshold, estimate, ...joined(likelihood, resampled, confidence) };
}

/**
 * The threshold with FMR `target`, by the model of the tail: to be set to its upper limit. Refused at or above
 * the share of scores in the tail, for which `thresholdAtFmr` has observations, and below `fit.lowestFmr`.
 *
 * @param target in (0, 1)
 */
export function thresholdAtExtremeFmr(
  fit: TailFit,
  target: number,
  { confidence = 0.95 }: ExtremeOptions = {},
): ExtremeThreshold | TailUnsupported {
  requireConfidence(confidence);
  if (!(target > 0 && target < 1)) throw new RangeError(`fmr must be in (0, 1), got ${target}`);
  if (target >= fit.exceedanceRate) {
    return unsupportedTail(
      `an FMR of ${target} lies below the tail, which holds ${fit.exceedanceRate} of the scores`,
    );
  }
  if (target < fit.lowestFmr) return beyondReach(fit, `an FMR of ${target}`);
  const excess = excessAtRate(fit, target);
  const limits = likelihoodLimits(
    (logExcess) => deviance(fit, fit, Math.exp(logExcess), target),
    { start: Math.log(excess), low: Math.log(excess) - 20, high: Math.log(excess) + 10 },
    fit,
    confidence,
  );
  const score = (given: number) => fit.threshold + given;
  const likelihood = { lower: score(Math.exp(limits.lower)), upper: score(Math.exp(limits.upper)) };
  const resampled = fit.resampled.map((model) => score(excessAtRate(model, target)));
  const interval = joined(likelihood, resampled, confidence);
  return { kind: 'extreme threshold', fmr: target, estimate: score(excess), ...interval };
}

/** Rates as low as 10⁻³⁰ count as none. */
const LOWEST_LOG_RATE = -30 * Math.LN10;

function beyondReach({ trials, lowestFmr }: TailFit, what: string): TailUnsupported {
  return unsupportedTail(
    `${what} is more than a decade below what ${trials} non-mated trials resolve; none below ${Number(lowestFmr.toPrecision(2))} can be read off`,
  );
}

interface Search {
  readonly start: number;
  readonly low: number;
  readonly high: number;
}

/** The values about `start` whose deviance is no greater than the quantile of χ² with one degree of freedom. */
function likelihoodLimits(
  lost: (value: number) => number,
  { start, low, high }: Search,
  { pareto }: TailFit,
  confidence: number,
): Interval {
  const allowed = normalQuantile((1 - confidence) / 2) ** 2;
  const holds = (value: number) => lost(value) <= allowed;
  // Moments, unlike maximum likelihood, need not lie where nothing is lost.
  const best =
    pareto.method === 'maximum likelihood' ? start : peak((value) => -lost(value), low, high, 1e-4).at;
  return {
    lower: Math.min(start, holds(low) ? low : lastHolding(holds, best, low)),
    upper: Math.max(start, holds(high) ? high : lastHolding(holds, best, high)),
  };
}

function joined(likelihood: Interval, resampled: readonly number[], confidence: number) {
  if (resampled.length === 0) {
    return { ...likelihood, confidence, method: 'likelihood' as const, likelihood };
  }
  const bootstrap = percentiles(Float64Array.from(resampled), confidence);
  return {
    lower: Math.min(likelihood.lower, bootstrap.lower),
    upper: Math.max(likelihood.upper, bootstrap.upper),
    confidence,
    method: 'widest' as const,
    likelihood,
    bootstrap,
  };
}
