// Counts blocks of scores: each non-mated score into a fine bin, the highest kept; each mated score likewise, the
// lowest kept. One count a thread; together they are the result, whichever thread counted which block.

import { type Extremes, Highest, keyOf, reversed, scoresOf } from './extremes.js';
import { BLOCK_ROWS, type Block, firstColumn, type Grid, pairId } from './grid.js';
import { findRelatives } from './relatives.js';

/** Where scores are counted and how many are kept. */
export interface CountSettings {
  /** A power of two, so that no score is rounded over the edge of its bin. */
  readonly binsPerUnit: number;
  /** How many of the highest non-mated scores are kept. */
  readonly keep: number;
  /** How many of the lowest mated scores are kept. */
  readonly keepMated: number;
}

/** What one thread counted. Bin b holds the scores in [b / binsPerUnit − LIMIT, (b+1) / binsPerUnit − LIMIT). */
export interface Counted {
  readonly nonMated: Float64Array;
  readonly mated: Float64Array;
  readonly highest: Extremes;
  /** Keys reversed. */
  readonly lowestMated: Extremes;
}

/** Cosines of rows of unit length lie well within ±LIMIT, so that the loop over scores need not ask. */
export const LIMIT = 2;

export interface ComparisonCount {
  /**
   * @param scores BLOCK_ROWS × BLOCK_ROWS, row after row; those beyond the block's ends are not looked at
   * @returns how many pairs of the grid the block holds
   */
  add(block: Block, scores: Float32Array): number;
  /** To be called once. */
  close(): Counted;
}

/** The scores of a block, and what none of the highest is below. */
interface BlockScores {
  readonly values: Float32Array;
  /** The same memory. */
  readonly bits: Int32Array;
  readonly floor: number;
}

/** Memory: 80 bytes for each of `binsPerUnit`, and see `Highest`. */
export function openCount(grid: Grid, { binsPerUnit, keep, keepMated }: CountSettings): ComparisonCount {
  const bins = openBins(2 * LIMIT * binsPerUnit + 1);
  const matedBins = new Float64Array(bins.counts.length);
  const highest = new Highest(keep);
  const lowestMated = new Highest(keepMated);
  const relatives = findRelatives(grid);
  const candidates = new Int32Array(BLOCK_ROWS);

  /** Scores of row `row` and columns [first, end); that of column c is at `at + c`. */
  const addRow = (row: number, first: number, end: number, scores: BlockScores, at: number): void => {
    const { values, bits, floor } = scores;
    const id = pairId(grid, row, 0);
    // All as if they were non-mated; the few that are not are put right below.
    const found = countRow(values, at + first, at + end, binsPerUnit, bins.counts, floor, candidates);
    for (let k = 0; k < found; k++) {
      const column = candidates[k] - at;
      if (relatives.relation(row, column) !== 'non-mated') continue;
      highest.offer(keyOf(bits[candidates[k]]), id + column);
    }
    relatives.visit(row, first, end, (column, relation) => {
      const bin = Math.floor(values[at + column] * binsPerUnit) + LIMIT * binsPerUnit;
      bins.counts[bin]--;
      if (relation !== 'mated') return;
      matedBins[bin]++;
      lowestMated.offer(reversed(keyOf(bits[at + column])), id + column);
    });
  };

  return {
    add(block, values) {
      bins.makeRoom(values.length);
      const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
      const scores = { values, bits, floor: scoresOf(Int32Array.of(highest.floor))[0] };
      let pairs = 0;
      for (let row = block.top; row < block.bottom; row++) {
        const first = firstColumn(grid, block, row);
        addRow(row, first, block.end, scores, (row - block.top) * BLOCK_ROWS - block.start);
        pairs += block.end - first;
      }
      return pairs;
    },
    close() {
      return {
        nonMated: bins.close(),
        mated: matedBins,
        highest: highest.close(),
        lowestMated: lowestMated.close(),
      };
    },
  };
}

/**
 * The loop in which all time goes that is not the product's: adds the scores at [from, to) to their bins, and notes
 * the places of those at or above `floor` in `candidates`. Four at a time, so that one need not wait for another: a
 * third less time.
 * @returns how many places were noted
 */
function countRow(
  scores: Float32Array,
  from: number,
  to: number,
  binsPerUnit: number,
  bins: Int32Array,
  floor: number,
  candidates: Int32Array,
): number {
  let found = 0;
  const zero = LIMIT * binsPerUnit;
  let at = from;
  for (; at + 3 < to; at += 4) {
    const score0 = scores[at];
    const score1 = scores[at + 1];
    const score2 = scores[at + 2];
    const score3 = scores[at + 3];
    const bin0 = (Math.floor(score0 * binsPerUnit) | 0) + zero;
    const bin1 = (Math.floor(score1 * binsPerUnit) | 0) + zero;
    const bin2 = (Math.floor(score2 * binsPerUnit) | 0) + zero;
    const bin3 = (Math.floor(score3 * binsPerUnit) | 0) + zero;
    bins[bin0] = (bins[bin0] + 1) | 0;
    bins[bin1] = (bins[bin1] + 1) | 0;
    bins[bin2] = (bins[bin2] + 1) | 0;
    bins[bin3] = (bins[bin3] + 1) | 0;
    if (score0 >= floor) candidates[found++] = at;
    if (score1 >= floor) candidates[found++] = at + 1;
    if (score2 >= floor) candidates[found++] = at + 2;
    if (score3 >= floor) candidates[found++] = at + 3;
  }
  for (; at < to; at++) {
    bins[(Math.floor(scores[at] * binsPerUnit) | 0) + zero]++;
    if (scores[at] >= floor) candidates[found++] = at;
  }
  return found;
}

/** Counts in 32 bits, faster than in 64, emptied into 64 before they could overflow. */
function openBins(length: number): {
  counts: Int32Array;
  /** To be called before so many scores are counted. */
  makeRoom(scores: number): void;
  close(): Float64Array;
} {
  const counts = new Int32Array(length);
  const totals = new Float64Array(length);
  let counted = 0;
  const empty = () => {
    for (let bin = 0; bin < length; bin++) totals[bin] += counts[bin];
    counts.fill(0);
    counted = 0;
  };
  return {
    counts,
    makeRoom(scores) {
      if (counted + scores >= 2 ** 31) empty();
      counted += scores;
    },
    close() {
      empty();
      return totals;
    },
  };
}
