// Comparisons that a protocol lists pair by pair, each with what it is said to be.

import type { PairScores } from './allPairs.js';
import { requireUnitRows, type TemplateRows } from './templateRows.js';

/** Pairs of rows, one entry of each array a pair. */
export interface ListedRows {
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** 1 for mated, 0 for non-mated. */
  readonly mated: Uint8Array;
}

/**
 * The score of each listed pair, in the order of the list: the cosine, summed in double precision.
 * @throws RangeError for rows that are not of unit length, for pairs that point beyond them, that compare a row with
 * itself, or whose subjects are not what the list says
 */
export function scoreListedPairs(
  rows: TemplateRows,
  pairs: ListedRows,
): { mated: PairScores; nonMated: PairScores } {
  requireUnitRows(rows);
  requireListed(rows, pairs);
  const indices = [...pairs.mated.keys()];
  const scored = (kind: number): PairScores => {
    const of = Uint32Array.from(indices.filter((k) => pairs.mated[k] === kind));
    return {
      scores: Float32Array.from(of, (k) => cosine(rows, pairs.left[k], pairs.right[k])),
      left: Int32Array.from(of, (k) => pairs.left[k]),
      right: Int32Array.from(of, (k) => pairs.right[k]),
    };
  };
  return { mated: scored(1), nonMated: scored(0) };
}

function requireListed({ subjects }: TemplateRows, { left, right, mated }: ListedRows): void {
  if (left.length !== right.length || left.length !== mated.length) {
    throw new RangeError(
      `left, right and mated must be of one length, got ${left.length}, ${right.length} and ${mated.length}`,
    );
  }
  for (let k = 0; k < left.length; k++) {
    const [i, j] = [left[k], right[k]];
    if (Math.min(i, j) < 0 || Math.max(i, j) >= subjects.length) {
      throw new RangeError(`pair ${k} must be of rows in [0, ${subjects.length}), got ${i} and ${j}`);
    }
    if (i === j) throw new RangeError(`pair ${k} compares row ${i} with itself`);
    if (mated[k] !== (subjects[i] === subjects[j] ? 1 : 0)) {
      throw new RangeError(
        `pair ${k} is listed as mated ${mated[k]}, but its subjects are ${subjects[i]} and ${subjects[j]}`,
      );
    }
  }
}

function cosine({ templates, dimension }: TemplateRows, left: number, right: number): number {
  let sum = 0;
  const [p, q] = [left * dimension, right * dimension];
  for (let k = 0; k < dimension; k++) sum += templates[p + k] * templates[q + k];
  return sum;
}
