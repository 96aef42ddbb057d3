// Every row of one block of templates against every row of another: the one place where an evaluation spends
// its time. The interface lets a faster engine (an ONNX MatMul) take the place of the plain one here.

/**
 * All dot products between two blocks of rows.
 *
 * @param left `leftRows × dimension`, row after row
 * @param right `rightRows × dimension`, row after row
 * @returns `leftRows × rightRows`, row after row
 */
export type BlockProduct = (
  left: Float32Array,
  leftRows: number,
  right: Float32Array,
  rightRows: number,
  dimension: number,
) => Float32Array | Promise<Float32Array>;

/** Rows and columns of the square of dot products that is summed at once, in registers. */
const TILE = 4;

/**
 * The built-in engine, on one thread: sums in double precision, so its scores do not depend upon the blocks.
 * Some 2.5 GFLOP/s (two operations a multiply-add) on a core of an AMD EPYC; whole runs: see allPairs.ts.
 */
export function blockProduct(
  left: Float32Array,
  leftRows: number,
  right: Float32Array,
  rightRows: number,
  dimension: number,
): Float32Array {
  const packedLeft = pack(left, leftRows, dimension);
  const packedRight = pack(right, rightRows, dimension);
  const scores = new Float32Array(leftRows * rightRows);
  const tile = new Float64Array(TILE * TILE);
  for (let i = 0; i < leftRows; i += TILE) {
    for (let j = 0; j < rightRows; j += TILE) {
      tileProduct(packedLeft, i * dimension, packedRight, j * dimension, dimension, tile);
      const rows = Math.min(TILE, leftRows - i);
      const columns = Math.min(TILE, rightRows - j);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          scores[(i + row) * rightRows + j + column] = tile[row * TILE + column];
        }
      }
    }
  }
  return scores;
}

/** Rows interleaved four by four (padded with zeros), so that the inner loop walks memory straight ahead. */
function pack(rows: Float32Array, count: number, dimension: number): Float64Array {
  const packed = new Float64Array(Math.ceil(count / TILE) * TILE * dimension);
  for (let row = 0; row < count; row++) {
    const lane = row % TILE;
    const start = (row - lane) * dimension + lane;
    for (let k = 0; k < dimension; k++) packed[start + k * TILE] = rows[row * dimension + k];
  }
  return packed;
}

/** Sixteen dot products at once: eight loads serve sixteen multiply-adds. */
function tileProduct(
  left: Float64Array,
  leftStart: number,
  right: Float64Array,
  rightStart: number,
  dimension: number,
  tile: Float64Array,
): void {
  let s00 = 0,
    s01 = 0,
    s02 = 0,
    s03 = 0;
  let s10 = 0,
    s11 = 0,
    s12 = 0,
    s13 = 0;
  let s20 = 0,
    s21 = 0,
    s22 = 0,
    s23 = 0;
  let s30 = 0,
    s31 = 0,
    s32 = 0,
    s33 = 0;
  const end = leftStart + TILE * dimension;
  for (let p = leftStart, q = rightStart; p < end; p += TILE, q += TILE) {
    const b0 = right[q];
    const b1 = right[q + 1];
    const b2 = right[q + 2];
    const b3 = right[q + 3];
    let a = left[p];
    s00 += a * b0;
    s01 += a * b1;
    s02 += a * b2;
    s03 += a * b3;
    a = left[p + 1];
    s10 += a * b0;
    s11 += a * b1;
    s12 += a * b2;
    s13 += a * b3;
    a = left[p + 2];
    s20 += a * b0;
    s21 += a * b1;
    s22 += a * b2;
    s23 += a * b3;
    a = left[p + 3];
    s30 += a * b0;
    s31 += a * b1;
    s32 += a * b2;
    s33 += a * b3;
  }
  tile[0] = s00;
  tile[1] = s01;
  tile[2] = s02;
  tile[3] = s03;
  tile[4] = s10;
  tile[5] = s11;
  tile[6] = s12;
  tile[7] = s13;
  tile[8] = s20;
  tile[9] = s21;
  tile[10] = s22;
  tile[11] = s23;
  tile[12] = s30;
  tile[13] = s31;
  tile[14] = s32;
  tile[15] = s33;
}
