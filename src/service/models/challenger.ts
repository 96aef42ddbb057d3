// The model that is tried, on one thread of its own in processes that do jobs: opened when it is first needed, closed
// when it is tried no more.

import { LikenessError } from '../../errors.js';
import type { InferencePool } from '../inference/index.js';

export interface ChallengerOptions {
  /** Opens a pool on the model of this digest. */
  readonly open: (digest: string) => Promise<InferencePool>;
  /** Digest of the model that is tried now; null where there is none. */
  readonly current: () => Promise<string | null>;
  /** Between two looks whether it is still tried, ms. Default a minute. */
  readonly look?: number;
}

export interface Challenger {
  /**
   * The pool of this model; one of another is closed before, and refuses what waits with `shutting_down`.
   * @throws what opening it throws: the next call tries anew; `shutting_down` once this was closed
   */
  pool(digest: string): Promise<InferencePool>;
  /** Whether models are held in memory. */
  readonly isOpen: boolean;
  close(): Promise<void>;
}

interface Held {
  readonly digest: string;
  readonly opening: Promise<InferencePool>;
}

const MINUTE = 60_000;

export function challenger({ open, current, look = MINUTE }: ChallengerOptions): Challenger {
  let held: Held | undefined;
  let isClosed = false;
  /** One after the other: two models side by side would take twice the memory. */
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const drop = async (): Promise<void> => {
    const dropped = held;
    held = undefined;
    const pool = await dropped?.opening.catch(() => undefined);
    await pool?.close();
  };
  const timer = setInterval(() => {
    void inTurn(async () => {
      if (held && (await current()) !== held.digest) await drop();
    }).catch(() => undefined);
  }, look).unref();

  return {
    pool: (digest) =>
      inTurn(async () => {
        if (isClosed) throw new LikenessError('shutting_down', 'the process ends');
        if (held && held.digest !== digest) await drop();
        held ??= { digest, opening: open(digest) };
        const mine = held;
        return mine.opening.catch((error: unknown) => {
          if (held === mine) held = undefined;
          throw error;
        });
      }),
    get isOpen() {
      return held !== undefined;
    },
    async close() {
      isClosed = true;
      clearInterval(timer);
      await inTurn(drop);
    },
  };
}
