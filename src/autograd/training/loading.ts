// Batches made ahead of the step, on threads of their own: a user's module loads a sample, a thread puts a batch
// together, and its memory moves to the main thread without a copy.

import { LikenessError } from '../../errors.js';
import type { ValueInfo } from '../../onnx/index.js';
import { openImportingThread } from '../../threads.js';
import type { Random } from '../random.js';
import type { Batch } from '../step.js';
import type { BatchSource, Sample } from './batches.js';
import { requireCount } from './count.js';
import type { SampleOrder } from './order.js';

/**
 * Loads one sample. Must give the same sample for the same arguments: all randomness comes from `random`.
 * @param index number of the sample, from 0
 */
export type LoadSample = (index: number, random: Random) => Sample | Promise<Sample>;

/** What a module of samples exports: called once a thread, it opens files, tables and the like. */
export type OpenSamples<Data = unknown> = (data: Data) => LoadSample | Promise<LoadSample>;

export interface LoadingOptions {
  /** Which samples make up which batch. */
  readonly order: SampleOrder;
  /** The inputs that samples fill: those of the training step. */
  readonly inputs: readonly ValueInfo[];
  /** A module that exports `openSamples`, an {@link OpenSamples}. */
  readonly samples: URL;
  /** Given to `openSamples` in each thread: copied, but a SharedArrayBuffer is shared. */
  readonly data?: unknown;
  /** Default 1; the batches are the same with any number. */
  readonly threads?: number;
  /** Batches that are held ready, at most. Default two a thread. */
  readonly ahead?: number;
}

/** What a thread is opened with … */
export interface LoadingData {
  readonly inputs: readonly ValueInfo[];
  readonly samples: string;
  readonly seed: number;
  readonly data: unknown;
}

/** … what it is asked … */
export interface Job {
  readonly step: number;
  readonly draws: ReturnType<SampleOrder['draws']>;
}

/** … and what it says. */
export type Answer =
  | { readonly step: number; readonly batch: Batch }
  | { readonly step: number; readonly error: Pick<LikenessError, 'code' | 'message' | 'hint'> };

/**
 * Opens threads that load samples ahead of the step. Close it when done.
 *
 * What is wrong with a sample is thrown by `batch`, naming the sample: `dataset_invalid`, or the code of the
 * `LikenessError` that the module threw.
 *
 * @throws `option_invalid`
 */
export function openBatches(options: LoadingOptions): BatchSource {
  const { order, inputs, samples, data, threads = 1 } = options;
  const ahead = options.ahead ?? 2 * threads;
  requireCount('threads', threads);
  requireCount('ahead', ahead);
  const opened: LoadingData = { inputs, samples: samples.href, seed: order.seed, data };
  const loaders = Array.from({ length: threads }, () => openLoader(opened));
  const ready = new Map<number, Promise<Batch>>();
  let closed = false;

  const request = (step: number): void => {
    if (ready.has(step)) return;
    const batch = loaders[step % loaders.length]!.load({ step, draws: order.draws(step) });
    // It is told to whoever asks for this batch; nobody may.
    batch.catch(() => undefined);
    ready.set(step, batch);
  };

  return {
    order,
    async batch(step) {
      if (closed) throw new LikenessError('closed', 'these batches were closed');
      for (const known of ready.keys()) if (known < step || known > step + ahead) ready.delete(known);
      for (let next = step; next <= step + ahead; next++) request(next);
      const batch = ready.get(step)!;
      ready.delete(step);
      return batch;
    },
    async close() {
      closed = true;
      ready.clear();
      await Promise.all(loaders.map((loader) => loader.close()));
    },
  };
}

interface Loader {
  load(job: Job): Promise<Batch>;
  close(): Promise<void>;
}

function openLoader(opened: LoadingData): Loader {
  const thread = openImportingThread(new URL('./loadingWorker.js', import.meta.url), opened);
  const waiting = new Map<number, { resolve: (batch: Batch) => void; reject: (error: unknown) => void }>();
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  const exited = new Promise<void>((resolve) => {
    thread.once('exit', (code) => {
      fail(new LikenessError('internal', `a thread that loads samples ended with code ${code}`));
      resolve();
    });
  });
  thread.once('error', (cause: Error) => {
    fail(
      new LikenessError('dataset_invalid', `${opened.samples} cannot load samples: ${cause.message}`, {
        cause,
        hint: 'The module must export `openSamples`, and run in a worker thread.',
      }),
    );
  });
  thread.on('message', (answer: Answer) => {
    const asked = waiting.get(answer.step);
    waiting.delete(answer.step);
    if ('batch' in answer) asked?.resolve(answer.batch);
    else
      asked?.reject(new LikenessError(answer.error.code, answer.error.message, { hint: answer.error.hint }));
  });
  return {
    load: (job) =>
      new Promise<Batch>((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        waiting.set(job.step, { resolve, reject });
        thread.postMessage(job);
      }),
    async close() {
      // Nobody waits for what is being loaded, and a loader may take long: the thread is not asked to finish.
      await thread.terminate();
      await exited;
    },
  };
}
