import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { descending, type Extremes, Highest, keyOf, reversed, scoresOf } from './extremes.js';

const keysOf = (scores: Float32Array): Int32Array => new Int32Array(scores.buffer).map(keyOf);
const float32 = fc.float({ noNaN: true });

describe('keys of scores', () => {
  it('are in the order of the scores, and give them back', () => {
    fc.assert(
      fc.property(float32, float32, (a, b) => {
        const keys = keysOf(Float32Array.of(a, b));
        expect(Math.sign(keys[0] - keys[1])).toBe(a === b ? 0 : a < b ? -1 : 1);
        expect(Math.sign(reversed(keys[0]) - reversed(keys[1]))).toBe(a === b ? 0 : a < b ? 1 : -1);
        expect([...scoresOf(keys)]).toEqual([a + 0, b + 0]);
      }),
    );
  });

  it('make one of zero and minus zero', () => {
    expect([...keysOf(Float32Array.of(0, -0))]).toEqual([0, 0]);
  });
});

describe('the highest', () => {
  const few = fc.constantFrom(-0.75, -0.5, -1e-30, 0, 0.25, 0.5, 0.75);
  const scores = fc.array(fc.oneof(few, float32), { minLength: 1, maxLength: 3_000 });

  const keep = (keys: Int32Array, ids: readonly number[], count: number): Extremes => {
    const open = new Highest(count);
    for (const id of ids) open.offer(keys[id], id);
    return open.close();
  };
  const golden = (keys: Int32Array, count: number): number[] =>
    Array.from(keys.keys())
      .sort((i, j) => keys[j] - keys[i] || i - j)
      .slice(0, count);

  it('are those of a plain sort, of equal scores the first, in whatever order they come', () => {
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 500 }), fc.boolean(), (list, count, backwards) => {
        const keys = keysOf(Float32Array.from(list));
        const ids = [...keys.keys()];
        const found = descending(keep(keys, backwards ? ids.reverse() : ids, count));
        expect([...found.ids]).toEqual(golden(keys, count));
        expect([...found.keys]).toEqual(golden(keys, count).map((id) => keys[id]));
      }),
    );
  });

  it('are the same if several share the work', () => {
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 100 }), fc.nat(4), (list, count, seed) => {
        const keys = keysOf(Float32Array.from(list));
        const all = new Highest(count);
        for (const part of [0, 1, 2]) {
          const ids = [...keys.keys()].filter((id) => (id * 7 + seed) % 3 === part);
          const kept = keep(keys, ids, count);
          kept.keys.forEach((key, i) => {
            all.offer(key, kept.ids[i]);
          });
        }
        expect([...descending(all.close()).ids]).toEqual(golden(keys, count));
      }),
    );
  });

  it('of none are none', () => {
    expect(descending(new Highest(3).close())).toEqual({ keys: new Int32Array(), ids: new Float64Array() });
  });
});
