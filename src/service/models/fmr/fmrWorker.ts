// A thread for one estimate: two thousand people are two million comparisons and many resamples, for which the event loop
// cannot wait.

import { parentPort, workerData } from 'node:worker_threads';
import { estimateFmr, type FmrEstimate, type FmrInput } from './estimate.js';

/** What the thread says, once. */
export type FmrAnswer =
  | { readonly kind: 'done'; readonly estimate: FmrEstimate | undefined }
  /** Without its message, which might repeat what it was given. */
  | { readonly kind: 'failed'; readonly name: string };

const answer = await estimateFmr(workerData as FmrInput).then(
  (estimate): FmrAnswer => ({ kind: 'done', estimate }),
  (error: unknown): FmrAnswer => ({ kind: 'failed', name: error instanceof Error ? error.name : 'error' }),
);
parentPort!.postMessage(answer);
