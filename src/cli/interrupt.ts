// Ctrl-C ends long work in order: what is in hand is finished and kept, threads end, and the exit code says so.

import { LikenessError } from '../errors.js';

/**
 * Does work that a first SIGINT or SIGTERM asks to stop, through its `signal`; a second one ends the process at once.
 * @throws `interrupted` where it was stopped, else what the work throws
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort(new LikenessError('interrupted', 'stopped on request'));
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.once(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of signals) process.removeListener(name, stop);
  }
}
