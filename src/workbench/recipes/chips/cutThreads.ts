// Many photographs on all cores: a thread each with its own models, fed one photograph at a time.

import { LikenessError } from '../../../errors.js';
import type { ModelManifest } from '../../../face/index.js';
import { openThread } from '../../../threads.js';
import type { DigestedPicture } from '../../datasets/imageFolder.js';

/** What a thread is opened with … */
export interface CutterData {
  readonly home: string;
  readonly detector: string;
  readonly landmarks: string;
  /** Manifest of an embedder that says how faces are cut. */
  readonly carrier: ModelManifest;
}

/** … what it is asked … */
export interface CutJob {
  readonly file: string;
}

/** … and what it says. */
export type Cut =
  | { readonly pixels: Uint8Array | null }
  | { readonly error: Pick<LikenessError, 'code' | 'message'> };

/**
 * Cuts every picture, in no set order.
 * @throws the first error of a thread, or what `signal` was aborted with; the threads have ended by then
 */
export async function cutAll(
  pictures: readonly DigestedPicture[],
  data: CutterData,
  threads: number,
  onCut: (picture: DigestedPicture, pixels: Uint8Array | null) => void,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  const stopped = new AbortController();
  const stop = signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal;
  const one = async (): Promise<void> => {
    const thread = openThread(new URL('./cutWorker.js', import.meta.url), data);
    const exited = new Promise<number>((resolve) => thread.once('exit', resolve));
    const ended = new Promise<never>((_, reject) => {
      thread.once('error', reject);
      exited.then((code) => reject(new LikenessError('internal', `a thread ended with code ${code}`)));
    });
    // Nobody waits for a thread that has ended on request.
    ended.catch(() => undefined);
    try {
      while (next < pictures.length) {
        stop.throwIfAborted();
        const picture = pictures[next++]!;
        const answered = new Promise<Cut>((resolve) => thread.once('message', resolve));
        thread.postMessage({ file: picture.file } satisfies CutJob);
        const cut = await Promise.race([answered, ended]);
        if ('error' in cut) throw new LikenessError(cut.error.code, cut.error.message);
        onCut(picture, cut.pixels);
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
