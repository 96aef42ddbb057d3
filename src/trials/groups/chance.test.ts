import { describe, expect, it } from 'vitest';
import { listedTrials } from '../uncertainty/subjectTrials.js';
import { fmrByChance, fnmrByChance } from './chance.js';

const allotment = { replicates: 20_000, seed: 2 };

/** One mated comparison a person, wrong for those named, and a non-mated one of each two, a match for those named. */
function trials(people: number, wrong: number[], matching: [number, number][] = []) {
  const subjects = Int32Array.from({ length: people }, (_, person) => person);
  const pairs = Array.from(subjects).flatMap((s) =>
    Array.from({ length: s }, (_, t): [number, number] => [t, s]),
  );
  const matched = (s: number, t: number) => matching.some(([p, q]) => p === s && q === t);
  return listedTrials(
    {
      scores: Float64Array.from(subjects, (s) => Number(!wrong.includes(s))),
      left: subjects,
      right: subjects,
    },
    {
      scores: Float64Array.from(pairs, ([s, t]) => Number(matched(s, t))),
      left: Int32Array.from(pairs, ([s]) => s),
      right: Int32Array.from(pairs, ([, t]) => t),
    },
    subjects,
  );
}

describe('chance among groups', () => {
  it("is Fisher's exact test where each person has one comparison and groups are of one size", () => {
    const halves = Int32Array.from({ length: 8 }, (_, person) => person >> 2);
    // scipy 1.17.1: fisher_exact([[4, 0], [0, 4]]) 0.02857, fisher_exact([[3, 1], [1, 3]]) 0.48571.
    // Within four standard errors of 20,000 draws.
    const all = fnmrByChance(trials(8, [0, 1, 2, 3]), 0.5, halves, 2, allotment);
    expect(Math.abs(all.pValue - 0.02857)).toBeLessThan(0.005);
    const most = fnmrByChance(trials(8, [0, 1, 2, 4]), 0.5, halves, 2, allotment);
    expect(Math.abs(most.pValue - 0.48571)).toBeLessThan(0.015);
    // Of 4 errors 2 and 2 fall to the halves 36 times in 70, 3 and 1 32 times, 4 and 0 twice.
    expect(most.gini).toEqual({ median: 0, upper: 0.5 });
  });

  it('is the share of allotments as uneven, of false matches within groups', () => {
    // Eight people in two halves, the pairs of 0, 1, 2, 3 all matching: the rates are 1 and 0 for the 2 allotments
    // of 70 that keep the four together; with three of them in one half 3/6 and 0, as uneven: 32 more; of two and
    // two 1/6 and 1/6.
    const halves = Int32Array.from({ length: 8 }, (_, person) => person >> 2);
    const likes: [number, number][] = [0, 1, 2, 3].flatMap((t) =>
      Array.from({ length: t }, (_, s): [number, number] => [s, t]),
    );
    const found = fmrByChance(trials(8, [], likes), 0.5, halves, 2, allotment);
    expect(Math.abs(found.pValue - 34 / 70)).toBeLessThan(0.015);
    expect(found.gini).toEqual({ median: 0, upper: 1 });
  });

  it('leaves out whom no group is known of, and is never zero', () => {
    const of = Int32Array.of(0, 0, 1, 1, -1, -1, -1, -1);
    const found = fnmrByChance(trials(8, [0, 1, 4, 5, 6]), 0.5, of, 2, { replicates: 600, seed: 1 });
    // Two of four: 2 of the 6 allotments.
    expect(Math.abs(found.pValue - 1 / 3)).toBeLessThan(0.08);
    expect(fnmrByChance(trials(8, [0]), 0.5, of, 2, { replicates: 9, seed: 1 }).pValue).toBe(1);
    const none = fnmrByChance(trials(8, []), 0.5, of, 2, { replicates: 9, seed: 1 });
    expect(none).toEqual({ pValue: 1, gini: { median: 0, upper: 0 } });
  });
});
