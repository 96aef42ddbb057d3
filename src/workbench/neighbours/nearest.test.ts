import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../trials/index.js';
import { openBest } from './best.js';
import { type Neighbours, nearestNeighbours, neighboursOf } from './nearest.js';

function unitRows(seed: number, rows: number, dimension: number): Float32Array[] {
  const random = createRandom(seed);
  return Array.from({ length: rows }, () => {
    const row = Float32Array.from({ length: dimension }, () => random.uniform() - 0.5);
    const length = Math.hypot(...row);
    return row.map((value) => value / length);
  });
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);

/** Every pair, in double precision, sorted. */
function bruteForce(templates: readonly Float32Array[], count: number): { row: number; score: number }[][] {
  return templates.map((template, self) =>
    templates
      .map((other, row) => ({ row, score: dot(template, other) }))
      .filter(({ row }) => row !== self)
      .sort((a, b) => b.score - a.score || a.row - b.row)
      .slice(0, count),
  );
}

const lists = (neighbours: Neighbours, rows: number) =>
  Array.from({ length: rows }, (_, row) => [...neighboursOf(neighbours, row)]);

describe('nearest neighbours', () => {
  it.each([
    [2, 1, 3],
    [255, 10, 8],
    [256, 255, 4],
    [257, 3, 128],
    [700, 20, 64],
  ])(
    'of %d templates, the best %d with %d numbers each, are those of all pairs',
    async (rows, count, dimension) => {
      const templates = unitRows(rows, rows, dimension);
      const found = lists(await nearestNeighbours(templates, count), rows);
      bruteForce(templates, count).forEach((golden, row) => {
        for (const [k, { score }] of golden.entries()) expect(found[row]![k]!.score).toBeCloseTo(score, 5);
        // Scores closer than single precision tells may change places.
        expect(
          found[row]!.filter(
            (one, k) => Math.abs(dot(templates[row]!, templates[one.row]!) - golden[k]!.score) > 1e-6,
          ),
        ).toEqual([]);
      });
    },
  );

  it('of equal scores are those of the lowest index, in its order, and a template is not its own neighbour', async () => {
    const [a, b] = unitRows(1, 2, 16) as [Float32Array, Float32Array];
    const templates = Array.from({ length: 600 }, (_, i) => (i % 2 === 0 ? a : b));
    const { index } = await nearestNeighbours(templates, 4);
    expect([...index.subarray(0, 4)]).toEqual([2, 4, 6, 8]);
    expect([...index.subarray(4 * 2, 4 * 3)]).toEqual([0, 4, 6, 8]);
    expect([...index.subarray(4 * 599, 4 * 600)]).toEqual([1, 3, 5, 7]);
  });

  it('are the same on one thread and on several', async () => {
    const templates = unitRows(5, 900, 32);
    const [one, three] = await Promise.all(
      [1, 3].map((threads) => nearestNeighbours(templates, 7, { threads })),
    );
    expect(three).toEqual(one);
  });

  it('give a pair one score, from either side', async () => {
    const templates = unitRows(6, 300, 48);
    const found = lists(await nearestNeighbours(templates, 299), 300);
    const scoreOf = (a: number, b: number) => found[a]!.find(({ row }) => row === b)!.score;
    for (let i = 0; i < 300; i++) for (let j = 0; j < i; j++) expect(scoreOf(i, j)).toBe(scoreOf(j, i));
  });

  it('are fewer than asked for where there are fewer others, and none of one or none', async () => {
    expect((await nearestNeighbours(unitRows(2, 3, 4), 10)).count).toBe(2);
    const none = { count: 0, index: new Int32Array(), score: new Float32Array() };
    expect(await nearestNeighbours(unitRows(2, 1, 4), 10)).toEqual(none);
    expect(await nearestNeighbours([], 10)).toEqual(none);
  });

  it('tell how far they are, up to the end', async () => {
    const seen: number[] = [];
    await nearestNeighbours(unitRows(3, 600, 8), 2, { threads: 2, onProgress: (done) => seen.push(done) });
    expect(seen).toHaveLength(3);
    expect(seen.at(-1)).toBe(600);
  });

  it('stop when asked to, before and on the way', async () => {
    const templates = unitRows(4, 3000, 16);
    await expect(
      nearestNeighbours(templates, 2, { signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error('enough now'));
    await expect(nearestNeighbours(templates, 2, { signal: stop.signal, onProgress })).rejects.toThrow(
      'enough now',
    );
    const broken = () => {
      throw new Error('of the listener');
    };
    await expect(nearestNeighbours(templates, 2, { onProgress: broken })).rejects.toThrow('of the listener');
  });

  it.each([
    [[Float32Array.of(1, 0), Float32Array.of(1)], 1, 'template 0 holds 2 numbers, template 1 1'],
    [[Float32Array.of(1, 0), Float32Array.of(1, 1)], 1, 'template 1 must be of unit length'],
    [
      [Float32Array.of(1, 0), Float32Array.of(Number.NaN, 0)],
      1,
      'template 1 must be of unit length, got NaN',
    ],
    [[Float32Array.of(1)], 0, 'count must be a whole number from 1, got 0'],
    [[Float32Array.of(1)], 1.5, 'count must be a whole number from 1, got 1.5'],
  ])('refuse what cannot be compared', async (templates, count, message) => {
    await expect(nearestNeighbours(templates, count)).rejects.toThrow(message);
  });
});

describe('the best of a row', () => {
  it('are those of a stable sort', () => {
    const scores = fc.array(fc.constantFrom(-0.5, 0, 0.25, 0.5, 0.75), { minLength: 6, maxLength: 60 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 5 }), fc.nat(5), (list, count, self) => {
        const best = openBest(1, count);
        const half = Math.floor(list.length / 2);
        best.offer(0, Float32Array.from(list.slice(0, half)), 0, self);
        best.offer(0, Float32Array.from(list.slice(half)), half, self);
        const [index, score] = [new Int32Array(count), new Float32Array(count)];
        best.write(0, index, score, 0);
        const golden = [...list.keys()]
          .filter((i) => i !== self)
          .sort((i, j) => list[j]! - list[i]!)
          .slice(0, count);
        expect([...index]).toEqual(golden);
        expect([...score]).toEqual(golden.map((i) => list[i]!));
      }),
    );
  });
});
