import { describe, expect, it } from 'vitest';
import { splitBySubject } from './folds.js';
import { createRandom } from './random.js';

describe('split by subject', () => {
  const random = createRandom(9);
  const subjects = Int32Array.from({ length: 1_000 }, () => random.below(150) * 7 - 300);
  const folds = splitBySubject(subjects, 4, 1);

  it('puts each row into one part, and each subject into one part', () => {
    expect(folds.flatMap((fold) => [...fold]).sort((a, b) => a - b)).toEqual([...subjects.keys()]);
    const where = new Map<number, number>();
    folds.forEach((fold, part) => {
      for (const row of fold) {
        expect(where.get(subjects[row]) ?? part).toBe(part);
        where.set(subjects[row], part);
      }
    });
  });

  it('makes parts that differ by one subject at the most', () => {
    const largest = Math.max(...[...subjects].map((s) => subjects.filter((other) => other === s).length));
    const sizes = folds.map((fold) => fold.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(largest);
  });

  it('repeats with the seed, differs without, and does not heed the order of rows', () => {
    expect(splitBySubject(subjects, 4, 1)).toEqual(folds);
    expect(splitBySubject(subjects, 4, 2)).not.toEqual(folds);
    const reversed = splitBySubject(subjects.toReversed(), 4, 1);
    expect(reversed.map((fold) => [...fold].map((row) => 999 - row).sort((a, b) => a - b))).toEqual(
      folds.map((fold) => [...fold]),
    );
  });

  it('refuses more parts than subjects', () => {
    expect(() => splitBySubject(Int32Array.of(1, 1, 2), 3, 0)).toThrow(
      'parts must be from 1 to the 2 subjects, got 3',
    );
  });
});
