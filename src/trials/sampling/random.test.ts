import { describe, expect, it } from 'vitest';
import { createRandom, shuffle, xoshiro128 } from './random.js';

describe('pseudo-random numbers', () => {
  it('are those of the reference xoshiro128** 1.1', () => {
    // Printed by the authors' C code (prng.di.unimi.it/xoshiro128starstar.c) from the state {1, 2, 3, 4}.
    const random = xoshiro128(1, 2, 3, 4);
    const golden = [11520, 0, 5927040, 70819200, 2031721883, 1637235492];
    expect(golden.map(() => random.uint32())).toEqual(golden);
  });

  it('repeat with the seed and differ without', () => {
    const draw = (seed: number) => Array.from({ length: 4 }, createRandom(seed).uint32);
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(() => createRandom(-1)).toThrow(RangeError);
    expect(() => createRandom(0.5)).toThrow(RangeError);
  });

  it('are uniform: in [0, 1), and over small whole numbers', () => {
    const random = createRandom(1);
    const counts = new Array(6).fill(0);
    let [sum, least, greatest] = [0, 1, 0];
    for (let k = 0; k < 60_000; k++) {
      counts[random.below(6)]++;
      const value = random.uniform();
      sum += value;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    expect(least).toBeGreaterThanOrEqual(0);
    expect(greatest).toBeLessThan(1);
    // Five standard deviations: of a count, sqrt(60000 · 5/36) = 91; of the mean, sqrt(1/12/60000) = 0.00118.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(456);
    expect(Math.abs(sum / 60_000 - 0.5)).toBeLessThan(0.0059);
  });

  it('shuffle to a permutation', () => {
    const items = Int32Array.from({ length: 100 }, (_, k) => k);
    shuffle(items, createRandom(5));
    expect([...items]).not.toEqual([...items].sort((a, b) => a - b));
    expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, k) => k));
  });
});
