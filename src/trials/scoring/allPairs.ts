// Every template against every other: the strictest use of a test set. 6,500 photographs give 21 million
// comparisons; mated scores are all kept, non-mated ones are counted, the hardest of them kept with their pair.

import { openTally, type ScoreTally, type TallyOptions } from '../scores/scoreTally.js';
import type { Scores } from '../scores/staircase.js';
import { type BlockProduct, blockProduct } from './blockProduct.js';
import { requireRows, requireUnitRows, type TemplateRows } from './templateRows.js';

/** Scored comparisons of templates `left[k]` and `right[k]` (rows of the input; left < right). */
export interface PairScores {
  readonly scores: Scores;
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** Rows need not be of unit length where another `product` compares otherwise. */
export interface AllPairsInput extends TemplateRows {
  /** Bins and tail of the non-mated scores. */
  readonly tally?: TallyOptions;
  /** The engine for dot products; the built-in one by default. */
  readonly product?: BlockProduct;
  /** Told after each block how many of how many comparisons are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface AllPairsScores {
  /** Two templates of one subject: all, in no set order. */
  readonly mated: PairScores;
  /** Templates of two subjects: all, counted. */
  readonly nonMated: ScoreTally;
  /** The non-mated pairs of `nonMated.tail`, in its order: highest score first. */
  readonly hardest: PairScores;
}

/**
 * Rows in a block: packed in double precision, 256 × 1,152 numbers take 2.3 MB, near the size of a second-level
 * cache. Whole runs of 6,500 templates (21 million pairs) on one busy core of an AMD EPYC, Node 20: 14 s at 512
 * numbers a template, 22 s at 1,152.
 */
const BLOCK_ROWS = 256;

/** Compares each template with each other, once. With the built-in product scores are cosines, in [−1, 1]. */
export async function scoreAllPairs(input: AllPairsInput): Promise<AllPairsScores> {
  const { templates, dimension, subjects, product = blockProduct, onProgress } = input;
  if (product === blockProduct) requireUnitRows(input);
  else requireRows(input);
  const rows = subjects.length;
  const mated = openPairs(countMated(subjects));
  const nonMated = openTally(input.tally);
  const block = (start: number) =>
    templates.subarray(start * dimension, Math.min(rows, start + BLOCK_ROWS) * dimension);
  const total = (rows * (rows - 1)) / 2;
  let done = 0;
  for (let top = 0; top < rows; top += BLOCK_ROWS) {
    const left = block(top);
    const leftRows = left.length / dimension;
    for (let start = top; start < rows; start += BLOCK_ROWS) {
      const right = block(start);
      const rightRows = right.length / dimension;
      const scores = await product(left, leftRows, right, rightRows, dimension);
      for (let i = top; i < top + leftRows; i++) {
        const at = (i - top) * rightRows - start;
        const subject = subjects[i];
        for (let j = Math.max(i + 1, start); j < start + rightRows; j++) {
          if (subjects[j] === subject) mated.add(scores[at + j], i, j);
          else nonMated.add(scores[at + j], i * rows + j);
        }
      }
      done += start === top ? (leftRows * (leftRows - 1)) / 2 : leftRows * rightRows;
      onProgress?.(done, total);
    }
  }
  const tally = nonMated.close();
  return { mated: mated.pairs, nonMated: tally, hardest: hardestPairs(tally, rows) };
}

function openPairs(count: number): { pairs: PairScores; add(score: number, i: number, j: number): void } {
  const scores = new Float32Array(count);
  const left = new Int32Array(count);
  const right = new Int32Array(count);
  let held = 0;
  return {
    pairs: { scores, left, right },
    add(score, i, j) {
      scores[held] = score;
      left[held] = i;
      right[held++] = j;
    },
  };
}

function hardestPairs(tally: ScoreTally, rows: number): PairScores {
  return {
    scores: tally.tail,
    left: Int32Array.from(tally.tailIds, (id) => Math.floor(id / rows)),
    right: Int32Array.from(tally.tailIds, (id) => id % rows),
  };
}

function countMated(subjects: Int32Array): number {
  const counts = new Map<number, number>();
  let pairs = 0;
  for (const subject of subjects) {
    const before = counts.get(subject) ?? 0;
    pairs += before;
    counts.set(subject, before + 1);
  }
  return pairs;
}
