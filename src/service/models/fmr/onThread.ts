// One estimate at a time, on a thread: several at once would take the cores from those who verify.

import { LikenessError } from '../../../errors.js';
import { openThread } from '../../../threads.js';
import type { FmrEstimate, FmrInput } from './estimate.js';
import type { FmrAnswer } from './fmrWorker.js';

let turn: Promise<unknown> = Promise.resolve();

/**
 * @param makeInput called when its turn has come; undefined where there is nothing to estimate
 * @returns undefined where there is not, or all are accounts of one person
 * @throws what the signal was aborted with; `internal`
 */
export function estimateOnThread(
  makeInput: () => Promise<FmrInput | undefined>,
  signal: AbortSignal,
): Promise<FmrEstimate | undefined> {
  const done = turn.then(async () => {
    signal.throwIfAborted();
    const input = await makeInput();
    return input && run(input, signal);
  });
  turn = done.catch(() => undefined);
  return done;
}

async function run(input: FmrInput, signal: AbortSignal): Promise<FmrEstimate | undefined> {
  const worker = openThread(new URL('./fmrWorker.js', import.meta.url), input);
  // The thread has a copy of its own.
  input.templates.fill(0);
  const end = (): void => void worker.terminate();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await new Promise<FmrEstimate | undefined>((resolve, reject) => {
      const lost = (): void =>
        reject(
          signal.aborted ? signal.reason : new LikenessError('internal', 'the thread of an estimate ended'),
        );
      worker.once('message', (answer: FmrAnswer) => {
        if (answer.kind === 'done') resolve(answer.estimate);
        else reject(new LikenessError('internal', `an unexpected ${answer.name} in an estimate`));
      });
      worker.once('error', lost);
      worker.once('exit', lost);
    });
  } finally {
    signal.removeEventListener('abort', end);
    await worker.terminate();
  }
}
