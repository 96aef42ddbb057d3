// Simulated folds: people who are harder or easier than others for every candidate alike, and candidates that tell them
// apart more or less well.

import { createRandom, listedTrials, normalQuantile, type SubjectTrials } from '../../../trials/index.js';

export const PEOPLE = 40;
/** Others that each person is compared with. */
export const OTHERS = 8;

/**
 * @param world decides the people
 * @param skill by how many standard deviations mated scores lie higher than non-mated ones
 * @param own decides what a candidate makes of them beyond what all make of them
 */
export function foldTrials(world: number, fold: number, skill: number, own: number): SubjectTrials {
  const [shared, apart] = [
    createRandom(1000 * world + fold),
    createRandom(1000 * world + 100 * own + fold + 37),
  ];
  const normal = (random: typeof shared) => normalQuantile(0.999998 * random.uniform() + 1e-6);
  const score = (person: number) => 0.6 * person + 0.7 * normal(shared) + 0.4 * normal(apart);
  const people = Array.from({ length: PEOPLE }, () => normal(shared));
  const pairs = (list: readonly (readonly [number, number])[], shift: number) => ({
    scores: Float64Array.from(list, ([left]) => shift + score(people[left]!)),
    left: Int32Array.from(list, ([left]) => 2 * left),
    right: Int32Array.from(list, ([, right]) => 2 * right + 1),
  });
  const all = [...people.keys()];
  return listedTrials(
    pairs(
      all.flatMap((i) => [[i, i] as const, [i, i] as const]),
      skill,
    ),
    pairs(
      all.flatMap((i) => Array.from({ length: OTHERS }, (_, k) => [i, (i + k + 1) % PEOPLE] as const)),
      0,
    ),
    Int32Array.from({ length: 2 * PEOPLE }, (_, i) => i >> 1),
  );
}
