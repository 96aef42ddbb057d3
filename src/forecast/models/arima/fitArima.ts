// Fits one order of seasonal ARIMA by exact maximum likelihood.

import { minimise } from '../../nelderMead.js';
import type { Differences } from './differencing.js';
import { innovations } from './innovations.js';
import { rootsBeyond, seasonalProduct, stationary } from './polynomials.js';

export interface Order {
  readonly p: number;
  readonly q: number;
  /** Seasonal. */
  readonly P: number;
  readonly Q: number;
  /** Whether the differenced series has a mean of its own: a level, or a drift. */
  readonly constant: boolean;
}

export interface ArimaFit {
  readonly order: Order;
  /** As `arima` of R names them. */
  readonly coefficients: {
    readonly ar: Float64Array;
    readonly ma: Float64Array;
    readonly seasonalAr: Float64Array;
    readonly seasonalMa: Float64Array;
  };
  /** Of the differenced series; 0 where it has none. */
  readonly mean: number;
  /** Of a shock: the maximum-likelihood estimate. */
  readonly variance: number;
  readonly logLikelihood: number;
  readonly aicc: number;
  readonly phi: Float64Array;
  readonly theta: Float64Array;
  /** After the last value. */
  readonly state: Float64Array;
  /** Whether every root keeps off the unit circle: one that does not is a difference too few or too many. */
  readonly isSound: boolean;
}

/** Hyndman & Khandakar (2008) refuse a model with a root nearer than this. */
const NEAREST_ROOT = 1.01;

export const orderName = (
  { p, q, P, Q, constant }: Order,
  { plain, seasonal }: Differences,
  season: number,
): string =>
  `ARIMA(${p},${plain},${q})${season > 1 && P + seasonal + Q > 0 ? `(${P},${seasonal},${Q})${season}` : ''}${
    constant ? (plain + seasonal > 0 ? ' with drift' : ' with mean') : ''
  }`;

/**
 * @param values the differenced series
 * @param tolerance of −2 log-likelihood, at which the search ends
 * @returns null where the likelihood cannot be computed anywhere near
 */
export function fitArima(
  values: Float64Array,
  season: number,
  order: Order,
  tolerance = 1e-9,
): ArimaFit | null {
  const n = values.length;
  const { p, q, P, Q, constant } = order;
  const count = p + q + P + Q;
  const ones = constant ? new Float64Array(n).fill(1) : null;
  const evaluate = (at: Float64Array): ArimaFit | null => {
    const [ar, seasonalAr] = [stationary(at.subarray(0, p)), stationary(at.subarray(p, p + P))];
    const negated = (free: Float64Array) => stationary(free).map((x) => -x);
    const ma = negated(at.subarray(p + P, p + P + q));
    const seasonalMa = negated(at.subarray(p + P + q));
    const phi = seasonalProduct(ar, seasonalAr, season, -1);
    const theta = seasonalProduct(ma, seasonalMa, season, 1);
    const profiled = profile(phi, theta, values, ones);
    if (!profiled) return null;
    const { mean, squares, logs, state } = profiled;
    const variance = squares / n;
    const logLikelihood = -0.5 * (n * Math.log(2 * Math.PI * variance) + logs + n);
    const counted = count + (constant ? 1 : 0) + 1;
    return {
      ...{ order, mean, variance, logLikelihood, phi, theta, state },
      coefficients: { ar, ma, seasonalAr, seasonalMa },
      aicc: -2 * logLikelihood + 2 * counted + (2 * counted * (counted + 1)) / (n - counted - 1),
      isSound: [ar, seasonalAr, ma.map((x) => -x), seasonalMa.map((x) => -x)].every((part) =>
        rootsBeyond(part, NEAREST_ROOT),
      ),
    };
  };
  const { at } = minimise(
    (x) => {
      const fit = evaluate(x);
      return fit && fit.variance > 0 ? -2 * fit.logLikelihood : Number.POSITIVE_INFINITY;
    },
    new Float64Array(count).fill(START),
    { step: 0.3, evaluations: EVALUATIONS, tolerance },
  );
  const fit = evaluate(at);
  return fit && fit.variance > 0 && Number.isFinite(fit.logLikelihood) ? fit : null;
}

/** Off zero, where an autoregression and a moving average cancel each other and nothing leads away. */
const START = 0.1;
const EVALUATIONS = 1500;

/** The mean that is likeliest under the process (generalised least squares), and what is left of the series. */
function profile(phi: Float64Array, theta: Float64Array, values: Float64Array, ones: Float64Array | null) {
  const filtered = innovations(phi, theta, ones ? [values, ones] : [values]);
  if (!filtered) return null;
  const { variances } = filtered;
  const [errors, unit] = filtered.errors;
  const [state, unitState] = filtered.states;
  let mean = 0;
  if (ones) {
    let [product, square] = [0, 0];
    for (let t = 0; t < errors.length; t++) {
      product += (errors[t] * unit[t]) / variances[t];
      square += unit[t] ** 2 / variances[t];
    }
    mean = product / square;
    for (let t = 0; t < errors.length; t++) errors[t] -= mean * unit[t];
    for (let i = 0; i < state.length; i++) state[i] -= mean * unitState[i];
  }
  let [squares, logs] = [0, 0];
  for (let t = 0; t < errors.length; t++) {
    squares += errors[t] ** 2 / variances[t];
    logs += Math.log(variances[t]);
  }
  return { mean, squares, logs, state };
}
