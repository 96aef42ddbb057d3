// A thread that looks for neighbours: takes the next block of rows, scores it against every block, keeps the best.

import { parentPort, workerData } from 'node:worker_threads';
import { LikenessError } from '../../errors.js';
import { BLOCK_ROWS } from '../scoring/grid.js';
import { type OpenProduct, openProduct } from '../scoring/product.js';
import { openBest } from './best.js';
import { type Answer, type NearestJob, STOPPED } from './nearestThreads.js';

const say = (answer: Answer): void => parentPort!.postMessage(answer);

try {
  const product = await openProduct();
  await work(workerData as NearestJob, product).finally(() => product.close());
  say({ kind: 'done' });
} catch (error) {
  // As an object it would arrive without its class.
  const { code, message } = error instanceof LikenessError ? error : unexpected(error);
  say({ kind: 'failed', code, message });
}

async function work(job: NearestJob, product: OpenProduct): Promise<void> {
  const { rows, dimension, count } = job;
  const next = new Int32Array(job.next);
  const templates = new Float32Array(job.templates);
  const [index, score] = [new Int32Array(job.index), new Float32Array(job.score)];
  const [left, right] = [new Float32Array(BLOCK_ROWS * dimension), new Float32Array(BLOCK_ROWS * dimension)];
  const fill = (block: Float32Array, start: number) =>
    block.set(templates.subarray(start * dimension, (start + BLOCK_ROWS) * dimension));
  const best = openBest(BLOCK_ROWS, count);
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  for (let block = Atomics.add(next, 0, 1); block < blocks; block = Atomics.add(next, 0, 1)) {
    const top = block * BLOCK_ROWS;
    const bottom = Math.min(rows, top + BLOCK_ROWS);
    fill(left, top);
    best.clear();
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      if (Atomics.load(next, 0) >= STOPPED) return;
      fill(right, start);
      const scores = await product.multiply(left, right, dimension);
      const columns = Math.min(BLOCK_ROWS, rows - start);
      for (let row = top; row < bottom; row++) {
        const at = (row - top) * BLOCK_ROWS;
        best.offer(row - top, scores.subarray(at, at + columns), start, row);
      }
    }
    for (let row = top; row < bottom; row++) best.write(row - top, index, score, row * count);
    say({ kind: 'progress', rows: bottom - top });
  }
}

function unexpected(error: unknown): Pick<LikenessError, 'code' | 'message'> {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `neighbours: ${message}` };
}
