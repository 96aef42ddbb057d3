// One thread as seen from the main one: opened once, asked one task at a time, ended, or given up.

import type { Worker } from 'node:worker_threads';
import type { LikenessOptions } from '../../decision/index.js';
import { LikenessError } from '../../errors.js';
import { openThread } from '../../threads.js';
import { type PlainError, toLikenessError } from './plainError.js';
import { type OpenedModel, type Said, sentBytes, type Task } from './tasks.js';

/** What a thread is told … */
export type Question = Task | 'end';

/** … and what it says. */
export type Answer =
  | { readonly kind: 'progress'; readonly message: string }
  | { readonly kind: 'ready'; readonly model: OpenedModel }
  | { readonly kind: 'done'; readonly said: Said }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** Why a thread is no more: its task had no answer. */
export class ThreadLost extends LikenessError {}

export interface ThreadOptions {
  /** As built, such as `inferenceWorker.js`. */
  readonly module: URL;
  readonly likeness: Omit<LikenessOptions, 'onProgress' | 'threads'>;
  readonly onProgress?: (message: string) => void;
}

export interface InferenceThread {
  readonly model: OpenedModel;
  /** Resolves with the reason once the thread is no more, expected or not. */
  readonly lost: Promise<ThreadLost>;
  /**
   * Asks one task; the next only once that was answered.
   * @param transfer whether the pictures go over: the caller's are empty afterwards
   * @throws what the task throws; {@link ThreadLost} where the thread died of it or took too long, and then is no more
   */
  ask(task: Task, timeLimitMs: number, transfer: boolean): Promise<Said>;
  /** Ends it after what it does now. */
  end(): Promise<void>;
}

/** @throws what opening the models throws; no thread is left behind */
export async function openInferenceThread(options: ThreadOptions): Promise<InferenceThread> {
  const line = openLine(options);
  const { worker, lost } = line;
  const opened = await line.next().catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  if (opened.kind !== 'ready') throw new LikenessError('internal', 'a thread answered before it was asked');
  return {
    model: opened.model,
    lost,
    async ask(task, timeLimitMs, transfer) {
      worker.postMessage(task satisfies Question, transfer ? transferable(task) : []);
      const answered = line.next();
      const timer = setTimeout(() => {
        line.fail(new ThreadLost('inference_timeout', `it took longer than ${timeLimitMs / 1000} seconds`));
        // Not waited for: a thread deep in native code ends only when that returns.
        void worker.terminate();
        worker.unref();
      }, timeLimitMs);
      const answer = await answered.finally(() => clearTimeout(timer));
      if (answer.kind !== 'done') throw new LikenessError('internal', 'a thread was opened twice');
      return answer.said;
    },
    async end() {
      worker.postMessage('end' satisfies Question);
      await lost;
    },
  };
}

type Expected = Exclude<Answer, { kind: 'progress' | 'failed' }>;
type Waiting = [resolve: (answer: Expected) => void, reject: (error: LikenessError) => void];

interface Line {
  readonly worker: Worker;
  readonly lost: Promise<ThreadLost>;
  /** The next answer; asked for once at a time. */
  next(): Promise<Expected>;
  /** Answers in the thread's place. */
  fail(error: LikenessError): void;
}

/** Of objects; pictures and models lie outside it. A Likeness keeps below 20 (bench/results/memory.md). */
const HEAP_MB = 512;

/**
 * An uncaught error ends a thread alone, and so does a heap that grows until it is full. An abort in native code, or one
 * allocation far past the heap’s limit, ends the process: whoever started it has to start it anew.
 */
function openLine({ module, likeness, onProgress }: ThreadOptions): Line {
  const worker = openThread(module, likeness, { maxOldGenerationSizeMb: HEAP_MB });
  let waiting: Waiting | undefined;
  const settle = (use: (settled: Waiting) => void): void => {
    const settled = waiting;
    waiting = undefined;
    if (settled) use(settled);
  };
  const fail = (error: LikenessError) => settle(([, reject]) => reject(error));
  worker.on('message', (answer: Answer) => {
    if (answer.kind === 'progress') onProgress?.(answer.message);
    else if (answer.kind === 'failed') fail(toLikenessError(answer.error));
    else settle(([resolve]) => resolve(answer));
  });
  let cause = '';
  worker.on('error', (error: (Error & { code?: string }) | null) => {
    // Not its message, which may repeat what is in a picture.
    cause = ` of ${error?.code ?? error?.name ?? 'a thrown value'}`;
  });
  const lost = new Promise<ThreadLost>((resolve) => {
    worker.once('exit', (code) => {
      const loss = new ThreadLost('inference_failed', `the thread ended${cause || ` with code ${code}`}`);
      fail(loss);
      resolve(loss);
    });
  });
  return {
    ...{ worker, lost, fail },
    next: () =>
      new Promise((...settlers) => {
        waiting = settlers;
      }),
  };
}

/** Buffers that the pictures alone fill; a part of a larger one, as Node’s pool gives, has to be copied. */
const transferable = (task: Task): ArrayBuffer[] => {
  const whole = sentBytes(task).filter(({ buffer, byteLength }) => byteLength === buffer.byteLength);
  return [...new Set(whole.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer);
};
