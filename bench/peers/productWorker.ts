// A thread that multiplies the same blocks as the scoring engine, and counts nothing.

import { parentPort } from 'node:worker_threads';
import { BLOCK_ROWS, blockAt, blockCount, type Grid } from '../../src/workbench/scoring/grid.js';
import { openProduct } from '../../src/workbench/scoring/product.js';

/** The templates, padded with zeros to whole blocks, and the number of the next block. */
export interface ProductJob {
  readonly rows: number;
  readonly dimension: number;
  readonly templates: SharedArrayBuffer;
  readonly next: SharedArrayBuffer;
}

const port = parentPort!;
const product = await openProduct();
port.on('message', async (job: ProductJob | 'end') => {
  if (job === 'end') {
    await product.close();
    port.close();
    return;
  }
  const next = new Int32Array(job.next);
  const templates = new Float32Array(job.templates);
  const size = BLOCK_ROWS * job.dimension;
  // The runtime takes no shared memory, so that copying belongs to the product.
  const [left, right] = [new Float32Array(size), new Float32Array(size)];
  const labels = { subjects: new Int32Array(job.rows) };
  const grid: Grid = { shape: 'triangle', left: labels, right: labels };
  const blocks = blockCount(grid);
  let top = -1;
  for (let index = Atomics.add(next, 0, 1); index < blocks; index = Atomics.add(next, 0, 1)) {
    const block = blockAt(grid, index);
    const rowsAt = (row: number) => templates.subarray(row * job.dimension, row * job.dimension + size);
    if (block.top !== top) left.set(rowsAt(block.top));
    top = block.top;
    right.set(rowsAt(block.start));
    await product.multiply(left, right, job.dimension);
  }
  port.postMessage('done');
});
port.postMessage('ready');
