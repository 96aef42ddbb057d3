// Polynomials of the backshift operator. A process is written as φ(B) w = θ(B) ε with φ(B) = 1 − φ₁B − … and
// θ(B) = 1 + θ₁B + …; arrays hold the coefficients from the first power on.

/**
 * Coefficients of a stationary autoregression from any real numbers: their hyperbolic tangents are taken for partial
 * autocorrelations, from which Durbin and Levinson's recursion makes coefficients. Monahan, "A note on enforcing
 * stationarity in autoregressive-moving average models", Biometrika 71 (1984).
 */
export function stationary(free: ArrayLike<number>): Float64Array {
  const phi = new Float64Array(free.length);
  for (let k = 0; k < free.length; k++) {
    const partial = Math.tanh(free[k]);
    const before = phi.slice(0, k);
    for (let i = 0; i < k; i++) phi[i] = before[i] - partial * before[k - 1 - i];
    phi[k] = partial;
  }
  return phi;
}

/** Whether all roots of 1 − φ₁z − … lie further from the origin than `radius`: the recursion above run backwards. */
export function rootsBeyond(phi: ArrayLike<number>, radius: number): boolean {
  const left = Array.from(phi, (coefficient, i) => coefficient * radius ** (i + 1));
  for (let k = left.length - 1; k >= 0; k--) {
    const partial = left[k];
    if (!(Math.abs(partial) < 1)) return false;
    const after = left.slice(0, k);
    for (let i = 0; i < k; i++) left[i] = (after[i] + partial * after[k - 1 - i]) / (1 - partial ** 2);
  }
  return true;
}

/** (1 − Σ aᵢBⁱ)(1 − Σ bⱼBᵐʲ) as one polynomial of the same sort. With `sign` +1 of (1 + …)(1 + …). */
export function seasonalProduct(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  season: number,
  sign: 1 | -1,
): Float64Array {
  const product = new Float64Array(a.length + b.length * season);
  for (let i = 0; i < a.length; i++) product[i] += a[i];
  for (let j = 0; j < b.length; j++) {
    const at = (j + 1) * season;
    product[at - 1] += b[j];
    for (let i = 0; i < a.length; i++) product[at + i] += sign * a[i] * b[j];
  }
  return product;
}

/** ψ₀ … of θ(B)/φ(B) = Σ ψᵢBⁱ: what a shock does so many steps later. */
export function shockWeights(phi: ArrayLike<number>, theta: ArrayLike<number>, count: number): Float64Array {
  const psi = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    let sum = k === 0 ? 1 : (theta[k - 1] ?? 0);
    for (let i = 0; i < Math.min(k, phi.length); i++) sum += phi[i] * psi[k - 1 - i];
    psi[k] = sum;
  }
  return psi;
}
