// Many jobs on all cores: a thread each, fed one job at a time.

import { LikenessError } from '../../errors.js';
import { openThread } from '../../threads.js';

export interface FeedOptions {
  readonly threads: number;
  /** What each thread is opened with. */
  readonly workerData?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does every job, in no set order. A thread posts one answer a job, and closes its port when it is told `'end'`.
 *
 * @param module as `openThread` takes it
 * @param onAnswer told of each, by its place; awaited before its thread gets another
 * @throws the first error of a thread or of `onAnswer`, or what `signal` was aborted with; the threads have ended by
 * then
 */
export async function feedThreads<Job, Answer>(
  module: URL,
  jobs: readonly Job[],
  { threads, workerData, signal }: FeedOptions,
  onAnswer: (at: number, answer: Answer) => Promise<void> | void,
): Promise<void> {
  let next = 0;
  const stopped = new AbortController();
  const stop = signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal;
  const one = async (): Promise<void> => {
    const thread = openThread(module, workerData);
    const exited = new Promise<number>((resolve) => thread.once('exit', resolve));
    const ended = new Promise<never>((_, reject) => {
      thread.once('error', reject);
      exited.then((code) => reject(new LikenessError('internal', `a thread ended with code ${code}`)));
    });
    // Nobody waits for a thread that has ended on request.
    ended.catch(() => undefined);
    try {
      for (let at = next++; at < jobs.length; at = next++) {
        stop.throwIfAborted();
        const answered = new Promise<Answer>((resolve) => thread.once('message', resolve));
        thread.postMessage(jobs[at]!);
        await onAnswer(at, await Promise.race([answered, ended]));
      }
    } catch (error) {
      stopped.abort(error);
      throw error;
    } finally {
      thread.postMessage('end');
      await exited;
    }
  };
  const count = Math.min(threads, jobs.length);
  const results = await Promise.allSettled(Array.from({ length: count }, one));
  signal?.throwIfAborted();
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
