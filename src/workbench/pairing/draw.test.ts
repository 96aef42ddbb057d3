import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../trials/index.js';
import { type Candidate, distinct, openField, streamFor } from './draw.js';

const candidate: fc.Arbitrary<Candidate> = fc.record({
  group: fc.constantFrom('a', 'b', undefined),
  years: fc.oneof(fc.integer({ min: 1950, max: 1970 }), fc.constant(undefined)),
});

describe('the field of impostors', () => {
  it('holds exactly those who have what is asked for in common, and draws each of them once', () => {
    const traits = fc.record({ group: fc.boolean(), within: fc.constantFrom(0, 3, undefined) });
    fc.assert(
      fc.property(
        fc.array(candidate, { maxLength: 25 }),
        traits,
        fc.nat(99),
        (all, { group, within }, seed) => {
          const field = openField(all, { group, within });
          const isLike = (a: Candidate, b: Candidate) =>
            (!group || (a.group !== undefined && a.group === b.group)) &&
            (within === undefined ||
              (a.years !== undefined && b.years !== undefined && Math.abs(a.years - b.years) <= within));
          all.forEach((own, i) => {
            const golden = [...all.keys()].filter((j) => j !== i && isLike(own, all[j]!));
            expect(field.size(i)).toBe(golden.length);
            expect(field.draw(i, 1000, createRandom(seed)).sort((a, b) => a - b)).toEqual(golden);
            expect([...all.keys()].filter((j) => field.has(i, j))).toEqual(golden);
            const few = field.draw(i, 2, createRandom(seed));
            expect(few).toHaveLength(Math.min(2, golden.length));
            expect(golden).toEqual(expect.arrayContaining(few));
          });
        },
      ),
    );
  });

  it('prefers nobody: of 5 others each is the first drawn in a fifth of all cases', () => {
    const field = openField(
      Array.from({ length: 6 }, () => ({ group: undefined, years: undefined })),
      { group: false, within: undefined },
    );
    const random = createRandom(1);
    const counts = new Array<number>(6).fill(0);
    for (let k = 0; k < 10_000; k++) counts[field.draw(2, 3, random)[0]!]!++;
    expect(counts[2]).toBe(0);
    // Five standard deviations of a count: 5 · sqrt(10000 · 0.2 · 0.8) = 200.
    for (const n of counts.filter((_, i) => i !== 2)) expect(Math.abs(n - 2000)).toBeLessThan(200);
  });
});

describe('different whole numbers', () => {
  it('are as many as asked for, each below the bound and once', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.nat(99), (a, b, seed) => {
        const [count, bound] = [Math.min(a, b), Math.max(a, b)];
        const drawn = distinct(bound, count, createRandom(seed));
        expect(new Set(drawn).size).toBe(count);
        expect(drawn.every((k) => k >= 0 && k < bound)).toBe(true);
      }),
    );
  });
});

describe('a stream of chance', () => {
  it('hangs on the seed and the name', () => {
    const draw = (seed: number, name: string) => streamFor(seed, name).uint32();
    expect(draw(1, 'random')).toBe(draw(1, 'random'));
    expect(new Set([draw(1, 'random'), draw(2, 'random'), draw(1, 'group')]).size).toBe(3);
  });
});
