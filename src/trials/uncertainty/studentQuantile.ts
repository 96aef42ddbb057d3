// Student's t, for variances that rest upon few people.
import { betaQuantile } from '../distributions/incompleteBeta.js';

/**
 * The t that a variable of Student's distribution exceeds with probability (1 − confidence) / 2.
 * By t² / (t² + df) being of Beta(1/2, df/2).
 *
 * @param confidence in (0, 1); both tails together hold 1 − confidence
 * @param freedom degrees of freedom, > 0; need not be whole
 */
export function studentQuantile(confidence: number, freedom: number): number {
  if (!(freedom > 0)) throw new RangeError(`freedom must be above 0, got ${freedom}`);
  const share = betaQuantile(1 - confidence, 0.5, freedom / 2, 'upper');
  return Math.sqrt((freedom * share) / (1 - share));
}
