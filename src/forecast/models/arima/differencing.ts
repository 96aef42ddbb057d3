// How often a series is differenced before an ARMA process describes it, and how forecasts are brought back.

import { seasonalStrength } from '../../series/season.js';
import { seasonalProduct } from './polynomials.js';

export interface Differences {
  readonly plain: 0 | 1 | 2;
  readonly seasonal: 0 | 1;
}

/** From this strength on the season is differenced: Hyndman & Athanasopoulos (2021), section 9.1. */
const STRONG_SEASON = 0.64;
/** The 5 % point of the KPSS test of a level: Kwiatkowski et al. (1992), table 1. */
const KPSS_LIMIT = 0.463;

/**
 * As in Hyndman & Khandakar, "Automatic time series forecasting: the forecast package for R", Journal of Statistical
 * Software 27(3) (2008): the season by its strength, then as often as the KPSS test says that no level is kept.
 */
export function chooseDifferences(values: Float64Array, season: number): Differences {
  const isSeasonal =
    season > 1 && values.length >= 3 * season && seasonalStrength(values, season) > STRONG_SEASON;
  let left = isSeasonal ? difference(values, season) : values;
  let plain = 0;
  while (plain < 2 && left.length > 6 && !isConstant(left) && kpss(left) > KPSS_LIMIT) {
    left = difference(left, 1);
    plain++;
  }
  return { plain: plain as 0 | 1 | 2, seasonal: isSeasonal ? 1 : 0 };
}

export function differenced(
  values: Float64Array,
  season: number,
  { plain, seasonal }: Differences,
): Float64Array {
  let left = seasonal ? difference(values, season) : values;
  for (let k = 0; k < plain; k++) left = difference(left, 1);
  return left;
}

/** Coefficients cᵢ of (1 − B)ᵈ(1 − Bᵐ)ᴰ = 1 − Σ cᵢBⁱ: a value is Σ cᵢ of those before it, and its own difference. */
export function differencePolynomial(season: number, { plain, seasonal }: Differences): Float64Array {
  const walk = plain === 0 ? [] : plain === 1 ? [1] : [2, -1];
  return seasonalProduct(walk, seasonal ? [1] : [], season, -1);
}

const difference = (values: Float64Array, lag: number): Float64Array =>
  values.subarray(lag).map((y, t) => y - values[t]);

const isConstant = (values: Float64Array): boolean => values.every((y) => y === values[0]);

/**
 * The statistic of the test that a series keeps a level: Kwiatkowski, Phillips, Schmidt & Shin, Journal of Econometrics 54
 * (1992), with Bartlett's weights up to the lag that R's `ndiffs` takes, ⌊3√n / 13⌋.
 */
export function kpss(values: Float64Array): number {
  const n = values.length;
  const mean = values.reduce((sum, y) => sum + y, 0) / n;
  const apart = values.map((y) => y - mean);
  let [sum, squares] = [0, 0];
  for (const e of apart) {
    sum += e;
    squares += sum * sum;
  }
  const lags = Math.floor((3 * Math.sqrt(n)) / 13);
  let variance = apart.reduce((total, e) => total + e * e, 0) / n;
  for (let lag = 1; lag <= lags; lag++) {
    let product = 0;
    for (let t = lag; t < n; t++) product += apart[t] * apart[t - lag];
    variance += (2 * (1 - lag / (lags + 1)) * product) / n;
  }
  return squares / (n * n * variance);
}
