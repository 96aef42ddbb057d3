// From templates to comparisons: which pictures are compared under a protocol, what the scores were, and which
// comparisons could not be made.

import {
  type AllPairsScores,
  allPairsTrials,
  listedTrials,
  type PairScores,
  type ScoreTally,
  type SubjectTrials,
  scoreListedPairs,
  type TemplateRows,
  tallyScores,
} from '../../trials/index.js';
import type { DigestedPicture } from '../datasets/imageFolder.js';
import type { Acquired, AcquiredTemplate } from '../templates/templateCache.js';

/** The acquired pictures of a data set, as rows of one matrix; their subjects are numbered over the whole of it. */
export interface DatasetRows extends TemplateRows {
  /** The picture of each row, by its place in the data set. */
  readonly pictures: Int32Array;
}

/** A pair that a protocol lists; pictures by their place in the data set. */
export interface ListedPair {
  readonly mated: boolean;
  readonly left: number;
  readonly right: number;
}

/** Every comparison of one model under one protocol. */
export interface TrialSet {
  /** Left and right are rows. */
  readonly mated: PairScores;
  readonly nonMated: ScoreTally;
  /** The highest of `nonMated`, highest first; left and right are rows. */
  readonly hardest: PairScores;
  readonly trials: SubjectTrials;
  /** Comparisons that failures to acquire prevented. */
  readonly lost: { readonly mated: number; readonly nonMated: number };
}

/** Subjects numbered from 0 in the order in which the pictures name them. */
export function numberSubjects(pictures: readonly Pick<DigestedPicture, 'subject'>[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(pictures, ({ subject }) => {
    const number = numbers.get(subject) ?? numbers.size;
    numbers.set(subject, number);
    return number;
  });
}

/**
 * Rows of the pictures that gave a template.
 * @param subjects of all pictures
 */
export function templateRows(
  acquired: readonly Acquired[],
  subjects: Int32Array,
  dimension: number,
): DatasetRows {
  const found = acquired.flatMap((a, picture) => (a.kind === 'template' ? [{ picture, ...a }] : []));
  const templates = new Float32Array(found.length * dimension);
  found.forEach(({ vector }: AcquiredTemplate, row) => {
    templates.set(vector, row * dimension);
  });
  return {
    dimension,
    templates,
    subjects: Int32Array.from(found, ({ picture }) => subjects[picture]!),
    pictures: Int32Array.from(found, ({ picture }) => picture),
  };
}

/** Some of the rows, in the given order. */
export function selectRows(rows: DatasetRows, selected: Int32Array): DatasetRows {
  const { dimension } = rows;
  const templates = new Float32Array(selected.length * dimension);
  selected.forEach((row, i) => {
    templates.set(rows.templates.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  return {
    dimension,
    templates,
    subjects: selected.map((row) => rows.subjects[row]!),
    pictures: selected.map((row) => rows.pictures[row]!),
  };
}

/**
 * Every row against every other.
 * @param subjects of all pictures, acquired or not
 */
export function allPairsTrialSet(scored: AllPairsScores, rows: DatasetRows, subjects: Int32Array): TrialSet {
  const [made, wanted] = [countPairs(rows.subjects), countPairs(subjects)];
  return {
    ...scored,
    trials: allPairsTrials(scored, rows.subjects),
    lost: { mated: wanted.mated - made.mated, nonMated: wanted.nonMated - made.nonMated },
  };
}

/** The listed pairs, so far as both pictures gave a template. */
export function listedTrialSet(pairs: readonly ListedPair[], rows: DatasetRows): TrialSet {
  const rowOf = new Map(Array.from(rows.pictures, (picture, row) => [picture, row]));
  const made = pairs.filter(({ left, right }) => rowOf.has(left) && rowOf.has(right));
  const { mated, nonMated } = scoreListedPairs(rows, {
    left: Int32Array.from(made, ({ left }) => rowOf.get(left)!),
    right: Int32Array.from(made, ({ right }) => rowOf.get(right)!),
    mated: Uint8Array.from(made, (pair) => Number(pair.mated)),
  });
  const lostOf = (kind: boolean, scored: PairScores): number =>
    pairs.filter((pair) => pair.mated === kind).length - scored.scores.length;
  const tally = tallyScores(nonMated.scores, { keep: Math.max(1, nonMated.scores.length) });
  return {
    mated,
    nonMated: tally,
    hardest: {
      scores: tally.tail,
      left: Int32Array.from(tally.tailIds, (k) => nonMated.left[k]!),
      right: Int32Array.from(tally.tailIds, (k) => nonMated.right[k]!),
    },
    trials: listedTrials(mated, nonMated, rows.subjects),
    lost: { mated: lostOf(true, mated), nonMated: lostOf(false, nonMated) },
  };
}

/** All pairs of pictures: of one subject, and of two. */
export function countPairs(subjects: Int32Array): { mated: number; nonMated: number } {
  const counts = new Map<number, number>();
  for (const subject of subjects) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  const mated = [...counts.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  return { mated, nonMated: (subjects.length * (subjects.length - 1)) / 2 - mated };
}
