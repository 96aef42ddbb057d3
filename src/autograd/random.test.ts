import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal, type Random, randomStream, shuffled } from './random.js';

const draw = (random: Random, count: number): number[] => Array.from({ length: count }, random);

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

const correlation = (a: readonly number[], b: readonly number[]): number => {
  const [p, q] = [mean(a), mean(b)];
  const over = (x: readonly number[], y: readonly number[], m: number, n: number) =>
    mean(x.map((v, i) => (v - m) * (y[i]! - n)));
  return over(a, b, p, q) / Math.sqrt(over(a, a, p, p) * over(b, b, q, q));
};

describe('randomStream', () => {
  it('gives the same numbers for the same seed and name, and others for others', () => {
    const first = draw(randomStream(7, 'conv1.weight'), 5);
    expect(draw(randomStream(7, 'conv1.weight'), 5)).toEqual(first);
    expect(draw(randomStream(8, 'conv1.weight'), 5)).not.toEqual(first);
    expect(draw(randomStream(7, 'conv2.weight'), 5)).not.toEqual(first);
  });

  it('is uniform: 100 cells of 1,000 draws each within chance', () => {
    const cells = new Float64Array(100);
    for (const value of draw(randomStream(1, 'cells'), 100_000)) cells[Math.floor(value * 100)]!++;
    const chiSquared = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 99 degrees of freedom: 0.1 % and 99.9 % quantiles (scipy.stats.chi2.ppf).
    expect(chiSquared).toBeGreaterThan(60.4);
    expect(chiSquared).toBeLessThan(149.4);
  });

  it('stays in [0, 1) and fills the low bits too', () => {
    const values = draw(randomStream(3, 'bits'), 20_000);
    expect(values.every((v) => v >= 0 && v < 1)).toBe(true);
    const low = values.map((v) => (v * 2 ** 53) % 2);
    expect(mean(low)).toBeCloseTo(0.5, 1);
  });

  it('hangs neither on the draw before nor on a stream beside: correlations as of noise', () => {
    const bound = 4 / Math.sqrt(50_000);
    const a = draw(randomStream(1, 'a'), 50_000);
    expect(Math.abs(correlation(a.slice(1), a.slice(0, -1)))).toBeLessThan(bound);
    for (const other of [randomStream(2, 'a'), randomStream(1, 'b'), randomStream(0, 'a')])
      expect(Math.abs(correlation(a, draw(other, 50_000)))).toBeLessThan(bound);
  });

  it('is never another stream shifted: neighbouring seeds share no draw', () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 100; seed++)
      for (const value of draw(randomStream(seed, 'shift'), 1000)) seen.add(value);
    expect(seen.size).toBe(100_000);
  });
});

describe('normal', () => {
  it('has mean 0, variance 1, and the tails of a normal distribution', () => {
    const values = draw(normal(randomStream(5, 'normal')), 100_000);
    expect(Math.abs(mean(values))).toBeLessThan(4 / Math.sqrt(100_000));
    expect(mean(values.map((v) => v * v))).toBeCloseTo(1, 1);
    const beyond = values.filter((v) => Math.abs(v) > 1.959964).length / 100_000;
    expect(beyond).toBeCloseTo(0.05, 2);
    expect(values.every(Number.isFinite)).toBe(true);
  });
});

describe('shuffled', () => {
  it('holds each number once', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(), (n, seed) => {
        const order = shuffled(n, randomStream(seed, 'order'));
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  it('puts each number everywhere equally often', () => {
    const random = randomStream(9, 'fair');
    const firsts = new Float64Array(5);
    for (let i = 0; i < 10_000; i++) firsts[shuffled(5, random)[0]!]!++;
    for (const count of firsts) expect(Math.abs(count - 2000)).toBeLessThan(4 * Math.sqrt(1600));
  });
});
