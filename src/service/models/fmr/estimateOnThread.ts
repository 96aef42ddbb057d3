// An estimate on a thread of its own.

import { LikenessError } from '../../../errors.js';
import { openThread } from '../../../threads.js';
import { answerOf, inTurn } from '../../aside/index.js';
import type { FmrEstimate, FmrInput } from './estimate.js';
import type { FmrAnswer } from './fmrWorker.js';

/**
 * @param tenant that asks
 * @param makeInput called when its turn has come; undefined where there is nothing to estimate
 * @returns undefined where there is not, or all are accounts of one person
 * @throws `rate_limited`; what the signal was aborted with; `internal`
 */
export const estimateOnThread = (
  tenant: string,
  makeInput: () => Promise<FmrInput | undefined>,
  signal: AbortSignal,
): Promise<FmrEstimate | undefined> =>
  inTurn(tenant, signal, async () => {
    const input = await makeInput();
    return input && run(input, signal);
  });

async function run(input: FmrInput, signal: AbortSignal): Promise<FmrEstimate | undefined> {
  const worker = openThread(new URL('./fmrWorker.js', import.meta.url), input);
  // The thread has a copy of its own.
  input.templates.fill(0);
  const answer = await answerOf<FmrAnswer>(worker, signal);
  if (answer.kind === 'done') return answer.estimate;
  throw new LikenessError('internal', `an unexpected ${answer.name} in an estimate`);
}
