// The tail of χ² with one degree of freedom, for McNemar's test where pairs come in clusters.

/**
 * P(χ²₁ ≥ x) = erfc(√(x/2)), for x ≥ 0. Relative error below 1e-13.
 * Below 3 by the series of the lower incomplete gamma function (DLMF 8.7.1), above by the continued fraction of the
 * upper one (DLMF 8.9.2), both at a = ½, z = x/2; Γ(½) = √π.
 */
export function chiSquareTail(x: number): number {
  if (!(x >= 0)) throw new RangeError(`chi-square must be at least 0, got ${x}`);
  if (x === Number.POSITIVE_INFINITY) return 0;
  const z = x / 2;
  const front = Math.sqrt(z / Math.PI) * Math.exp(-z);
  return z < 1.5 ? 1 - front * series(z) : front * continuedFraction(z);
}

/** Σ zⁿ / (a (a+1) … (a+n)) at a = ½. */
function series(z: number): number {
  let term = 2;
  let sum = term;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= z / (n + 0.5);
    sum += term;
  }
  return sum;
}

/** 1/(z + ½ − ½·1/(z + 5/2 − …)), from the end: 200 terms leave nothing at z ≥ 1.5. */
function continuedFraction(z: number): number {
  let rest = 0;
  for (let n = 200; n > 0; n--) rest = (n * (n - 0.5)) / (z + 2 * n + 0.5 - rest);
  return 1 / (z + 0.5 - rest);
}
