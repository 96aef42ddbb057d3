// From templates to comparisons: which pictures are compared under a protocol, what the scores were, and which
// comparisons could not be made.

import {
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
import { countMeetings, type Meetings, meetingTrials } from './meetings.js';

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

/** What a grid of comparisons gave; left and right are rows, left the reference where there are roles. */
export type GridScores = Pick<TrialSet, 'mated' | 'nonMated' | 'hardest'>;

/**
 * Every row against every other that it meets.
 * @param made who meets whom of the rows
 * @param wanted who would meet whom if every picture had given a template
 */
export function gridTrialSet(scored: GridScores, made: Meetings, wanted: Meetings): TrialSet {
  const [done, all] = [countMeetings(made), countMeetings(wanted)];
  return {
    ...scored,
    trials: meetingTrials(scored, made),
    lost: { mated: all.mated - done.mated, nonMated: all.nonMated - done.nonMated },
  };
}

/**
 * The listed pairs, so far as both pictures gave a template.
 * @param adjustments added to the scores: of the left row as reference, of the right one as probe; default none
 */
export function listedTrialSet(
  pairs: readonly ListedPair[],
  rows: DatasetRows,
  adjustments?: { readonly reference: Float32Array; readonly probe: Float32Array },
): TrialSet {
  const rowOf = new Map(Array.from(rows.pictures, (picture, row) => [picture, row]));
  const made = pairs.filter(({ left, right }) => rowOf.has(left) && rowOf.has(right));
  const scored = scoreListedPairs(rows, {
    left: Int32Array.from(made, ({ left }) => rowOf.get(left)!),
    right: Int32Array.from(made, ({ right }) => rowOf.get(right)!),
    mated: Uint8Array.from(made, (pair) => Number(pair.mated)),
  });
  const adjusted = (kind: PairScores): PairScores =>
    adjustments
      ? {
          ...kind,
          scores: Float32Array.from(
            kind.scores,
            (score, k) => score + adjustments.reference[kind.left[k]!]! + adjustments.probe[kind.right[k]!]!,
          ),
        }
      : kind;
  const [mated, nonMated] = [adjusted(scored.mated), adjusted(scored.nonMated)];
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
