// The threads of a pool: how many are free, and that a lost one is replaced.

import { LikenessError } from '../../errors.js';
import { digestOfValue } from '../audit/index.js';
import type { ModelInUse } from './tasks.js';
import { type InferenceThread, openInferenceThread, type ThreadOptions } from './thread.js';

export interface Staff {
  readonly model: ModelInUse;
  readonly alive: number;
  readonly busy: number;
  readonly restarted: number;
  /** Why there is no thread and none could be opened; undefined where there is one, or one is being opened. */
  readonly hopeless: LikenessError | undefined;
  /** A free thread, now the caller's. */
  take(): InferenceThread | undefined;
  giveBack(thread: InferenceThread): void;
  /** It died or is dying: another one takes its place. */
  giveUp(thread: InferenceThread): void;
  /** Called whenever a thread has become free. */
  onFree(listen: () => void): void;
  onHopeless(listen: (error: LikenessError) => void): void;
  /** Ends every thread; those that are busy must have been given back. */
  close(): Promise<void>;
}

const STUCK = new LikenessError('inference_failed', 'threads hang in native code, and no more are opened', {
  hint: 'Start the service anew.',
});

/** After a failure to open a thread, so long until the next attempt; doubled up to the last. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** @throws what opening the first threads throws; none is left behind */
export async function openStaff(count: number, options: ThreadOptions): Promise<Staff> {
  const first = await openInferenceThread(options);
  const { calibration } = first.model;
  const model = { ...first.model, calibrationDigest: calibration && digestOfValue(calibration) };
  const pinned: ThreadOptions = {
    module: options.module,
    likeness: {
      ...options.likeness,
      model: model.digest,
      calibration,
    },
  };
  const others = await Promise.allSettled(
    Array.from({ length: count - 1 }, () => openInferenceThread(pinned)),
  );
  const opened = [
    first,
    ...others.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
  ];
  const failure = others.find((result) => result.status === 'rejected');
  if (failure) {
    await Promise.all(opened.map((thread) => thread.end()));
    throw failure.reason;
  }
  return staffOf(model, opened, () => openInferenceThread(pinned));
}

/** @param openAnother takes the place of one that is no more; called again after a pause where it fails */
export function staffOf(
  model: ModelInUse,
  opened: readonly InferenceThread[],
  openAnother: () => Promise<InferenceThread>,
): Staff {
  const alive = new Set<InferenceThread>();
  const free: InferenceThread[] = [];
  let [restarted, closing] = [0, false];
  let hopeless: LikenessError | undefined;
  let tellFree = (): void => undefined;
  let tellHopeless = (_: LikenessError): void => undefined;
  /** Given up, and still deep in native code. */
  const dying = new Set<InferenceThread>();
  const pauses = new Set<NodeJS.Timeout>();
  const opening = new Set<Promise<void>>();

  function join(thread: InferenceThread): void {
    alive.add(thread);
    free.push(thread);
    hopeless = undefined;
    void thread.lost.then(() => {
      // It hangs no longer, or never did: it is not counted among those that hang when its place is filled.
      dying.delete(thread);
      leave(thread);
    });
  }

  function giveUp(thread: InferenceThread): void {
    if (alive.has(thread)) dying.add(thread);
    leave(thread);
  }

  function leave(thread: InferenceThread): void {
    if (!alive.delete(thread)) return;
    const at = free.indexOf(thread);
    if (at >= 0) free.splice(at, 1);
    if (closing) return;
    restarted++;
    replace(FIRST_PAUSE_MS);
  }

  function replace(pause: number): void {
    const attempt = (dying.size > opened.length ? Promise.reject(STUCK) : openAnother())
      .then(async (thread) => {
        if (closing) return thread.end();
        join(thread);
        tellFree();
      })
      .catch((error: unknown) => {
        if (closing) return;
        if (alive.size === 0) {
          hopeless =
            error instanceof LikenessError ? error : new LikenessError('internal', 'no thread opens');
          tellHopeless(hopeless);
        }
        const timer = setTimeout(() => {
          pauses.delete(timer);
          replace(Math.min(2 * pause, LONGEST_PAUSE_MS));
        }, pause);
        pauses.add(timer);
      })
      .finally(() => opening.delete(attempt));
    opening.add(attempt);
  }

  for (const thread of opened) join(thread);
  return {
    model,
    get alive() {
      return alive.size;
    },
    get busy() {
      return alive.size - free.length;
    },
    get restarted() {
      return restarted;
    },
    get hopeless() {
      return hopeless;
    },
    take: () => free.shift(),
    giveBack(thread) {
      if (!alive.has(thread)) return;
      free.push(thread);
      tellFree();
    },
    giveUp,
    onFree(listen) {
      tellFree = listen;
    },
    onHopeless(listen) {
      tellHopeless = listen;
    },
    async close() {
      closing = true;
      for (const pause of pauses) clearTimeout(pause);
      await Promise.allSettled(opening);
      await Promise.all([...alive].map((thread) => thread.end()));
    },
  };
}
