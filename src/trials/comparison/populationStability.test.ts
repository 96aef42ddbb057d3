// By hand: shares are (count + ½) / (n + ½ · bins).

import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { countIn, equalBins, populationStability } from './populationStability.js';

describe('populationStability', () => {
  it('is the sum that one writes down', () => {
    // 50.5/101.5, 30.5/101.5, 20.5/101.5 against their mirror image: 2 · 30/101.5 · ln(50.5/20.5).
    const { index } = populationStability([50, 30, 20], [20, 30, 50]);
    expect(index).toBeCloseTo(((2 * 30) / 101.5) * Math.log(50.5 / 20.5), 14);
    expect(index).toBeCloseTo(0.532935044415932, 12);
  });

  it('is nothing where the shares are the same, and finite where a bin is empty', () => {
    expect(populationStability([40, 40], [40, 40]).index).toBe(0);
    const { index } = populationStability([100, 0], [50, 50]);
    expect(index).toBeCloseTo((50 / 101) * Math.log(50.5 / 0.5) + (50 / 101) * Math.log(100.5 / 50.5), 12);
  });

  it('says what chance makes of it: the mean over samples that are of one population', () => {
    const random = createRandom(7);
    const draw = (n: number) => {
      const counts = new Array<number>(10).fill(0);
      for (let i = 0; i < n; i++) counts[Math.floor(random.uniform() * 10)]!++;
      return counts;
    };
    const runs = Array.from({ length: 2000 }, () => populationStability(draw(400), draw(200)));
    const mean = runs.reduce((sum, { index }) => sum + index, 0) / runs.length;
    expect(runs[0]!.byChance).toBeCloseTo(9 * (1 / 400 + 1 / 200), 14);
    expect(mean / runs[0]!.byChance).toBeGreaterThan(0.95);
    expect(mean / runs[0]!.byChance).toBeLessThan(1.1);
  });

  it('refuses samples that are empty or in other bins', () => {
    expect(() => populationStability([0, 0], [1, 1])).toThrow(RangeError);
    expect(() => populationStability([1, 1], [1, 1, 1])).toThrow(RangeError);
    expect(() => populationStability([1], [1])).toThrow(RangeError);
  });
});

describe('equalBins', () => {
  it('gives each about as many', () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => 99 - i);
    const ends = equalBins(values, 10);
    expect(ends).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
    expect(countIn(ends, values)).toEqual(new Array(10).fill(10));
  });

  it('makes fewer where values repeat', () => {
    expect(equalBins(Float64Array.of(1, 1, 1, 1, 2, 3), 3)).toEqual([2]);
    expect(equalBins(Float64Array.of(5, 5, 5), 3)).toEqual([]);
  });
});
