import { describe, expect, it } from 'vitest';
import { normals, simulateArma } from '../../simulated.fixture.js';
import { autocovariances } from './autocovariance.js';
import { innovations } from './innovations.js';
import { rootsBeyond, seasonalProduct, shockWeights, stationary } from './polynomials.js';

const numbers = (values: readonly number[]) => Float64Array.from(values);

describe('autocovariances', () => {
  it('of an AR(1) are φᵏ / (1 − φ²)', () => {
    const gamma = autocovariances(numbers([0.6]), numbers([]), 4)!;
    [...gamma].forEach((g, k) => void expect(g).toBeCloseTo(0.6 ** k / 0.64, 12));
  });

  it('of an MA(2) end after two steps', () => {
    const [zero, one, two, three] = autocovariances(numbers([]), numbers([0.5, -0.3]), 4)!;
    expect([zero, one, two, three]).toEqual(
      [1 + 0.25 + 0.09, 0.5 - 0.15, -0.3, 0].map((g) => expect.closeTo(g, 12)),
    );
  });

  it('of an ARMA are the sums of its shocks', () => {
    const [phi, theta] = [numbers([0.5, -0.2, 0, 0.3]), numbers([0.4, 0, 0.2])];
    const psi = shockWeights(phi, theta, 4000);
    const gamma = autocovariances(phi, theta, 7)!;
    gamma.forEach((g, k) => {
      let sum = 0;
      for (let i = 0; i + k < psi.length; i++) sum += psi[i] * psi[i + k];
      expect(g).toBeCloseTo(sum, 8);
    });
  });
});

describe('the filter', () => {
  it('gives the likelihood that the covariance matrix of all values gives', () => {
    const [phi, theta] = [numbers([0.5, -0.2, 0, 0.3]), numbers([0.4, 0, 0.2])];
    const values = simulateArma([...phi], [...theta], 30, normals(9));
    const { errors, variances } = innovations(phi, theta, [values])!;
    const gamma = autocovariances(phi, theta, 30)!;
    const { determinant, form } = byCholesky(gamma, values);
    expect(variances.reduce((sum, f) => sum + Math.log(f), 0)).toBeCloseTo(determinant, 8);
    expect(errors[0].reduce((sum, e, t) => sum + e ** 2 / variances[t], 0)).toBeCloseTo(form, 8);
  });
});

/** ln |Γ| and yᵀ Γ⁻¹ y of the Toeplitz matrix Γ. */
function byCholesky(gamma: Float64Array, values: Float64Array) {
  const n = values.length;
  const l = Array.from({ length: n }, () => new Float64Array(n));
  const solved = new Float64Array(n);
  let [determinant, form] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = gamma[i - j];
      for (let k = 0; k < j; k++) sum -= l[i][k] * l[j][k];
      l[i][j] = i === j ? Math.sqrt(sum) : sum / l[j][j];
    }
    let rest = values[i];
    for (let k = 0; k < i; k++) rest -= l[i][k] * solved[k];
    solved[i] = rest / l[i][i];
    determinant += 2 * Math.log(l[i][i]);
    form += solved[i] ** 2;
  }
  return { determinant, form };
}

describe('polynomials', () => {
  it('are stationary whatever the free numbers are, and hit the unit circle only in the limit', () => {
    for (const free of [
      [3, -2, 0.5],
      [-4, 4],
      [0, 0, 0, 2],
    ]) {
      expect(rootsBeyond(stationary(free), 1)).toBe(true);
    }
    expect(rootsBeyond([1], 1)).toBe(false);
    expect(rootsBeyond([0.995], 1.01)).toBe(false);
    expect(rootsBeyond([0.98], 1.01)).toBe(true);
  });

  it('multiply: (1 − 0.5 B)(1 − 0.6 B⁴) = 1 − 0.5 B − 0.6 B⁴ + 0.3 B⁵', () => {
    expect([...seasonalProduct([0.5], [0.6], 4, -1)]).toEqual([0.5, 0, 0, 0.6, -0.3]);
    expect([...seasonalProduct([0.5], [0.6], 4, 1)]).toEqual([0.5, 0, 0, 0.6, 0.3]);
  });
});
