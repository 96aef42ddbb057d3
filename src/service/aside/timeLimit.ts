// Work that may take so long, and is of no use once nobody waits for it.

import { Refusal } from '../http/index.js';

export interface TimeLimit {
  readonly seconds: number;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
  /** What the work is aborted with when its time is up. */
  readonly late: () => Error;
}

/**
 * Gives the work a signal that is aborted with `late()` when its time is up, and as `signal` is where that is sooner. By a
 * timer of its own: what `AbortSignal.any` made of `AbortSignal.timeout` may be collected in Node 20, and is then never
 * aborted.
 */
export async function withinTime<T>(
  { seconds, signal, late }: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const over = new AbortController();
  const leave = (): void => over.abort(signal.reason);
  const timer = setTimeout(() => over.abort(late()), 1000 * seconds);
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await work(over.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  }
}

/** The server closes a connection after 120 s without a word. */
const ANSWER_SECONDS = 100;

/**
 * Work that stands in several lines, one after the other.
 * @throws `rate_limited` where all of it takes too long; what the signal was aborted with
 */
export const answeredInTime = <T>(
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  seconds = ANSWER_SECONDS,
): Promise<T> =>
  withinTime(
    {
      ...{ seconds, signal },
      late: () => new Refusal('rate_limited', 'too much is reckoned at once: ask again soon', 10),
    },
    work,
  );
