import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placesOf } from './layout.js';

const distance = (one: { x: number; y: number }, other: { x: number; y: number }): number =>
  Math.hypot(one.x - other.x, one.y - other.y);

it('lays what hangs together nearer together, on the average, than what does not', () => {
  const groups = [
    ['a', 'b', 'c'],
    ['d', 'e', 'f'],
    ['g', 'h', 'i'],
  ];
  const edges = groups.flatMap(([one, two, three]): [string, string][] => [
    [one!, two!],
    [two!, three!],
  ]);
  const places = placesOf(groups.flat(), edges, 1);
  const pairs = groups
    .flat()
    .flatMap((one, i, all) => all.slice(i + 1).map((other) => [one, other] as const));
  const isTogether = ([one, other]: readonly [string, string]): boolean =>
    groups.some((group) => group.includes(one) && group.includes(other));
  const mean = (wanted: boolean): number => {
    const chosen = pairs.filter((pair) => isTogether(pair) === wanted);
    const sum = chosen.reduce((sum, [one, other]) => sum + distance(places.get(one)!, places.get(other)!), 0);
    return sum / chosen.length;
  };
  expect(mean(true)).toBeLessThan(0.7 * mean(false));
});

it('lays the same graph the same way, each node apart and within the drawing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 0, max: 40 }), (count, links) => {
      const nodes = Array.from({ length: count }, (_, i) => `n${i}`);
      const edges = Array.from({ length: links }, (_, i): [string, string] => [
        nodes[i % count]!,
        nodes[(i * 7 + 3) % count]!,
      ]);
      const places = placesOf(nodes, edges, 2);
      expect([...placesOf(nodes, edges, 2)]).toEqual([...places]);
      const all = [...places.values()];
      for (const { x, y } of all) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(1);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(1);
      }
      for (const [i, one] of all.entries())
        for (const other of all.slice(i + 1)) expect(distance(one, other)).toBeGreaterThan(0);
    }),
    { numRuns: 30 },
  );
});
