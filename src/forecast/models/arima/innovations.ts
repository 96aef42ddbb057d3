// The exact likelihood of a stationary ARMA process by the Kalman filter, in Harvey's state space. The covariance of the
// state is never formed: as the process starts stationary, what it changes by from step to step has rank one, and a
// vector carries it. Morf, Sidhu & Kailath, "Some new algorithms for recursive estimation in constant, linear,
// discrete-time systems", IEEE Transactions on Automatic Control 19 (1974); for ARMA Mélard, "Algorithm AS 197", Applied
// Statistics 33 (1984). A step costs as many operations as there are coefficients, not their square.

import { autocovariances } from './autocovariance.js';
import { shockWeights } from './polynomials.js';

export interface Filtered {
  /** One-step errors of each series. */
  readonly errors: readonly Float64Array[];
  /** After the last value of each: the expectation of what comes next, step by step. */
  readonly states: readonly Float64Array[];
  /** Of the errors, in units of the variance of a shock. */
  readonly variances: Float64Array;
}

/** From this relative change on the filter is steady. */
const STEADY = 1e-11;

/**
 * Runs series of mean 0 and one length through the filter of a process.
 * @returns null where the process is too near to one that is not stationary
 */
export function innovations(
  phi: Float64Array,
  theta: Float64Array,
  series: readonly Float64Array[],
): Filtered | null {
  const size = Math.max(phi.length, theta.length + 1);
  const gamma = autocovariances(phi, theta, size);
  if (!gamma) return null;
  const n = series[0].length;
  const transition = new Float64Array(size);
  transition.set(phi);
  const gain = firstGain(phi, theta, gamma);
  const change = gain.slice();
  const variances = new Float64Array(n);
  const errors = series.map(() => new Float64Array(n));
  // One more than there is, so that the last row takes nothing from below.
  const states = series.map(() => new Float64Array(size + 1));
  let [variance, weight] = [gamma[0], -1 / gamma[0]];
  let isSteady = false;
  for (let t = 0; t < n; t++) {
    variances[t] = variance;
    for (let s = 0; s < series.length; s++) {
      const state = states[s];
      const expected = state[0];
      const error = series[s][t] - expected;
      errors[s][t] = error;
      const moved = error / variance;
      for (let i = 0; i < size; i++) state[i] = state[i + 1] + transition[i] * expected + gain[i] * moved;
    }
    if (isSteady) continue;
    const first = change[0];
    const next = variance + weight * first * first;
    if (!(next > 0)) return null;
    const [share, taken] = [first / variance, weight * first];
    let left = 0;
    for (let i = 0; i < size; i++) {
      const moved = (i + 1 < size ? change[i + 1] : 0) + transition[i] * first;
      change[i] = moved - gain[i] * share;
      gain[i] += moved * taken;
      left += change[i] * change[i];
    }
    weight *= variance / next;
    variance = next;
    isSteady = Math.abs(weight) * left < STEADY * variance;
  }
  return { errors, variances, states: states.map((state) => state.subarray(0, size)) };
}

/** Covariance of the next state, row by row, with the value at hand. */
function firstGain(phi: Float64Array, theta: Float64Array, gamma: Float64Array): Float64Array {
  const psi = shockWeights(phi, theta, gamma.length);
  return gamma.map((_, i) => {
    let sum = 0;
    for (let j = i; j < phi.length; j++) sum += phi[j] * gamma[j - i];
    for (let j = i + 1; j <= theta.length; j++) sum += theta[j - 1] * psi[j - i - 1];
    return sum;
  });
}
