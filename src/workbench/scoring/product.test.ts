import { afterAll, expect, it } from 'vitest';
import { blockProduct, createRandom } from '../../trials/index.js';
import { BLOCK_ROWS } from './grid.js';
import { openProduct } from './product.js';

const product = await openProduct();
afterAll(() => product.close());

function unitRows(seed: number, dimension: number): Float32Array {
  const random = createRandom(seed);
  const rows = Float32Array.from({ length: BLOCK_ROWS * dimension }, () => random.uniform() - 0.5);
  for (let start = 0; start < rows.length; start += dimension) {
    const row = rows.subarray(start, start + dimension);
    const length = Math.hypot(...row);
    row.forEach((value, k) => {
      row[k] = value / length;
    });
  }
  return rows;
}

it.each([1, 3, 128, 511, 512, 1152])(
  'is within 10⁻⁶ of sums in double precision, with %d numbers a template',
  async (dimension) => {
    const [left, right] = [unitRows(1, dimension), unitRows(2, dimension)];
    const scores = await product.multiply(left, right, dimension);
    const golden = await blockProduct(left, BLOCK_ROWS, right, BLOCK_ROWS, dimension);
    const furthest = scores.reduce((most, score, at) => Math.max(most, Math.abs(score - golden[at])), 0);
    expect(scores).toHaveLength(golden.length);
    expect(furthest).toBeLessThanOrEqual(1e-6);
  },
);

it('gives two templates one score, wherever in a block they lie, and whichever is on the left', async () => {
  const dimension = 512;
  const [left, right] = [unitRows(1, dimension), unitRows(2, dimension)];
  const scores = await product.multiply(left, right, dimension);
  const turned = await product.multiply(
    reversedRows(right, dimension),
    reversedRows(left, dimension),
    dimension,
  );
  const last = BLOCK_ROWS - 1;
  for (let i = 0; i < BLOCK_ROWS; i++) {
    for (let j = 0; j < BLOCK_ROWS; j++) {
      if (turned[(last - j) * BLOCK_ROWS + last - i] !== scores[i * BLOCK_ROWS + j]) {
        expect.fail(`row ${i} and column ${j} differ`);
      }
    }
  }
});

function reversedRows(rows: Float32Array, dimension: number): Float32Array {
  const turned = new Float32Array(rows.length);
  for (let start = 0; start < rows.length; start += dimension) {
    turned.set(rows.subarray(start, start + dimension), rows.length - dimension - start);
  }
  return turned;
}
