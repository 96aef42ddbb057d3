// The threads of a pool, as seen from the main one: all work on one order at a time.

import type { Worker } from 'node:worker_threads';
import { LikenessError } from '../../errors.js';
import { openThread } from '../../threads.js';
import type { Answer, Order, ThreadData } from './protocol.js';

export class SearchThreads {
  readonly #workers: readonly Worker[];
  #broken: unknown;
  #waiting:
    | {
        readonly answers: Answer[];
        readonly resolve: (answers: Answer[]) => void;
        readonly reject: (error: unknown) => void;
      }
    | undefined;

  constructor(threads: number) {
    this.#workers = Array.from({ length: threads }, (_, thread) => {
      const data: ThreadData = { thread, threads };
      const worker = openThread(new URL('./searchWorker.js', import.meta.url), data);
      worker.on('message', (answer: Answer) => this.#onAnswer(answer));
      worker.on('error', (cause) => this.#break(cause));
      worker.on('exit', (code) => this.#break(new Error(`a thread ended with code ${code}`)));
      // Idle threads keep no process alive.
      worker.unref();
      return worker;
    });
  }

  /** Orders that are answered with nothing. */
  tell(order: Order): void {
    for (const worker of this.#workers) worker.postMessage(order);
  }

  /**
   * What each thread answers. One order at a time.
   * @throws the first failure, when all have answered; `internal` where a thread is gone
   */
  async run(order: Order): Promise<Answer[]> {
    if (this.#broken) throw this.#broken;
    const answered = new Promise<Answer[]>((resolve, reject) => {
      this.#waiting = { answers: [], resolve, reject };
    });
    for (const worker of this.#workers) {
      worker.ref();
      worker.postMessage(order);
    }
    try {
      return await answered;
    } finally {
      for (const worker of this.#workers) worker.unref();
    }
  }

  async close(): Promise<void> {
    this.#broken ??= new LikenessError('closed', 'this pool was closed');
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #onAnswer(answer: Answer): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    waiting.answers.push(answer);
    if (waiting.answers.length < this.#workers.length) return;
    this.#waiting = undefined;
    const failed = waiting.answers.find((one) => one.kind === 'failed');
    if (failed) waiting.reject(new LikenessError(failed.code, failed.message));
    else waiting.resolve(waiting.answers);
  }

  /** A thread that is gone does not come back: nothing is searched any more, and every caller is told. */
  #break(cause: unknown): void {
    this.#broken ??= new LikenessError('internal', 'search: a thread is gone', { cause });
    this.#waiting?.reject(this.#broken);
    this.#waiting = undefined;
  }
}
