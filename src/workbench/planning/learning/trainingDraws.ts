// Which subjects to train on, for a learning curve: nested subsets of geometric sizes, several of each of the small.

import { createRandom, shuffle } from '../../../trials/index.js';

/** One training to be done. */
export interface TrainingDraw {
  readonly subjects: readonly string[];
  readonly repeat: number;
  /** Of the training itself; a whole number in [0, 2³²). */
  readonly seed: number;
}

/** The smallest set is a sixteenth of all: the curve may then be read four times beyond. */
const HALVINGS = 4;
/** Runs of a size: as many as cost one training on all, from two, so that what a seed does is seen, to five. */
const [FEWEST_RUNS, MOST_RUNS] = [2, 5] as const;
/** With fewer subjects there is hardly a batch to train on. */
export const FEWEST_SUBJECTS = 24;

/**
 * Halves, quarters … of the subjects, the smallest first. Subjects stand in a ring in random order, in which each
 * repeat begins elsewhere: a repeat's sets are nested, and those of several repeats share nobody as long as there are
 * enough. The draw depends on who the subjects are, not on their order.
 *
 * @param seed a whole number in [0, 2³²)
 */
export function trainingDraws(subjects: readonly string[], seed: number): TrainingDraw[] {
  const ring = shuffledNames(subjects, seed);
  const sizes = Array.from({ length: HALVINGS + 1 }, (_, k) => Math.round(ring.length / 2 ** (HALVINGS - k)));
  return sizes
    .filter((size) => size >= FEWEST_SUBJECTS)
    .flatMap((size) => {
      const runs = Math.min(MOST_RUNS, Math.max(FEWEST_RUNS, Math.round(ring.length / size)));
      return Array.from({ length: runs }, (_, repeat) => {
        const from = Math.round((repeat * ring.length) / MOST_RUNS);
        return {
          subjects: Array.from({ length: size }, (_, k) => ring[(from + k) % ring.length]),
          repeat,
          seed: (seed + 7919 * repeat) >>> 0,
        };
      });
    });
}

function shuffledNames(subjects: readonly string[], seed: number): string[] {
  const names = [...new Set(subjects)].sort();
  const order = Int32Array.from(names.keys());
  shuffle(order, createRandom(seed));
  return Array.from(order, (at) => names[at]);
}
