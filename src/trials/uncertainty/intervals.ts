// What so many errors in so many trials allow one to claim, if the trials are independent.
// Comparisons that share a person are not: for those see subjectBootstrap.ts.
import { betaQuantile } from '../distributions/incompleteBeta.js';
import { normalQuantile } from '../distributions/normalQuantile.js';

/** A two-sided confidence interval of a rate; both ends in [0, 1]. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Clopper & Pearson's exact interval (Biometrika 26, 1934), through the beta distribution: covers the true rate
 * with at least `confidence`, whatever the rate. Never narrower than it may be; the one to be held to.
 *
 * `errors` and `trials` may be fractions: with an effective number of trials in a clustered sample this is the
 * interval of Korn & Graubard (Survey Methodology 24, 1998).
 *
 * @param errors in [0, trials]
 * @param trials > 0
 * @param confidence in (0, 1); both tails together hold 1 − confidence
 */
export function clopperPearson(errors: number, trials: number, confidence = 0.95): Interval {
  requireCounts(errors, trials);
  requireConfidence(confidence);
  const tail = (1 - confidence) / 2;
  const correct = trials - errors;
  return {
    lower: errors === 0 ? 0 : lowerLimit(errors, correct + 1, tail),
    upper: correct === 0 ? 1 : upperLimit(errors + 1, correct, tail),
  };
}

/**
 * Wilson's score interval (JASA 22, 1927): covers with about `confidence` on the average over rates, and is
 * narrower than the exact one. For plots and error bars.
 */
export function wilson(errors: number, trials: number, confidence = 0.95): Interval {
  requireCounts(errors, trials);
  requireConfidence(confidence);
  const z = -normalQuantile((1 - confidence) / 2);
  const rate = errors / trials;
  const shrink = 1 / (1 + (z * z) / trials);
  const centre = shrink * (rate + (z * z) / (2 * trials));
  const half = shrink * z * Math.sqrt((rate * (1 - rate)) / trials + (z / (2 * trials)) ** 2);
  return {
    lower: errors === 0 ? 0 : Math.max(0, centre - half),
    upper: errors === trials ? 1 : Math.min(1, centre + half),
  };
}

/**
 * The lowest rate that zero errors in so many independent trials can be said to lie below, at 95 %:
 * 3 / trials (Jovanovic & Levy, American Statistician 51, 1997; ISO/IEC 19795-1, "rule of 3").
 */
export function ruleOfThree(trials: number): number {
  requireCounts(0, trials);
  return Math.min(1, 3 / trials);
}

/**
 * Independent trials needed for 90 % confidence that the true rate is within ±30 % of the observed one:
 * as many as give 30 errors (Doddington et al., Speech Communication 31, 2000; ISO/IEC 19795-1, "rule of 30").
 *
 * @param rate the error rate expected, in (0, 1]
 */
export function ruleOfThirty(rate: number): number {
  requireRate('rate', rate);
  return wholeTrials(30 / rate);
}

/**
 * Independent non-mated trials that must all be without a false match before one may say, with the given
 * one-sided confidence, that the false match rate is at most `fmr`: the least n with (1 − fmr)ⁿ ≤ 1 − confidence.
 *
 * @param fmr in (0, 1)
 */
export function requiredTrials(fmr: number, confidence = 0.95): number {
  requireRate('fmr', fmr);
  requireConfidence(confidence);
  return fmr === 1 ? 1 : wholeTrials(Math.log1p(-confidence) / Math.log1p(-fmr));
}

/** Rounds up, forgiving the last bits of a quotient: 30 / 1e-4 must be 300,000 and not one more. */
function wholeTrials(quotient: number): number {
  const nearest = Math.round(quotient);
  return Math.abs(quotient - nearest) <= 1e-12 * quotient ? nearest : Math.ceil(quotient);
}

function lowerLimit(a: number, b: number, tail: number): number {
  return b === 1 ? tail ** (1 / a) : betaQuantile(tail, a, b, 'lower');
}

function upperLimit(a: number, b: number, tail: number): number {
  return a === 1 ? -Math.expm1(Math.log(tail) / b) : betaQuantile(tail, a, b, 'upper');
}

function requireCounts(errors: number, trials: number): void {
  if (!(trials > 0 && Number.isFinite(trials))) throw new RangeError(`trials must be above 0, got ${trials}`);
  if (!(errors >= 0 && errors <= trials)) {
    throw new RangeError(`errors must be in [0, ${trials}], got ${errors}`);
  }
}

function requireRate(name: string, rate: number): void {
  if (!(rate > 0 && rate <= 1)) throw new RangeError(`${name} must be in (0, 1], got ${rate}`);
}

/** Refuses a confidence that is not in (0, 1): 95, for one. */
export function requireConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence must be in (0, 1), got ${confidence}`);
  }
}
