import { describe, expect, it } from 'vitest';
import { chiSquareTail } from './chiSquareTail.js';
import { clusteredMcnemar, mcnemar } from './mcnemar.js';

/** Verdicts of two systems with so many cases on which only the one, only the other, or both erred. */
function verdicts(onlyA: number, onlyB: number, both = 3): [Uint8Array, Uint8Array] {
  const cases = onlyA + onlyB + both + 5;
  const a = Uint8Array.from({ length: cases }, (_, k) =>
    Number(k < onlyA || (k >= onlyA + onlyB && k < cases - 5)),
  );
  const b = Uint8Array.from({ length: cases }, (_, k) => Number(k >= onlyA && k < cases - 5));
  return [a, b];
}

describe("McNemar's test", () => {
  // scipy 1.17.1: exact = binomtest(min, n, 0.5).pvalue, mid-p = exact − binom.pmf(min, n, 0.5). The first two rows
  // are the examples of Fagerland, Lydersen & Laake (2013): 0.070 and 0.039; 0.053 and 0.035.
  it.each([
    [1, 7, 0.0703125, 0.0390625],
    [6, 16, 0.052478790283203125, 0.03468966484069824],
    [0, 5, 0.0625, 0.03125],
    [37, 80, 8.717436729426461e-5, 6.291890568832696e-5],
  ])('of %d against %d is that of scipy, exact and mid-p', (onlyA, onlyB, exact, midP) => {
    for (const [a, b] of [verdicts(onlyA, onlyB), verdicts(onlyB, onlyA)]) {
      const found = mcnemar(a, b);
      expect(found.exact).toBeCloseTo(exact, 14);
      expect(found.midP).toBeCloseTo(midP, 14);
    }
    expect(mcnemar(...verdicts(onlyA, onlyB))).toMatchObject({ onlyA, onlyB });
  });

  it('says nothing where the systems err alike', () => {
    expect(mcnemar(...verdicts(0, 0))).toEqual({ onlyA: 0, onlyB: 0, exact: 1, midP: 1 });
    expect(mcnemar(...verdicts(12, 12)).exact).toBe(1);
    // 1 − binom.pmf(12, 24, 0.5) / 2
    expect(mcnemar(...verdicts(12, 12)).midP).toBeCloseTo(0.9194098711013794, 13);
  });

  it('refuses other cases, none, and what is no verdict', () => {
    expect(() => mcnemar(new Uint8Array(3), new Uint8Array(4))).toThrow('got 3 and 4');
    expect(() => mcnemar(new Uint8Array(), new Uint8Array())).toThrow(RangeError);
    expect(() => mcnemar(Uint8Array.of(2), Uint8Array.of(0))).toThrow('got 2');
  });
});

describe("McNemar's test of cases in clusters", () => {
  // 12 people with 2, 5, … cases each; drawn by numpy with seed 7.
  const cases = [5, 4, 4, 5, 3, 4, 5, 2, 1, 2, 2, 5];
  const subject = Int32Array.from(cases.flatMap((n, person) => new Array(n).fill(person)));
  const a = Uint8Array.from('000000000111100000111011100000010000000000', Number);
  const b = Uint8Array.from('000000000101111000101000000000001000000000', Number);

  it("is Obuchowski's, from her variances and covariance about the pooled rate, and Durkalski's", () => {
    // numpy 2.4.6, with the variances of Obuchowski (1998) written out, p from scipy.stats.chi2.sf(·, 1):
    // p = (x_a + x_b)/2N; var = K/(K−1)/N² Σ (x − n p)², cov alike; (p_a − p_b)²/(var_a + var_b − 2 cov).
    const found = clusteredMcnemar(a, b, subject);
    expect(found).toMatchObject({ onlyA: 6, onlyB: 3, clusters: 12 });
    expect(found.obuchowski.chiSquare).toBeCloseTo(0.48529411764705904, 13);
    expect(found.obuchowski.pValue).toBeCloseTo(0.4860340344885349, 13);
    expect(found.durkalski.chiSquare).toBeCloseTo(0.08749676417292251, 13);
    expect(found.durkalski.pValue).toBeCloseTo(0.7673839536554234, 13);
  });

  it("is McNemar's own (b − c)² / (b + c) where each cluster is one case", () => {
    const alone = clusteredMcnemar(
      ...verdicts(6, 16),
      Int32Array.from({ length: 30 }, (_, k) => k),
    );
    expect(alone.durkalski.chiSquare).toBeCloseTo(100 / 22, 13);
    expect(alone.obuchowski.chiSquare).toBeCloseTo((29 / 30) * (100 / 22), 13);
  });

  it('takes the hundred cases of one person for one', () => {
    const [all, none] = [new Uint8Array(100).fill(1), new Uint8Array(100)];
    expect(clusteredMcnemar(all, none, new Int32Array(100)).durkalski.chiSquare).toBe(1);
    expect(clusteredMcnemar(none, none, new Int32Array(100)).obuchowski).toEqual({ chiSquare: 0, pValue: 1 });
    expect(() => clusteredMcnemar(all, none, new Int32Array(99))).toThrow('got 99');
  });
});

describe('tail of χ² with one degree of freedom', () => {
  // scipy.stats.chi2.sf(x, 1)
  it.each([
    [0, 1],
    [1e-6, 0.9992021155721779],
    [0.5, 0.47950012218695337],
    [2.9, 0.08857955257977622],
    [3, 0.08326451666355042],
    [3.1, 0.07829229414640966],
    [3.841458820694124, 0.04999999999999989],
    [50, 1.537459794428033e-12],
    [700, 2.990226975124623e-154],
  ])('at %d is that of scipy', (x, golden) => {
    expect(Math.abs(chiSquareTail(x) - golden)).toBeLessThanOrEqual(2e-13 * golden);
  });

  it('refuses what is no sum of squares', () => {
    expect(() => chiSquareTail(-1)).toThrow(RangeError);
    expect(() => chiSquareTail(Number.NaN)).toThrow(RangeError);
    expect(chiSquareTail(Number.POSITIVE_INFINITY)).toBe(0);
  });
});
