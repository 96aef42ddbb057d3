// The near end of a lane that runs in a thread of its own.

import { LikenessError } from '../../../errors.js';
import { openImportingThread } from '../../../threads.js';
import type { ScoredPictures } from '../../evaluation/evidence.js';
import type { Lane, LaneJob, LaneProgress, LaneSetup } from './lane.js';

/** What a thread is told … */
export type ToLane =
  | { readonly kind: 'job'; readonly job: LaneJob }
  | { readonly kind: 'stop' }
  | { readonly kind: 'end' };

/** … and what it says. */
export type FromLane =
  | { readonly kind: 'progress'; readonly progress: LaneProgress }
  | { readonly kind: 'scored'; readonly scored: ScoredPictures }
  | ({ readonly kind: 'error' } & Pick<LikenessError, 'code' | 'message' | 'hint'>);

/** One job at a time. */
export function openLaneThread(setup: LaneSetup): Lane {
  const thread = openImportingThread(new URL('./laneWorker.js', import.meta.url), setup);
  const exited = new Promise<number>((resolve) => thread.once('exit', resolve));
  const ended = new Promise<never>((_, reject) => {
    thread.once('error', reject);
    exited.then((code) => reject(new LikenessError('internal', `a thread ended with code ${code}`)));
  });
  // Nobody waits for a thread that has ended on request.
  ended.catch(() => undefined);
  const tell = (message: ToLane) => thread.postMessage(message);

  return {
    run: async (job, signal, onProgress) => {
      const stop = () => tell({ kind: 'stop' });
      signal.addEventListener('abort', stop);
      let hear: ((answer: FromLane) => void) | undefined;
      try {
        signal.throwIfAborted();
        const answered = new Promise<ScoredPictures>((resolve, reject) => {
          hear = (answer) => {
            if (answer.kind === 'progress') onProgress(answer.progress);
            else if (answer.kind === 'scored') resolve(answer.scored);
            else reject(new LikenessError(answer.code, answer.message, { hint: answer.hint }));
          };
          thread.on('message', hear);
        });
        tell({ kind: 'job', job });
        return await Promise.race([answered, ended]);
      } finally {
        if (hear) thread.removeListener('message', hear);
        signal.removeEventListener('abort', stop);
      }
    },
    close: async () => {
      tell({ kind: 'end' });
      await exited;
    },
  };
}
