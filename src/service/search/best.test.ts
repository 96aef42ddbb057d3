import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openBest } from './best.js';

const scores = fc.array(fc.constantFrom(-1, -0.5, 0, 0.25, 0.5, 0.75, 1), { maxLength: 400 });

it('keeps the k best, and whoever ties with the last of them, and nobody below what was asked for', () => {
  fc.assert(
    fc.property(
      scores,
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(-1, 0.25, 0.6),
      (list, k, atLeast) => {
        const best = openBest(k, atLeast);
        for (const [row, score] of list.entries()) best.offer(row, score);
        const kth = list.toSorted((a, b) => b - a)[k - 1] ?? Number.NEGATIVE_INFINITY;
        const golden = [...list.keys()].filter((row) => list[row]! >= Math.max(kth, atLeast));
        const { rows, scores: found } = best.found();
        expect([...rows]).toEqual(golden);
        expect([...found]).toEqual(golden.map((row) => list[row]!));
      },
    ),
  );
});

it('drops what another thread has made useless', () => {
  const best = openBest(2, -1);
  for (const [row, score] of [0.1, 0.9, 0.5].entries()) best.offer(row, score);
  best.raise(0.6);
  best.offer(3, 0.55);
  expect([...best.found().rows]).toEqual([1]);
  expect(best.kth).toBe(0.5);
  expect(best.threshold).toBe(0.6);
});
