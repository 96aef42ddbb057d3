// Which templates meet which, as a grid of square blocks: the unit of work that threads take from one another.

/** Who and what the rows of a set of templates are of. */
export interface Labels {
  /** Subject of each row. */
  readonly subjects: Int32Array;
  /** Picture of each row, if known: two rows of one picture are not compared. */
  readonly pictures?: Int32Array | undefined;
}

/** `triangle`: rows of one set, each with each later one. `rectangle`: each row of the left with each of the right. */
export interface Grid {
  readonly shape: 'triangle' | 'rectangle';
  readonly left: Labels;
  readonly right: Labels;
}

/** Rows [top, bottom) against columns [start, end); of a triangle only where the column is above the row. */
export interface Block {
  readonly top: number;
  readonly bottom: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Rows and columns of a block. 256 × 256 scores and two times 256 rows of 512 numbers lie in 1.3 MB, near the size
 * of a second-level cache: of the sizes from 128 to 2,048 the one in which ONNX Runtime multiplies fastest.
 * All products have this one shape, the last ones filled up with zeros: the order in which the runtime sums depends
 * on the shape, so a pair's score would else depend on where the block ends.
 */
export const BLOCK_ROWS = 256;

export const rowCount = ({ subjects }: Labels): number => subjects.length;

/** All pairs of the grid; those of one picture among them. */
export function pairCount({ shape, left, right }: Grid): number {
  const rows = rowCount(left);
  return shape === 'triangle' ? (rows * rows - rows) / 2 : rows * rowCount(right);
}

/** How many blocks hold at least one pair; none if there is no pair. */
export function blockCount(grid: Grid): number {
  if (pairCount(grid) === 0) return 0;
  const [tall, wide] = [blocksOf(grid.left), blocksOf(grid.right)];
  return grid.shape === 'triangle' ? (tall * (tall + 1)) / 2 : tall * wide;
}

/** Block number `index`, counted row by row of blocks, so that successive blocks have their rows in common. */
export function blockAt(grid: Grid, index: number): Block {
  const wide = blocksOf(grid.right);
  let row = 0;
  let column = index;
  if (grid.shape === 'rectangle') {
    row = Math.floor(index / wide);
    column = index % wide;
  } else {
    for (; column >= wide - row; row++) column -= wide - row;
    column += row;
  }
  return {
    top: row * BLOCK_ROWS,
    bottom: Math.min(rowCount(grid.left), (row + 1) * BLOCK_ROWS),
    start: column * BLOCK_ROWS,
    end: Math.min(rowCount(grid.right), (column + 1) * BLOCK_ROWS),
  };
}

/** The first column of a block that row `row` meets. */
export function firstColumn(grid: Grid, { start }: Block, row: number): number {
  return grid.shape === 'triangle' ? Math.max(start, row + 1) : start;
}

/** A pair as one number, ascending row by row; exact up to 2⁵³. */
export const pairId = (grid: Grid, row: number, column: number): number =>
  row * rowCount(grid.right) + column;

/** The two rows that `pairId` made one number of. */
export function rowsOfPairs(grid: Grid, ids: Float64Array): { left: Int32Array; right: Int32Array } {
  const wide = rowCount(grid.right);
  const left = new Int32Array(ids.length);
  const right = new Int32Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    left[i] = Math.floor(ids[i] / wide);
    right[i] = ids[i] - left[i] * wide;
  }
  return { left, right };
}

const blocksOf = (labels: Labels): number => Math.ceil(rowCount(labels) / BLOCK_ROWS);
