import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { clopperPearson } from '../uncertainty/intervals.js';
import { giniCoefficient, type NamedRate, rateSpread } from './spread.js';

const rate = (name: string, errors: number, trials: number): NamedRate => ({
  name,
  estimate: errors / trials,
  ...clopperPearson(errors, trials),
});

function spread(rates: NamedRate[]) {
  const found = rateSpread(rates);
  if ('kind' in found) throw new Error(found.reason);
  return found;
}

describe('spread of rates', () => {
  it('names worst and best, with their ratio and its limits recovered from theirs', () => {
    // numpy 2.4.6 with scipy 1.17.1 beta.ppf for Clopper–Pearson: exp(ln 3 ∓ √(…)).
    const found = spread([rate('a', 30, 1000), rate('b', 10, 1000), rate('c', 20, 1000)]);
    expect(found).toMatchObject({ worst: 'a', best: 'b' });
    const { worstToBest } = found;
    if (worstToBest.kind !== 'ratio') throw new Error('no ratio');
    expect(worstToBest.value).toBeCloseTo(3, 13);
    expect(worstToBest.lower).toBeCloseTo(1.4612181831729572, 10);
    expect(worstToBest.upper).toBeCloseTo(6.756579087397557, 10);
  });

  it("holds the worst against the geometric mean, NIST's measure", () => {
    const { worstToGeometricMean } = spread([rate('a', 40, 1000), rate('b', 10, 1000)]);
    // √(0.04 · 0.01) = 0.02
    expect(worstToGeometricMean).toMatchObject({ kind: 'ratio', value: expect.closeTo(2, 12) });
  });

  it('says "at least" where the best has no error, and leaves the ratio open above where it may have none', () => {
    const [some, none] = [rate('a', 12, 1000), rate('b', 0, 1000)];
    expect(spread([some, none]).worstToBest).toEqual({
      kind: 'atLeast',
      value: expect.closeTo(some.lower / none.upper, 12),
    });
    const perhaps: NamedRate = { name: 'c', estimate: 0.001, lower: 0, upper: 0.01 };
    expect(spread([some, perhaps]).worstToBest).toMatchObject({ kind: 'ratio', upper: undefined });
  });

  it('refuses one group, and groups without an error', () => {
    expect(rateSpread([rate('a', 3, 10)])).toMatchObject({ kind: 'unsupported' });
    expect(rateSpread([rate('a', 0, 10), rate('b', 0, 20)])).toMatchObject({
      reason: 'no error in any group: nothing to compare',
    });
    expect(spread([rate('a', 1, 10), rate('b', 1, 10)]).worstToBest).toMatchObject({ value: 1 });
  });

  it('covers the true ratio of two named groups as often as it says: 0.05 over 0.02, 400 people each', () => {
    const random = createRandom(8);
    const drawn = (p: number) =>
      Array.from({ length: 400 }, () => random.uniform() < p).filter(Boolean).length;
    let covered = 0;
    for (let run = 0; run < 400; run++) {
      const found = spread([rate('a', drawn(0.05), 400), rate('b', drawn(0.02), 400)]).worstToBest;
      if (found.kind === 'atLeast' ? found.value <= 2.5 : found.lower <= 2.5 && 2.5 <= (found.upper ?? 1e9))
        covered++;
    }
    // 0.95 less three standard errors; Clopper–Pearson makes it wider than it need be.
    expect(covered / 400).toBeGreaterThan(0.917);
  });
});

describe('Gini coefficient', () => {
  it('is 0 where all are equal, 1 where one has all, and between them by its definition', () => {
    expect(giniCoefficient([0.1, 0.1, 0.1])).toBe(0);
    expect(giniCoefficient([0, 0, 0, 0.2])).toBeCloseTo(1, 15);
    // Σ|xᵢ − xⱼ| = 2 (1+2+5+1+4+3) = 32; 4/3 · 32 / (2 · 16 · 2) = 2/3.
    expect(giniCoefficient([0, 1, 2, 5])).toBeCloseTo(2 / 3, 15);
    expect(giniCoefficient([0, 0])).toBe(0);
    expect(() => giniCoefficient([0.1])).toThrow(RangeError);
  });
});
