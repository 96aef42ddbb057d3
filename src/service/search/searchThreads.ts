// The threads of a pool, as seen from the main one: all work on one order at a time. Where one of them is lost, all are
// opened anew and told what they have to know.

import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { LikenessError } from '../../errors.js';
import { openThread } from '../../threads.js';
import type { Answer, Order, ThreadData } from './protocol.js';

interface Waiting {
  readonly answers: Answer[];
  readonly resolve: (answers: Answer[]) => void;
  readonly reject: (error: unknown) => void;
}

/** After a thread is lost, ms; doubled each time until an order is answered. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 10_000;

export class SearchThreads {
  readonly #threads: number;
  readonly #onLost: (error: unknown) => void;
  /** None while they are opened anew. */
  #workers: readonly Worker[] = [];
  #online = 0;
  #isLost = false;
  #waiting: Waiting | undefined;
  #opening: Promise<void> | undefined;
  #pause = FIRST_PAUSE;
  readonly #closing = new AbortController();
  /** What new threads are told: memories in their order, and each gallery's subspace. */
  readonly #memories: Order[] = [];
  readonly #subspaces = new Map<number, Order>();

  /** @param onLost told each time that threads are lost, before new ones are opened */
  constructor(threads: number, onLost: (error: unknown) => void) {
    this.#threads = threads;
    this.#onLost = onLost;
    this.#open();
  }

  /** Whether none has been lost for which there is no other yet. */
  get areWell(): boolean {
    return !this.#isLost;
  }

  /** Orders that are answered with nothing. */
  tell(order: Extract<Order, { kind: 'memory' | 'subspace' | 'forget' }>): void {
    if (order.kind === 'memory') this.#memories.push(order);
    else if (order.kind === 'subspace') this.#subspaces.set(order.gallery, order);
    else this.#subspaces.delete(order.gallery);
    for (const worker of this.#workers) worker.postMessage(order);
  }

  /**
   * What each thread answers. One order at a time.
   * @throws the first failure, when all have answered; `internal` where a thread is lost meanwhile; `closed`
   */
  async run(order: Order): Promise<Answer[]> {
    await this.#opening;
    if (this.#closing.signal.aborted) throw closed();
    const workers = this.#workers;
    const answered = new Promise<Answer[]>((resolve, reject) => {
      this.#waiting = { answers: [], resolve, reject };
    });
    for (const worker of workers) {
      worker.ref();
      worker.postMessage(order);
    }
    try {
      const answers = await answered;
      this.#pause = FIRST_PAUSE;
      return answers;
    } finally {
      for (const worker of workers) worker.unref();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const workers = this.#workers;
    this.#refuse(closed());
    await Promise.all(workers.map((worker) => worker.terminate()));
    await this.#opening;
  }

  #open(): void {
    this.#online = 0;
    const workers = Array.from({ length: this.#threads }, (_, thread) => {
      const data: ThreadData = { thread, threads: this.#threads };
      const worker = openThread(new URL('./searchWorker.js', import.meta.url), data);
      const isOurs = () => this.#workers === workers;
      worker.on('online', () => {
        if (isOurs() && ++this.#online === this.#threads) this.#isLost = false;
      });
      worker.on('message', (answer: Answer) => {
        if (isOurs()) this.#onAnswer(answer);
      });
      worker.on('error', (cause) => {
        if (isOurs()) this.#replace(cause);
      });
      worker.on('exit', (code) => {
        if (isOurs()) this.#replace(new Error(`a thread ended with code ${code}`));
      });
      for (const order of [...this.#memories, ...this.#subspaces.values()]) worker.postMessage(order);
      // Idle threads keep no process alive.
      worker.unref();
      return worker;
    });
    this.#workers = workers;
  }

  /** All of them: those that are left may be at work on what nobody waits for any more. */
  #replace(cause: unknown): void {
    if (this.#closing.signal.aborted) return;
    const error = new LikenessError('internal', 'search: a thread was lost', { cause });
    const workers = this.#workers;
    this.#workers = [];
    this.#isLost = true;
    const wait = this.#pause;
    this.#pause = Math.min(2 * wait, LONGEST_PAUSE);
    this.#onLost(error);
    this.#opening = Promise.all(workers.map((worker) => worker.terminate())).then(async () => {
      // Nobody reads the memory any more: whoever waits may change it.
      this.#refuse(error);
      const { signal } = this.#closing;
      await pause(wait, undefined, { signal }).catch(() => undefined);
      this.#opening = undefined;
      if (!signal.aborted) this.#open();
    });
  }

  #onAnswer(answer: Answer): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    waiting.answers.push(answer);
    if (waiting.answers.length < this.#threads) return;
    this.#waiting = undefined;
    const failed = waiting.answers.find((one) => one.kind === 'failed');
    if (failed) waiting.reject(new LikenessError(failed.code, failed.message));
    else waiting.resolve(waiting.answers);
  }

  #refuse(error: unknown): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}

const closed = () => new LikenessError('closed', 'this pool was closed');
