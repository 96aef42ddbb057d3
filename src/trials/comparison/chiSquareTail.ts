// The tail of χ²: for McNemar's test where pairs come in clusters, and for shares of categories.

/**
 * P(χ² ≥ x), for x ≥ 0. Relative error below 1e-13 with one degree of freedom.
 * One degree is erfc(√(x/2)), two are e^(−x/2), and each two more add (x/2)^(k/2) e^(−x/2) / Γ(k/2 + 1)
 * (DLMF 8.8.2).
 */
export function chiSquareTail(x: number, degrees = 1): number {
  if (!(x >= 0)) throw new RangeError(`chi-square must be at least 0, got ${x}`);
  if (x === Number.POSITIVE_INFINITY) return 0;
  const z = x / 2;
  let tail = degrees % 2 === 1 ? oneDegree(z) : Math.exp(-z);
  // At k degrees: z^(k/2) e^(−z) / Γ(k/2 + 1).
  let term = degrees % 2 === 1 ? 2 * Math.sqrt(z / Math.PI) * Math.exp(-z) : z * Math.exp(-z);
  for (let k = degrees % 2 === 1 ? 1 : 2; k < degrees; k += 2) {
    tail += term;
    term *= z / (k / 2 + 1);
  }
  return tail;
}

/**
 * Below 3 by the series of the lower incomplete gamma function (DLMF 8.7.1), above by the continued fraction of the
 * upper one (DLMF 8.9.2), both at a = ½, z = x/2; Γ(½) = √π.
 */
function oneDegree(z: number): number {
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
