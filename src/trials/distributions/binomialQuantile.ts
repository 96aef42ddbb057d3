// Quantiles of the binomial distribution, for bands about a curve that is right: through the beta distribution.
import { betaProbability } from './incompleteBeta.js';

/**
 * The least number of successes k with P(X ≤ k) ≥ `probability`, X of Binomial(trials, share).
 *
 * @param probability in (0, 1)
 * @param trials a whole number from 0
 * @param share in [0, 1]
 */
export function binomialQuantile(probability: number, trials: number, share: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`probability must be in (0, 1), got ${probability}`);
  }
  if (!Number.isInteger(trials) || trials < 0) {
    throw new RangeError(`trials must be a whole number from 0, got ${trials}`);
  }
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share must be in [0, 1], got ${share}`);
  let low = 0;
  let high = trials;
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    // P(X ≤ k) = 1 − I_share(k + 1, trials − k).
    if (betaProbability(share, middle + 1, trials - middle, 'upper') >= probability) high = middle;
    else low = middle + 1;
  }
  return low;
}
