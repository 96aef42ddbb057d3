// The threads of the engine as seen from the main one: open them, give each the same job, gather what they counted.

import { MessageChannel, type Worker } from 'node:worker_threads';
import { type ErrorCode, LikenessError } from '../../errors.js';
import { openThread } from '../../threads.js';
import type { Counted, CountSettings } from './comparisonCount.js';
import { blockCount, type Grid, pairCount } from './grid.js';

/** What the threads share. Templates are padded with zeros to whole blocks. */
export interface Job {
  readonly grid: Grid;
  readonly dimension: number;
  readonly left: SharedArrayBuffer;
  readonly right: SharedArrayBuffer;
  readonly settings: CountSettings;
  /** Added to the scores of each row and of each column. */
  readonly offsets?: { readonly left: Float32Array; readonly right: Float32Array };
  /** One whole number: the block that is to be scored next. */
  readonly next: SharedArrayBuffer;
}

/** What a thread says. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly pairs: number }
  | { readonly kind: 'counted'; readonly counted: Counted }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };

export interface Watch {
  readonly signal?: AbortSignal | undefined;
  /** Told after each block how many of how many pairs are done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface ScoringThreads {
  /**
   * Counts all pairs of the grid. Settles only when no thread works at it any more. Jobs may overlap.
   * @throws the first error of a thread or of `onProgress`, or what `signal` was aborted with
   */
  count(job: Omit<Job, 'next'>, watch: Watch): Promise<Counted[]>;
  /** Ends the threads once their jobs are done. */
  close(): Promise<void>;
}

/** @throws `runtime_missing` where ONNX Runtime does not start; no thread is left behind */
export async function openThreads(count: number): Promise<ScoringThreads> {
  const threads = Array.from({ length: count }, startThread);
  const jobs = new Set<Promise<unknown>>();
  const close = async () => {
    await Promise.allSettled(jobs);
    for (const { worker } of threads) worker.postMessage('end');
    await Promise.all(threads.map(({ exited }) => exited));
  };
  const ready = await Promise.allSettled(threads.map(waitReady));
  for (const result of ready) {
    if (result.status === 'fulfilled') continue;
    await close();
    throw result.reason;
  }
  return {
    count(job, watch) {
      const counted = countIn(threads, job, watch).finally(() => jobs.delete(counted));
      jobs.add(counted);
      return counted;
    },
    close,
  };
}

interface Thread {
  readonly worker: Worker;
  /** Resolves with the reason, as an error, whatever it is. */
  readonly exited: Promise<LikenessError>;
}

function startThread(): Thread {
  const worker = openThread(new URL('./scoringWorker.js', import.meta.url));
  let cause: unknown;
  worker.on('error', (error) => {
    cause = error;
  });
  const exited = new Promise<LikenessError>((resolve) => {
    worker.on('exit', (code) => {
      resolve(new LikenessError('internal', `scoring: a thread ended with code ${code}`, { cause }));
    });
  });
  return { worker, exited };
}

function waitReady({ worker, exited }: Thread): Promise<void> {
  return new Promise((resolve, reject) => {
    exited.then(reject);
    worker.once('message', (answer: Answer) => {
      if (answer.kind === 'failed') reject(new LikenessError(answer.code, answer.message));
      else resolve();
    });
  });
}

async function countIn(
  threads: readonly Thread[],
  sharedJob: Omit<Job, 'next'>,
  { signal, onProgress }: Watch,
): Promise<Counted[]> {
  signal?.throwIfAborted();
  const job = { ...sharedJob, next: new SharedArrayBuffer(4) };
  const [blocks, total] = [blockCount(job.grid), pairCount(job.grid)];
  const errors: unknown[] = [];
  // Threads then find no block left, and answer at once.
  const stop = () => Atomics.store(new Int32Array(job.next), 0, blocks);
  const fail = (error: unknown) => {
    errors.push(error);
    stop();
  };
  let done = 0;
  const onPairs = (pairs: number) => {
    done += pairs;
    try {
      if (errors.length === 0 && !signal?.aborted) onProgress?.(done, total);
    } catch (error) {
      fail(error);
    }
  };
  signal?.addEventListener('abort', stop);
  const counts = await Promise.all(
    threads.slice(0, blocks).map((thread) => ask(thread, job, onPairs).catch(fail)),
  );
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  if (errors.length > 0) throw errors[0];
  return counts as Counted[];
}

/** Answers come on a channel of the job's own. */
function ask({ worker, exited }: Thread, job: Job, onPairs: (pairs: number) => void): Promise<Counted> {
  const { port1: answers, port2 } = new MessageChannel();
  const answered = new Promise<Counted>((resolve, reject) => {
    exited.then(reject);
    answers.on('message', (answer: Answer) => {
      if (answer.kind === 'progress') onPairs(answer.pairs);
      else if (answer.kind === 'counted') resolve(answer.counted);
      else if (answer.kind === 'failed') reject(new LikenessError(answer.code, answer.message));
    });
  });
  worker.postMessage({ job, answers: port2 }, [port2]);
  return answered.finally(() => answers.close());
}
