// Autocovariances of an ARMA process from its coefficients: Brockwell & Davis, "Time Series: Theory and Methods" (2nd
// ed., 1991), equations 3.3.8 and 3.3.9.

import { shockWeights } from './polynomials.js';

/** γ(0) … γ(count − 1), for shocks of variance 1; null where the process is so near to a unit root that none is found. */
export function autocovariances(phi: Float64Array, theta: Float64Array, count: number): Float64Array | null {
  const [p, q] = [phi.length, theta.length];
  const psi = shockWeights(phi, theta, q + 1);
  /** Σ over j ≥ k of θⱼ ψⱼ₋ₖ, where θ₀ is 1. */
  const shocks = (k: number): number => {
    let sum = k === 0 ? 1 : 0;
    for (let j = Math.max(k, 1); j <= q; j++) sum += theta[j - 1] * psi[j - k];
    return sum;
  };
  const size = p + 1;
  const width = size + 1;
  const system = new Float64Array(size * width);
  for (let k = 0; k < size; k++) {
    system[k * width + k] += 1;
    for (let i = 1; i <= p; i++) system[k * width + Math.abs(k - i)] -= phi[i - 1];
    system[k * width + size] = shocks(k);
  }
  const first = solve(system, size);
  if (!first || !(first[0] > 0)) return null;
  const gamma = new Float64Array(Math.max(count, size));
  gamma.set(first);
  for (let k = size; k < count; k++) {
    let sum = k <= q ? shocks(k) : 0;
    for (let i = 0; i < p; i++) sum += phi[i] * gamma[k - 1 - i];
    gamma[k] = sum;
  }
  return gamma.subarray(0, count);
}

/**
 * Gauss's elimination with row pivots, in place; null where the system is singular.
 * @param system row after row, each with its right-hand side last
 */
function solve(system: Float64Array, n: number): Float64Array | null {
  const width = n + 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(system[i * width + k]) > Math.abs(system[pivot * width + k])) pivot = i;
    }
    if (!(Math.abs(system[pivot * width + k]) > 1e-13)) return null;
    if (pivot !== k) {
      for (let j = k; j <= n; j++) {
        const moved = system[k * width + j];
        system[k * width + j] = system[pivot * width + j];
        system[pivot * width + j] = moved;
      }
    }
    for (let i = k + 1; i < n; i++) {
      const times = system[i * width + k] / system[k * width + k];
      if (times === 0) continue;
      for (let j = k; j <= n; j++) system[i * width + j] -= times * system[k * width + j];
    }
  }
  const x = new Float64Array(n);
  for (let k = n - 1; k >= 0; k--) {
    let sum = system[k * width + n];
    for (let j = k + 1; j < n; j++) sum -= system[k * width + j] * x[j];
    x[k] = sum / system[k * width + k];
  }
  return x;
}
