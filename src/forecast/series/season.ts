// What repeats every season: its indices by classical decomposition, and how strong it is beside what is left.

/**
 * Seasonal indices, from the centred moving average (Macaulay 1931; Hyndman & Athanasopoulos, "Forecasting: Principles
 * and Practice", section 3.4). By position in the season, that of the first value at 0.
 * @param values at least two seasons of them
 * @param form terms sum to 0; factors average 1, and want positive values
 */
export function classicalSeason(
  values: Float64Array,
  season: number,
  form: 'terms' | 'factors',
): Float64Array {
  const trend = movingAverage(values, season);
  const sums = new Float64Array(season);
  const counts = new Float64Array(season);
  for (let t = 0; t < values.length; t++) {
    if (Number.isNaN(trend[t])) continue;
    sums[t % season] += form === 'terms' ? values[t] - trend[t] : values[t] / trend[t];
    counts[t % season]++;
  }
  const raw = sums.map((sum, i) => sum / counts[i]);
  const centre = raw.reduce((sum, index) => sum + index, 0) / season;
  return raw.map((index) => (form === 'terms' ? index - centre : index / centre));
}

/**
 * How strong the season is, from 0 to 1: one less the share of what is left in the variance of season and what is left.
 * Wang, Smith & Hyndman, "Characteristic-based clustering for time series data", Data Mining and Knowledge Discovery 13
 * (2006), there with STL in place of the classical decomposition.
 */
export function seasonalStrength(values: Float64Array, season: number): number {
  const trend = movingAverage(values, season);
  const indices = classicalSeason(values, season, 'terms');
  const within = [...values.keys()].filter((t) => !Number.isNaN(trend[t]));
  const left = variance(within.map((t) => values[t] - trend[t] - indices[t % season]));
  const both = variance(within.map((t) => values[t] - trend[t]));
  return both > 0 ? Math.max(0, 1 - left / both) : 0;
}

/** Over one season, centred; NaN where it would reach beyond the values. */
function movingAverage(values: Float64Array, season: number): Float64Array {
  const half = Math.floor(season / 2);
  return values.map((_, t) => {
    if (t < half || t + half >= values.length) return Number.NaN;
    let sum = 0;
    for (let k = -half; k <= half; k++) {
      // An even season has its two ends by half.
      sum += values[t + k] * (season % 2 === 0 && Math.abs(k) === half ? 0.5 : 1);
    }
    return sum / season;
  });
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, y) => sum + y, 0) / values.length;
  return values.reduce((sum, y) => sum + (y - mean) ** 2, 0) / values.length;
}
