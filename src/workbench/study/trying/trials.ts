// All that a study tries, a few at a time: nothing twice, what was kept first, and an end in order.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { LikenessError } from '../../../errors.js';
import type { ScoredPictures } from '../../evaluation/evidence.js';
import { openKept } from './kept.js';
import { type Lane, type LaneJob, type LaneProgress, type LaneSetup, openLane, placeName } from './lane.js';
import { openLaneThread } from './laneThread.js';

export interface TrialsOptions extends Omit<LaneSetup, 'runs' | 'threads'> {
  readonly name: string;
  /** Recipes that are trained at the same time; the threads are shared out among them. */
  readonly atOnce: number;
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** Told what is begun, and how far it is. */
  readonly onWork?: (job: LaneJob, progress: LaneProgress | Ended) => void;
}

export interface Ended {
  readonly kind: 'ended';
}

export interface Trials {
  /** Where checkpoints lie. */
  readonly runs: string;
  /** Measurements that were made, and such as had been kept. */
  readonly counts: () => { readonly made: number; readonly kept: number };
  /** @throws what training or measuring throws; what the signal was aborted with */
  readonly run: (job: LaneJob) => Promise<ScoredPictures>;
  /** Ends what runs, and waits for it. */
  readonly close: () => Promise<void>;
}

/** @throws LikenessError `home_unwritable`, `dataset_invalid`, `dataset_changed` */
export async function openTrials(options: TrialsOptions): Promise<Trials> {
  const { name, atOnce, threads = availableParallelism(), signal, onWork, ...setup } = options;
  const kept = await openKept(name, setup);
  const runs = join(kept.folder, 'runs');
  const lanes = openLanes({ ...setup, runs, threads: Math.max(1, Math.floor(threads / atOnce)) }, atOnce);
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const known = new Map<string, Promise<ScoredPictures>>();
  const running = new Set<Promise<unknown>>();
  const counts = { made: 0, kept: 0 };

  const looked = openGate();

  async function measure(job: LaneJob): Promise<ScoredPictures> {
    const before = await kept.read(job);
    if (before) {
      counts.kept++;
      return before;
    }
    const leave = await looked.enter();
    return lanes
      .use(async (lane) => {
        stop.throwIfAborted();
        onWork?.(job, { kind: 'training', share: 0 });
        const scored = await (await lane()).run(job, stop, (progress) => {
          if (progress.kind === 'training') leave();
          onWork?.(job, progress);
        });
        await kept.write(job, scored);
        counts.made++;
        // Before the lane is given to the next.
        onWork?.(job, { kind: 'ended' });
        return scored;
      })
      .catch((error: unknown) => {
        signal?.throwIfAborted();
        // What ends because another one failed says nothing of itself.
        failed.signal.throwIfAborted();
        const said = named(error, job);
        failed.abort(said);
        throw said;
      })
      .finally(leave);
  }

  return {
    runs,
    counts: () => counts,
    run: (job) => {
      const id = `${job.key} ${placeName(job.place)}`;
      const made = known.get(id) ?? measure(job);
      known.set(id, made);
      running.add(made);
      made.catch(() => undefined).finally(() => running.delete(made));
      return made;
    },
    close: async () => {
      failed.abort(new LikenessError('closed', 'the study has ended'));
      await Promise.allSettled(running);
      await lanes.close();
    },
  };
}

/**
 * The first to come goes through alone until it leaves: it looks at pictures that all others need too, and what it makes of
 * them is kept.
 */
function openGate(): { readonly enter: () => Promise<() => void> } {
  let first: Promise<void> | undefined;
  return {
    enter: async () => {
      if (first) {
        await first;
        return () => undefined;
      }
      const { promise, resolve } = withResolver();
      first = promise;
      return resolve;
    },
  };
}

function withResolver(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** What a recipe lacks is said with the options that made it. */
function named(error: unknown, { label, place }: LaneJob): unknown {
  if (!(error instanceof LikenessError)) return error;
  return new LikenessError(error.code, `${label}, ${placeName(place)}: ${error.message}`, {
    hint: error.hint,
    cause: error,
  });
}

interface Lanes {
  /** Waits for a lane that is free, in the order of asking; it is opened when it is first needed. */
  readonly use: <T>(work: (lane: () => Promise<Lane>) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** One alone runs here; several in a thread each. */
function openLanes(setup: LaneSetup, count: number): Lanes {
  const lanes: Lane[] = [];
  const free = Array.from({ length: count }, (_, slot) => slot);
  const waiting: ((slot: number) => void)[] = [];
  const take = (): number | Promise<number> =>
    free.shift() ?? new Promise<number>((resolve) => waiting.push(resolve));
  return {
    use: async (work) => {
      const slot = await take();
      try {
        return await work(async () => {
          lanes[slot] ??= count === 1 ? await openLane(setup) : openLaneThread(setup);
          return lanes[slot];
        });
      } finally {
        const next = waiting.shift();
        if (next) next(slot);
        else free.push(slot);
      }
    },
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}
