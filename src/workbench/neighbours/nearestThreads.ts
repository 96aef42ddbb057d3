// The threads that look for neighbours, as seen from the main one: started for a job, gone after it.

import { type ErrorCode, LikenessError } from '../../errors.js';
import { openThread } from '../../threads.js';
import type { Watch } from '../scoring/scoringThreads.js';

/** What the threads share; they write to `index` and `score`, each its own rows. */
export interface NearestJob {
  readonly rows: number;
  readonly dimension: number;
  /** Neighbours a row; below `rows`. */
  readonly count: number;
  /** Padded with zeros to whole blocks. */
  readonly templates: SharedArrayBuffer;
  readonly index: SharedArrayBuffer;
  readonly score: SharedArrayBuffer;
  /** One whole number: the block of rows that is to be done next. */
  readonly next: SharedArrayBuffer;
}

/** What a thread says. */
export type Answer =
  | { readonly kind: 'progress'; readonly rows: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };

/** Larger than any block's number: threads find no block left, and end. */
export const STOPPED = 2 ** 30;

/**
 * Settles only when no thread is left.
 * @throws the first error of a thread or of `onProgress`, or what `signal` was aborted with
 */
export async function nearestInThreads(
  job: NearestJob,
  count: number,
  { signal, onProgress }: Watch,
): Promise<void> {
  const errors: unknown[] = [];
  const stop = () => Atomics.store(new Int32Array(job.next), 0, STOPPED);
  const fail = (error: unknown) => {
    errors.push(error);
    stop();
  };
  let done = 0;
  const onRows = (rows: number) => {
    done += rows;
    try {
      if (errors.length === 0 && !signal?.aborted) onProgress?.(done, job.rows);
    } catch (error) {
      fail(error);
    }
  };
  signal?.addEventListener('abort', stop);
  try {
    await Promise.all(Array.from({ length: count }, () => runThread(job, onRows).catch(fail)));
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  signal?.throwIfAborted();
  if (errors.length > 0) throw errors[0];
}

function runThread(job: NearestJob, onRows: (rows: number) => void): Promise<void> {
  const worker = openThread(new URL('./nearestWorker.js', import.meta.url), job);
  return new Promise((resolve, reject) => {
    let outcome: Exclude<Answer, { kind: 'progress' }> | undefined;
    let cause: unknown;
    worker.on('message', (answer: Answer) => {
      if (answer.kind === 'progress') onRows(answer.rows);
      else outcome = answer;
    });
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', (code) => {
      if (outcome?.kind === 'done') resolve();
      else if (outcome) reject(new LikenessError(outcome.code, outcome.message));
      else reject(new LikenessError('internal', `neighbours: a thread ended with code ${code}`, { cause }));
    });
  });
}
