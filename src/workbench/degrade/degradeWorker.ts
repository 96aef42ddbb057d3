// A thread that degrades pictures, one at a time.

import { parentPort } from 'node:worker_threads';
import { LikenessError } from '../../errors.js';
import { decode, readPictureFile } from '../../image/index.js';
import { type Degraded, degradePortrait } from './degradePortrait.js';
import type { ProcessName } from './processes.js';

/** What the thread is asked … */
export interface DegradeJob {
  readonly file: string;
  readonly landmarks: readonly number[];
  readonly process: ProcessName;
  readonly seed: number;
}

/** … and what it says: the picture, or why its file cannot be one. */
export type DegradeAnswer =
  | Pick<Degraded, 'bytes' | 'extension'>
  | { readonly error: Pick<LikenessError, 'code' | 'message'> };

// As a module it is imported for its types alone; as a thread it has a port.
parentPort?.on('message', async (job: DegradeJob | 'end') => {
  if (job === 'end') parentPort!.close();
  else parentPort!.postMessage(await work(job));
});

/** A file that is gone or broken is told; anything else is the machine’s fault, and ends the thread. */
async function work({ file, landmarks, process, seed }: DegradeJob): Promise<DegradeAnswer> {
  try {
    const picture = await decode(await readPictureFile(file));
    const { bytes, extension } = await degradePortrait(picture, { landmarks }, process, seed);
    return { bytes: new Uint8Array(bytes), extension };
  } catch (error) {
    if (!(error instanceof LikenessError) || !/^(file|image)_/.test(error.code)) throw error;
    const { code, message } = error;
    return { error: { code, message } };
  }
}
