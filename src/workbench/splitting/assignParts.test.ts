import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PARTS, type Part } from '../datasets/record.js';
import { assignParts, type Shares, type SplitUnit } from './assignParts.js';

const SHARES: Shares = { train: 0.6, calibrate: 0.2, test: 0.2 };

/** Pictures by subject, as they are on lfw-dev: mostly one, some two, a few hundreds. */
const pictures = fc.oneof(
  { weight: 6, arbitrary: fc.constant(1) },
  { weight: 3, arbitrary: fc.integer({ min: 2, max: 5 }) },
  { weight: 1, arbitrary: fc.integer({ min: 6, max: 200 }) },
);
const unitsOf = (counts: readonly (readonly [pictures: number, stratum: string])[]): SplitUnit[] =>
  counts.map(([n, stratum], i) => ({ subjects: [`s${i}`], matedPairs: (n * (n - 1)) / 2, stratum }));
const people = fc
  .array(fc.tuple(pictures, fc.constantFrom('a', 'b', 'c')), { minLength: 10, maxLength: 400 })
  .map(unitsOf);
const shares = fc.constantFrom<Shares>(
  SHARES,
  { train: 0.8, calibrate: 0, test: 0.2 },
  { train: 1 / 3, calibrate: 1 / 3, test: 1 / 3 },
  { train: 0.05, calibrate: 0.05, test: 0.9 },
);
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

const sizeOf = (parts: ReadonlyMap<string, Part>, part: Part, among: readonly SplitUnit[]): number =>
  among.flatMap(({ subjects }) => subjects).filter((subject) => parts.get(subject) === part).length;
const pairsOf = (parts: ReadonlyMap<string, Part>, part: Part, units: readonly SplitUnit[]): number =>
  units
    .filter(({ subjects }) => parts.get(subjects[0]!) === part)
    .reduce((sum, { matedPairs }) => sum + matedPairs, 0);

describe('parts of a data set', () => {
  it('hold every subject once, and each part has its share to less than two subjects', () => {
    fc.assert(
      fc.property(people, shares, seeds, (units, wanted, seed) => {
        const parts = assignParts(units, wanted, seed);
        expect([...parts.keys()].sort()).toEqual(units.flatMap(({ subjects }) => subjects).sort());
        for (const part of PARTS)
          expect(Math.abs(sizeOf(parts, part, units) - wanted[part] * units.length)).toBeLessThan(2);
      }),
    );
  });

  it('share out every stratum, and everybody with so many pictures, within rounding', () => {
    fc.assert(
      fc.property(people, seeds, (units, seed) => {
        const parts = assignParts(units, SHARES, seed);
        const octave = ({ matedPairs }: SplitUnit) => Math.ceil(Math.log2(matedPairs + 1));
        const stretches = new Map<string, SplitUnit[]>();
        for (const unit of units) {
          const key = `${octave(unit)} ${unit.stratum}`;
          stretches.set(key, [...(stretches.get(key) ?? []), unit]);
        }
        for (const stretch of stretches.values())
          for (const part of PARTS)
            expect(Math.abs(sizeOf(parts, part, stretch) - SHARES[part] * stretch.length)).toBeLessThan(4);
      }),
    );
  });

  it('share the mated pairs out too, up to what the subjects with most of them leave open', () => {
    fc.assert(
      fc.property(people, seeds, (units, seed) => {
        const parts = assignParts(units, SHARES, seed);
        const heaviest = units.map(({ matedPairs }) => matedPairs).sort((a, b) => b - a);
        const all = heaviest.reduce((sum, n) => sum + n, 0);
        const slack = heaviest.slice(0, 3).reduce((sum, n) => sum + n, 0);
        for (const part of PARTS)
          expect(Math.abs(pairsOf(parts, part, units) - SHARES[part] * all)).toBeLessThanOrEqual(slack);
      }),
    );
  });

  it('are the same for the same seed in whatever order the subjects come, and others for another', () => {
    const units = unitsOf(Array.from({ length: 200 }, (_, i) => [1 + (i % 7), 'a'] as const));
    const sorted = (parts: Map<string, Part>) => [...parts].sort();
    const first = sorted(assignParts(units, SHARES, 7));
    expect(sorted(assignParts(units.toReversed(), SHARES, 7))).toEqual(first);
    expect(sorted(assignParts(units, SHARES, 8))).not.toEqual(first);
  });

  it('leave whoever has a part where they are, and place the others so that the whole has its shares', () => {
    fc.assert(
      fc.property(people, people, seeds, (old, added, seed) => {
        const before = assignParts(old, SHARES, seed);
        const units = [
          ...old.map((unit) => ({ ...unit, part: before.get(unit.subjects[0]!)! })),
          ...added.map((unit) => ({ ...unit, subjects: [`new ${unit.subjects[0]}`] })),
        ];
        const after = assignParts(units, SHARES, seed + 1 > 2 ** 32 - 1 ? 0 : seed + 1);
        for (const [subject, part] of before) expect(after.get(subject)).toBe(part);
        for (const part of PARTS)
          expect(Math.abs(sizeOf(after, part, units) - SHARES[part] * units.length)).toBeLessThan(2);
      }),
    );
  });

  it('keep a unit of several subjects together', () => {
    const units: SplitUnit[] = [
      ...unitsOf(Array.from({ length: 50 }, () => [2, 'a'] as const)),
      { subjects: ['x', 'y', 'z'], matedPairs: 3, stratum: 'a' },
    ];
    for (let seed = 0; seed < 20; seed++) {
      const parts = assignParts(units, SHARES, seed);
      expect(new Set(['x', 'y', 'z'].map((subject) => parts.get(subject))).size).toBe(1);
    }
  });

  it('of share 0 stay empty', () => {
    const units = unitsOf(Array.from({ length: 100 }, (_, i) => [1 + (i % 3), 'a'] as const));
    const parts = assignParts(units, { train: 0.5, calibrate: 0, test: 0.5 }, 1);
    expect(PARTS.map((part) => sizeOf(parts, part, units))).toEqual([50, 0, 50]);
  });
});
