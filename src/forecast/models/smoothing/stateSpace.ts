// Exponential smoothing as a state space: level, trend and season go from step to step, each corrected by a share of the
// error. Taxonomy, recursions and likelihood: Hyndman, Koehler, Snyder & Grose, "A state space framework for automatic
// forecasting using exponential smoothing methods", International Journal of Forecasting 18 (2002); Hyndman, Koehler,
// Ord & Snyder, "Forecasting with Exponential Smoothing" (Springer, 2008), chapters 2 and 5.

/** Which of the methods: error, trend and season, each additive (A), multiplicative (M), damped (Ad) or none (N). */
export interface EtsForm {
  readonly error: 'A' | 'M';
  readonly trend: 'N' | 'A' | 'Ad';
  readonly season: 'N' | 'A' | 'M';
}

export const formName = ({ error, trend, season }: EtsForm): string => `ETS(${error},${trend},${season})`;

/** Smoothing parameters; those that a form lacks are 0, and `phi` is 1 where nothing is damped. */
export interface Smoothing {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
}

/** Where the states begin, and after a pass where they end. */
export interface EtsState {
  level: number;
  trend: number;
  /** By position in the season: that of the first value stands at 0. */
  readonly seasons: Float64Array;
}

/**
 * Runs through the values from `state`, which is left as it is after the last of them.
 * @returns −2 log-likelihood, less what does not depend on the parameters, and the sum of squared errors (relative
 *   ones where the error is multiplicative); infinite where a multiplicative form leaves the positive numbers
 */
export function smooth(
  values: Float64Array,
  form: EtsForm,
  { alpha, beta, gamma, phi }: Smoothing,
  state: EtsState,
): { readonly deviance: number; readonly squares: number } {
  const { seasons } = state;
  const m = seasons.length;
  const [isRelative, byFactor] = [form.error === 'M', form.season === 'M'];
  const hasSeason = form.season !== 'N';
  const trendShare = form.trend === 'N' ? 0 : beta / alpha;
  let { level, trend } = state;
  let [squares, logs, product, position] = [0, 0, 1, 0];
  for (let t = 0; t < values.length; t++) {
    const y = values[t];
    const season = hasSeason ? seasons[position] : 0;
    const damped = phi * trend;
    const expected = level + damped;
    const forecast = byFactor ? expected * season : expected + season;
    if (isRelative || byFactor) {
      if (!(forecast > 0) || !(expected > 0)) return IMPOSSIBLE;
    }
    const error = isRelative ? (y - forecast) / forecast : y - forecast;
    squares += error * error;
    if (isRelative) {
      // A logarithm a value would be half of the time: products are taken as long as they can be.
      product *= forecast;
      if (product > 1e100 || product < 1e-100) {
        logs += Math.log(product);
        product = 1;
      }
    }
    const seen = byFactor ? y / season : y - season;
    const next = expected + alpha * (seen - expected);
    trend = damped + trendShare * (next - expected);
    level = next;
    if (hasSeason) {
      const apart = byFactor ? y / expected : y - expected;
      seasons[position] = season + gamma * (apart - season);
      position = position + 1 === m ? 0 : position + 1;
    }
  }
  state.level = level;
  state.trend = trend;
  return { deviance: values.length * Math.log(squares) + 2 * (logs + Math.log(product)), squares };
}

const IMPOSSIBLE = { deviance: Number.POSITIVE_INFINITY, squares: Number.POSITIVE_INFINITY } as const;
