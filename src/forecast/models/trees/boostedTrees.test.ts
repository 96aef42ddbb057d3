import { describe, expect, it } from 'vitest';
import { normals } from '../../simulated.fixture.js';
import { seasonalNaive } from '../naive.js';
import { boostedTrees } from './boostedTrees.js';
import { boost, boostedValue } from './boosting.js';
import { exampleOf, memory } from './examples.js';
import { growTree, leafValue } from './tree.js';

describe('a tree', () => {
  it('splits where that takes most from the squared error, and keeps its leaves large', () => {
    const bins = [Uint8Array.from([0, 0, 0, 1, 1, 1]), Uint8Array.from([0, 1, 0, 1, 0, 1])];
    const targets = Float64Array.from([1, 1, 1, 5, 5, 5]);
    const rows = Int32Array.from([0, 1, 2, 3, 4, 5]);
    const tree = growTree(bins, targets, rows, { depth: 2, leaf: 3 });
    expect(tree.features[0]).toBe(0);
    expect([0, 1].map((bin) => leafValue(tree, (f) => (f === 0 ? bin : 0)))).toEqual([1, 5]);
    expect(growTree(bins, targets, rows, { depth: 2, leaf: 4 }).features[0]).toBe(-1);
  });
});

describe('boosting', () => {
  const normal = normals(4);
  const columns = Array.from({ length: 3 }, () => Float64Array.from({ length: 600 }, normal));

  it('finds a step and a product of steps that no line follows', () => {
    const truth = (x: number, y: number) => (x > 0 ? 2 : -1) + (x > 0 && y > 0 ? 3 : 0);
    const targets = Float64Array.from(columns[0], (x, i) => truth(x, columns[1][i]) + 0.1 * normal());
    const { boosted, leftOfKept } = boost(columns, targets, (row) => row % 5 === 0);
    const left = leftOfKept.reduce((sum, e) => sum + e * e, 0) / leftOfKept.length;
    expect(left).toBeLessThan(0.2);
    expect(boostedValue(boosted, [1, 1, 0])).toBeCloseTo(5, 0);
    expect(boostedValue(boosted, [-1, 1, 0])).toBeCloseTo(-1, 0);
  });

  it('makes next to nothing of noise', () => {
    const noise = Float64Array.from({ length: 600 }, normal);
    const { boosted } = boost(columns, noise, (row) => row % 5 === 0);
    const anew = Array.from({ length: 500 }, () => boostedValue(boosted, [normal(), normal(), normal()]));
    expect(anew.reduce((sum, y) => sum + y * y, 0) / 500).toBeLessThan(0.1);
  });
});

describe('examples', () => {
  it('know nothing of what comes after their moment', () => {
    const values = Float64Array.from({ length: 60 }, (_, t) => t % 12);
    const changed = values.map((y, t) => (t > 40 ? 1e6 : y));
    for (const ahead of [1, 12, 13, 19]) {
      expect(exampleOf(changed, 12, 40, ahead)).toEqual(exampleOf(values, 12, 40, ahead));
    }
    const first = exampleOf(values, 12, memory(12) - 1, 1);
    expect(first.features.every(Number.isFinite)).toBe(true);
  });
});

describe('boosted trees', () => {
  it('learn what a threshold does to the next season, which seasonal naive cannot', () => {
    // Whoever was above 1 a season ago is below now, and the other way round.
    const normal = normals(8);
    const values = new Float64Array(240);
    for (let t = 0; t < 240; t++) {
      const before = t < 4 ? normal() : values[t - 4];
      values[t] = (before > 0 ? -1 : 1) + 0.2 * normal();
    }
    const past = { values: values.subarray(0, 232), season: 4, horizon: 4 };
    const error = (model: typeof boostedTrees) =>
      model
        .fit(past)
        .forecast(4)
        .reduce((sum, { point }, h) => sum + Math.abs(point - values[232 + h]), 0) / 4;
    expect(error(boostedTrees)).toBeLessThan(0.5 * error(seasonalNaive));
  });
});
