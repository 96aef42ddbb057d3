// A thread that makes batches: loads each sample of one, puts them together, gives the memory away.

import { parentPort, workerData } from 'node:worker_threads';
import { LikenessError } from '../../errors.js';
import { type OpenBatch, openBatch } from './batches.js';
import type { Answer, Job, LoadingData, LoadSample, OpenSamples } from './loading.js';
import { type Draw, randomnessOf } from './order.js';

const port = parentPort!;
const { inputs, samples, seed, data } = workerData as LoadingData;
const { openSamples } = (await import(samples)) as { openSamples?: OpenSamples };
if (typeof openSamples !== 'function') throw new TypeError('it does not export openSamples');
const load: LoadSample = await openSamples(data);

let last: Promise<void> = Promise.resolve();
port.on('message', (job: Job) => {
  // One batch after the other, so that the first one asked for is ready first.
  last = last.then(() => work(job));
});

async function work({ step, draws }: Job): Promise<void> {
  try {
    const open = openBatch(inputs, draws.length);
    await Promise.all(draws.map((draw, row) => loadOne(draw, row, open)));
    const { batch } = open;
    const buffers = Object.values(batch).map((tensor) => tensor.data.buffer as ArrayBuffer);
    port.postMessage({ step, batch } satisfies Answer, buffers);
  } catch (error) {
    const { code, message, hint } = error as LikenessError;
    port.postMessage({ step, error: { code, message, hint } } satisfies Answer);
  }
}

async function loadOne(draw: Draw, row: number, { place }: OpenBatch): Promise<void> {
  try {
    place(row, await load(draw.index, randomnessOf(seed, draw)));
  } catch (error) {
    throw named(draw, error);
  }
}

function named({ index, round }: Draw, error: unknown): LikenessError {
  const where = `sample ${index}${round > 0 ? `, round ${round}` : ''}`;
  if (error instanceof LikenessError && error.code !== 'option_invalid')
    return new LikenessError(error.code, `${where}: ${error.message}`, { hint: error.hint });
  const message = error instanceof Error ? error.message : String(error);
  return new LikenessError('dataset_invalid', `${where}: ${message}`, {
    hint: 'Mend this sample, or leave it out of the data set.',
  });
}
