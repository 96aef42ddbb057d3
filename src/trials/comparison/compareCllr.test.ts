import { describe, expect, it } from 'vitest';
import { cllr } from '../calibration/cllr.js';
import { createRandom } from '../sampling/random.js';
import { compareCllr, type PairedLlrs } from './compareCllr.js';

/** A world of people, each two compared once and each with oneself; `noise` of the second system is by person. */
function world(seed: number, people: number, noise: number): { mated: PairedLlrs; nonMated: PairedLlrs } {
  const random = createRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const own = Float64Array.from({ length: people }, normal);
  const everyone = [...own.keys()];
  const pairs = (of: readonly (readonly [number, number])[], mean: number): PairedLlrs => {
    // The best LLR of scores that are normal about ±2 with variance 4 are the scores themselves.
    const a = Float64Array.from(of, () => mean + 2 * normal());
    return {
      a,
      b: a.map((llr, k) => llr + noise * (own[of[k]![0]]! + own[of[k]![1]]!)),
      left: Int32Array.from(of, ([s]) => s),
      right: Int32Array.from(of, ([, t]) => t),
      weights: new Float64Array(of.length).fill(1),
    };
  };
  return {
    mated: pairs(
      everyone.map((s) => [s, s] as const),
      2,
    ),
    nonMated: pairs(
      everyone.flatMap((s) => everyone.slice(s + 1).map((t) => [s, t] as const)),
      -2,
    ),
  };
}

describe('two systems’ Cllr on the same comparisons', () => {
  it('are those of cllr, and their difference lies in its interval', () => {
    const { mated, nonMated } = world(1, 60, 0.5);
    const found = compareCllr(mated, nonMated);
    expect(found.a).toBeCloseTo(cllr(mated.a, nonMated.a), 12);
    expect(found.b).toBeCloseTo(cllr(mated.b, nonMated.b), 12);
    expect(found.difference).toBeCloseTo(found.a - found.b, 12);
    expect(found.lower).toBeLessThan(found.difference);
    expect(found.upper).toBeGreaterThan(found.difference);
  });

  it('do not differ from themselves', () => {
    const { mated, nonMated } = world(1, 20, 0);
    expect(compareCllr(mated, nonMated)).toMatchObject({ difference: 0, lower: 0, upper: 0 });
  });

  it('count a comparison of weight two as two', () => {
    const { mated, nonMated } = world(2, 20, 0.5);
    const twice = <T extends Float64Array | Int32Array>(values: T): T =>
      values.map((_, k) => values[k >> 1]!) as T;
    const double = ({ a, b, left, right, weights }: PairedLlrs): PairedLlrs => ({
      a: twice(Float64Array.from([...a, ...a])),
      b: twice(Float64Array.from([...b, ...b])),
      left: twice(Int32Array.from([...left, ...left])),
      right: twice(Int32Array.from([...right, ...right])),
      weights: twice(Float64Array.from([...weights, ...weights])),
    });
    const heavy = { ...nonMated, weights: nonMated.weights.map(() => 2) };
    const { difference, lower, upper } = compareCllr(double(mated), double(nonMated));
    const once = compareCllr(mated, heavy);
    expect([difference, lower, upper]).toEqual([
      expect.closeTo(once.difference, 12),
      expect.closeTo(once.lower, 12),
      expect.closeTo(once.upper, 12),
    ]);
  });

  it('differ by what the interval holds in 95 of 100 worlds or so', () => {
    // The mean over many worlds stands for the truth.
    const worlds = Array.from({ length: 150 }, (_, seed) => {
      const { mated, nonMated } = world(seed + 10, 30, 0.6);
      return compareCllr(mated, nonMated);
    });
    const truth = worlds.reduce((sum, { difference }) => sum + difference, 0) / worlds.length;
    const held = worlds.filter(({ lower, upper }) => lower <= truth && truth <= upper).length;
    expect(held / worlds.length).toBeGreaterThan(0.91);
    expect(held / worlds.length).toBeLessThanOrEqual(1);
  });
});
