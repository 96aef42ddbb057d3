// A small pool of threads that hold the models: `session.run` of ONNX Runtime blocks the thread that calls it, and the
// event loop must answer meanwhile. Few threads, long-lived, one task at a time each. Faces of several requests are not
// put into one run: a verification's two faces are in one already, and more would save too little (`npm run
// bench:inference` says how much) for strangers to share their fate.

import { availableParallelism } from 'node:os';
import type { LikenessOptions } from '../../decision/index.js';
import { LikenessError } from '../../errors.js';
import type { DecodeOptions } from '../../image/index.js';
import { Overloaded, ServiceTime } from './overloaded.js';
import { openStaff, type Staff } from './staff.js';
import { Strikes } from './strikes.js';
import { type Answered, fingerprint, type ModelInUse, type Task, type Tasks } from './tasks.js';
import { type InferenceThread, ThreadLost } from './thread.js';

export interface InferenceOptions {
  /** Threads, each with the models in its memory. Default: as many as there are cores. */
  readonly workers?: number;
  /** Tasks that may wait. Default 32 a worker, and 64 at least. Their pictures wait in memory. */
  readonly queue?: number;
  /** `accurate`, `fast`, or the name or digest of a model. Default: the one last promoted, else `accurate`. */
  readonly model?: LikenessOptions['model'];
  /** Where models are kept. Default `LIKENESS_HOME`, or `~/.likeness`. */
  readonly home?: string;
  /** Limits on bytes, pixels and time of one picture. */
  readonly decode?: DecodeOptions;
  /** A task that takes longer is given up, and its thread replaced. Default 30. */
  readonly timeLimitSeconds?: number;
  /** Told what is being done when models have to be composed first. */
  readonly onProgress?: (message: string) => void;
}

export interface TaskOptions {
  /** Aborted while it waits, a task leaves the queue; while it runs, it is let finish, and its result dropped. */
  readonly signal?: AbortSignal;
  /**
   * Hands the pictures over instead of copying them, where they fill a buffer of their own: the caller's are empty
   * from when the task begins. Default: they are copied, a millisecond for a few megabytes.
   */
  readonly transfer?: boolean;
}

/**
 * Verifications on threads of their own. Every task throws what it throws on a `Likeness`, and
 * - `overloaded` ({@link Overloaded}) at once where the queue is full,
 * - `inference_failed` where its thread died, or its pictures killed two threads within the hour; nothing is tried
 *   again here: the one task that a thread had is the likeliest cause of its death, and would kill the next,
 * - `inference_timeout` where it took too long,
 * - `shutting_down` where the pool was closed before its turn,
 * - `internal` for an unexpected error, whose message is kept back as it may repeat what is in a picture,
 * - the reason of its signal.
 */
export interface InferencePool {
  verify(request: Tasks['verify']['request'], options?: TaskOptions): Promise<Tasks['verify']['result']>;
  authenticate(
    request: Tasks['authenticate']['request'],
    options?: TaskOptions,
  ): Promise<Tasks['authenticate']['result']>;
  embed(request: Tasks['embed']['request'], options?: TaskOptions): Promise<Tasks['embed']['result']>;
  readonly model: ModelInUse;
  stats(): InferenceStats;
  /** Finishes what runs, refuses what waits, ends the threads. */
  close(): Promise<void>;
}

export interface InferenceStats {
  /** Threads that can work; fewer than asked for while one is replaced. */
  readonly workers: number;
  readonly busy: number;
  readonly queued: number;
  /** How many may wait. */
  readonly capacity: number;
  /** Tasks that came to an end on a thread, well or not. */
  readonly served: number;
  /** Threads that were lost and replaced. */
  readonly restarted: number;
  /** Of late, on a thread. */
  readonly meanMilliseconds: number;
}

/**
 * Opens the pool: one thread first, which composes default models that are not there yet, then the others, which all
 * keep to its model and calibration, whatever is promoted or calibrated meanwhile.
 * @throws what `Likeness.open` throws; `option_invalid`
 */
export const openInferencePool = (options: InferenceOptions = {}): Promise<InferencePool> =>
  openPoolOf(new URL('./inferenceWorker.js', import.meta.url), options);

/** @param module of the threads, as built */
export async function openPoolOf(module: URL, options: InferenceOptions): Promise<InferencePool> {
  const workers = whole('workers', options.workers ?? availableParallelism(), 1, 256);
  const capacity = whole('queue', options.queue ?? Math.max(64, 32 * workers), 0, 1_000_000);
  const seconds = options.timeLimitSeconds ?? 30;
  if (!(seconds > 0 && seconds <= 3600))
    throw new LikenessError('option_invalid', `timeLimitSeconds is ${seconds}: it must lie in (0, 3600]`);
  const { model, home, decode, onProgress } = options;
  const likeness = { ...(model && { model }), ...(home && { home }), ...(decode && { decode }) };
  const threads = await openStaff(workers, { module, likeness, ...(onProgress && { onProgress }) });
  return poolOf(threads, capacity, 1000 * seconds);
}

interface Waiting {
  readonly task: Task;
  readonly transfer: boolean;
  /** Called with a thread that is free. */
  readonly begin: (thread: InferenceThread) => void;
  readonly refuse: (error: unknown) => void;
}

function poolOf(staff: Staff, capacity: number, timeLimitMs: number): InferencePool {
  const queue = new Set<Waiting>();
  const running = new Set<Promise<unknown>>();
  const [time, strikes] = [new ServiceTime(), new Strikes()];
  const { name, digest, calibrationDigest } = staff.model;
  const model: Answered = { name, digest, calibrationDigest };
  let served = 0;
  let closed: Promise<void> | undefined;

  const pump = (): void => {
    for (const waiting of queue) {
      const thread = staff.take();
      if (!thread) return;
      queue.delete(waiting);
      waiting.begin(thread);
    }
  };
  const refuseAll = (error: LikenessError): void => {
    for (const { refuse } of queue) refuse(error);
    queue.clear();
  };
  staff.onFree(pump);
  staff.onHopeless(refuseAll);

  async function work(thread: InferenceThread, task: Task, transfer: boolean): Promise<unknown> {
    const begun = performance.now();
    // Before the pictures go over: they cannot be looked at once the thread is dead.
    const mark = fingerprint(task);
    try {
      return { ...(await thread.ask(task, timeLimitMs, transfer)), model };
    } catch (error) {
      if (error instanceof ThreadLost) {
        strikes.add(mark);
        staff.giveUp(thread);
      }
      throw error;
    } finally {
      time.add(performance.now() - begun);
      served++;
      staff.giveBack(thread);
    }
  }

  function submit(task: Task, { signal, transfer = false }: TaskOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (closed) throw shuttingDown();
      if (strikes.any && strikes.isOut(fingerprint(task)))
        throw new LikenessError('inference_failed', 'these pictures have ended two threads within the hour', {
          hint: 'Send other pictures.',
        });
      if (staff.hopeless) throw staff.hopeless;
      const free = staff.take();
      if (!free && queue.size >= capacity)
        throw new Overloaded(
          `${queue.size} requests wait already`,
          time.secondsFor(queue.size + staff.busy, staff.alive),
        );
      const leave = (): void => {
        queue.delete(waiting);
        reject(signal!.reason);
      };
      const waiting: Waiting = {
        task,
        transfer,
        begin: (thread) => {
          const done = work(thread, task, transfer);
          running.add(done);
          done.then(resolve, reject).finally(() => {
            running.delete(done);
            signal?.removeEventListener('abort', leave);
          });
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', leave);
          reject(error);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      if (free) waiting.begin(free);
      else queue.add(waiting);
    });
  }

  async function close(): Promise<void> {
    refuseAll(shuttingDown());
    await Promise.allSettled(running);
    await staff.close();
  }

  const ask =
    <K extends keyof Tasks>(kind: K) =>
    (request: Tasks[K]['request'], options?: TaskOptions) =>
      submit({ kind, request } as Task, options) as Promise<Tasks[K]['result']>;

  return {
    verify: ask('verify'),
    authenticate: ask('authenticate'),
    embed: ask('embed'),
    model: staff.model,
    stats: () => ({
      workers: staff.alive,
      busy: staff.busy,
      queued: queue.size,
      capacity,
      served,
      restarted: staff.restarted,
      meanMilliseconds: time.milliseconds,
    }),
    close() {
      closed ??= close();
      return closed;
    },
  };
}

const shuttingDown = (): LikenessError => new LikenessError('shutting_down', 'the service is being stopped');

function whole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new LikenessError(
    'option_invalid',
    `${name} is ${value}: it must be a whole number from ${least} to ${most}`,
  );
}
