// A thread of the engine: takes the next block of the grid, multiplies, counts, until no block is left.

import { type MessagePort, parentPort } from 'node:worker_threads';
import { LikenessError } from '../../errors.js';
import { openCount } from './comparisonCount.js';
import { BLOCK_ROWS, type Block, blockAt, blockCount } from './grid.js';
import { openProduct } from './product.js';
import type { RowOffsets } from './scoringEngine.js';
import type { Answer, Job } from './scoringThreads.js';

const port = parentPort!;
const product = await attempt(openProduct(), port);
if (product) {
  port.on('message', async (message: { job: Job; answers: MessagePort } | 'end') => {
    if (message === 'end') {
      await product.close();
      port.close();
    } else {
      await attempt(work(message.job, message.answers), message.answers);
      message.answers.close();
    }
  });
  port.postMessage({ kind: 'ready' } satisfies Answer);
}

async function work(job: Job, answers: MessagePort): Promise<void> {
  const { grid, dimension } = job;
  const next = new Int32Array(job.next);
  const [left, right] = [rowsOf(job.left, dimension), rowsOf(job.right, dimension)];
  const count = openCount(grid, job.settings);
  const blocks = blockCount(grid);
  for (let index = Atomics.add(next, 0, 1); index < blocks; index = Atomics.add(next, 0, 1)) {
    const block = blockAt(grid, index);
    const scores = await product!.multiply(left(block.top), right(block.start), dimension);
    if (job.offsets) addOffsets(scores, block, job.offsets);
    answers.postMessage({ kind: 'progress', pairs: count.add(block, scores) } satisfies Answer);
  }
  const counted = count.close();
  const { nonMated, mated, highest, lowestMated } = counted;
  const arrays = [nonMated, mated, highest.keys, highest.ids, lowestMated.keys, lowestMated.ids];
  answers.postMessage(
    { kind: 'counted', counted } satisfies Answer,
    arrays.map(({ buffer }) => buffer as ArrayBuffer),
  );
}

function addOffsets(scores: Float32Array, { top, bottom, start, end }: Block, offsets: RowOffsets): void {
  for (let row = top; row < bottom; row++) {
    const at = (row - top) * BLOCK_ROWS - start;
    const own = offsets.left[row];
    for (let column = start; column < end; column++) scores[at + column] += own + offsets.right[column];
  }
}

/** Blocks of rows, each copied once as long as the same one is asked for: the runtime takes no shared memory. */
function rowsOf(shared: SharedArrayBuffer, dimension: number): (start: number) => Float32Array {
  const rows = new Float32Array(shared);
  const block = new Float32Array(BLOCK_ROWS * dimension);
  let held = -1;
  return (start) => {
    if (start !== held) block.set(rows.subarray(start * dimension, (start + BLOCK_ROWS) * dimension));
    held = start;
    return block;
  };
}

/** An error is sent as plain data: as an object it would arrive without its class. */
async function attempt<T>(done: Promise<T>, answers: MessagePort): Promise<T | undefined> {
  try {
    return await done;
  } catch (error) {
    const { code, message } = error instanceof LikenessError ? error : unexpected(error);
    answers.postMessage({ kind: 'failed', code, message } satisfies Answer);
    return undefined;
  }
}

const unexpected = (error: unknown): Pick<LikenessError, 'code' | 'message'> => ({
  code: 'internal',
  message: `scoring: ${error instanceof Error ? error.message : String(error)}`,
});
