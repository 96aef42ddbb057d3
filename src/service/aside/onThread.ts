// Long work on a thread, one at a time: several at once would take the cores from those who verify.

import type { Worker } from 'node:worker_threads';
import { LikenessError } from '../../errors.js';
import { openLine } from './line.js';

const line = openLine({
  working: { ofOne: 1, inAll: 1 },
  waiting: { ofOne: 8, inAll: 64, seconds: 60 },
});

/**
 * Work on a thread, in the line of this process.
 * @param whose tenant
 * @throws `rate_limited` where too many wait already, or this one has waited for a minute; what the signal was aborted with
 */
export const inTurn = line.inTurn;

/**
 * The one message of a thread, which is ended then.
 * @throws what the signal was aborted with; `internal` where the thread ends without a word
 */
export async function answerOf<Answer>(worker: Worker, signal: AbortSignal): Promise<Answer> {
  const end = (): void => void worker.terminate();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const lost = (): void =>
        reject(
          signal.aborted ? signal.reason : new LikenessError('internal', 'a thread for long work ended'),
        );
      worker.once('message', resolve);
      worker.once('error', lost);
      worker.once('exit', lost);
    });
  } finally {
    signal.removeEventListener('abort', end);
    await worker.terminate();
  }
}
