// Many pictures on all cores: a thread each with its own models, fed one picture at a time.

import { LikenessError } from '../../errors.js';
import type { PictureRole } from '../../face/index.js';
import { openThread } from '../../threads.js';
import type { DigestedPicture } from '../datasets/imageFolder.js';
import type { Acquired } from './templateCache.js';

/** Models by digest, in the store of one home, and which head of a sibling model. */
export interface EngineDigests {
  readonly home: string;
  readonly detector: string;
  readonly landmarks: string;
  readonly embedder: string;
  readonly role: PictureRole;
}

/** What a thread is asked … */
export interface Job {
  readonly id: number;
  readonly file: string;
}

/** … and what it says. */
export type Answer =
  | { readonly id: number; readonly acquired: Acquired }
  | { readonly id: number; readonly error: Pick<LikenessError, 'code' | 'message'> };

/**
 * Acquires every picture, in no set order.
 * @param onAcquired told of each; awaited before its thread gets another picture
 * @throws the first error of a thread or of `onAcquired`, or what `signal` was aborted with; the threads have ended
 * by then
 */
export async function acquireAll(
  pictures: readonly DigestedPicture[],
  engine: EngineDigests,
  threads: number,
  onAcquired: (picture: DigestedPicture, acquired: Acquired) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  const stopped = new AbortController();
  const stop = signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal;
  const one = async (): Promise<void> => {
    const thread = openThread(new URL('./acquireWorker.js', import.meta.url), engine);
    const exited = new Promise<number>((resolve) => thread.once('exit', resolve));
    const ended = new Promise<never>((_, reject) => {
      thread.once('error', reject);
      exited.then((code) => reject(new LikenessError('internal', `a thread ended with code ${code}`)));
    });
    // Nobody waits for a thread that has ended on request.
    ended.catch(() => undefined);
    try {
      for (let id = next++; id < pictures.length; id = next++) {
        stop.throwIfAborted();
        const answered = new Promise<Answer>((resolve) => thread.once('message', resolve));
        thread.postMessage({ id, file: pictures[id]!.file } satisfies Job);
        const answer = await Promise.race([answered, ended]);
        if ('error' in answer) throw new LikenessError(answer.error.code, answer.error.message);
        await onAcquired(pictures[id]!, answer.acquired);
      }
    } catch (error) {
      stopped.abort(error);
      throw error;
    } finally {
      thread.postMessage('end');
      await exited;
    }
  };
  const count = Math.max(1, Math.min(threads, pictures.length));
  const results = await Promise.allSettled(Array.from({ length: count }, one));
  signal?.throwIfAborted();
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
