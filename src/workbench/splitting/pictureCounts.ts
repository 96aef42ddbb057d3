// Subjects by how many pictures they have, and what the means of so many pictures of one person score: means of many
// pictures are nearer than single pictures, of one person as of two.

import { createRandom, shuffle } from '../../trials/index.js';

/** The templates of one subject: unit vectors, one a picture. */
export interface SubjectTemplates {
  readonly subject: string;
  readonly templates: readonly Float32Array[];
}

/** Picture counts with a fit of their own: from so many on. More classes would be thinner, and separate little more. */
const CLASSES = [1, 2, 4] as const;

/** Fewer people parted into two say too little of what one person's pictures score: the fit of fewer pictures is taken. */
export const FEWEST_PARTED = 30;

/** A class of fewer subjects is not kept: of these so many pictures count as the class below has at most. */
const FEWEST_OF_CLASS = 30;

/** A subject in its class. */
export interface Classed {
  /** In the list of subjects. */
  readonly place: number;
  /** No more than its class has. */
  readonly templates: readonly Float32Array[];
}

/** Subjects by how many pictures they have; small classes go into the one below, with fewer pictures. */
export function classesOf(subjects: readonly SubjectTemplates[]): Classed[][] {
  const classes = CLASSES.map((): Classed[] => []);
  subjects.forEach(({ templates }, place) => {
    classes[CLASSES.findLastIndex((from) => templates.length >= from)]!.push({ place, templates });
  });
  for (let i = classes.length - 1; i > 0; i--) {
    if (classes[i]!.length >= FEWEST_OF_CLASS) continue;
    const thinned = classes[i]!.map(({ place, templates }) => ({
      place,
      templates: templates.slice(0, CLASSES[i]! - 1),
    }));
    classes[i - 1] = [...classes[i - 1]!, ...thinned].sort((a, b) => a.place - b.place);
    classes[i] = [];
  }
  return classes;
}

/** The mean, at unit length. */
export function meanTemplate(templates: readonly Float32Array[]): Float32Array {
  if (templates.length === 1) return templates[0]!;
  const total = new Float64Array(templates[0]!.length);
  for (const template of templates) for (let k = 0; k < total.length; k++) total[k]! += template[k]!;
  const length = Math.hypot(...total);
  return Float32Array.from(total, (value) => value / length);
}

/** Scores of every subject with itself, parted into two names with as few pictures as the two classes have at least. */
export function partedScores(subjects: readonly SubjectTemplates[], seed: number): number[][][] {
  return CLASSES.map((few, i) =>
    CLASSES.map((many, j) => {
      if (j < i) return [];
      const random = createRandom(seed);
      return subjects
        .filter(({ templates }) => templates.length >= few + many)
        .map(({ templates }) => {
          const order = Int32Array.from(templates.keys());
          shuffle(order, random);
          const drawn = Array.from(order, (k) => templates[k]!);
          return dot(meanTemplate(drawn.slice(0, few)), meanTemplate(drawn.slice(few, few + many)));
        });
    }),
  );
}

/** Of two classes; of fewer pictures where too few subjects have as many: these score lower, and so claim less. */
export function matedFor(parted: readonly (readonly number[])[][], i: number, j: number): Float64Array {
  const scores = parted[i]![j]!;
  if (scores.length >= FEWEST_PARTED || (i === 0 && j === 0)) return Float64Array.from(scores);
  return i < j ? matedFor(parted, i, j - 1) : matedFor(parted, i - 1, j);
}

/** Cosine of two unit vectors. */
export function dot(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += a[k]! * b[k]!;
  return total;
}
