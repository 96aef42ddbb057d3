import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { answeredInTime, withinTime } from './timeLimit.js';

const late = (): Error => new Error('late');
const forever = (): AbortSignal => new AbortController().signal;
/** Work that goes on until it is told to end. */
const endless = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

describe('work within a time', () => {
  it('is told when its time is up, also where memory was cleared meanwhile', async () => {
    setFlagsFromString('--expose-gc');
    const clearMemory: () => void = runInNewContext('gc');
    const work = withinTime({ seconds: 0.1, signal: forever(), late }, endless);
    clearMemory();
    await expect(work).rejects.toThrow('late');
  });

  it('is told when nobody waits any more, and does not begin where nobody did', async () => {
    const asking = new AbortController();
    const limit = { seconds: 60, signal: asking.signal, late };
    const work = withinTime(limit, endless);
    asking.abort(new Error('gone'));
    await expect(work).rejects.toThrow('gone');
    await expect(withinTime(limit, async () => 'done')).rejects.toThrow('gone');
  });

  it('of several lines is refused before the connection is closed', async () => {
    await expect(answeredInTime(forever(), endless, 0.01)).rejects.toMatchObject({
      ...{ code: 'rate_limited', retryAfter: 10 },
    });
  });

  it('is told nothing once it is done', async () => {
    const asking = new AbortController();
    let told: AbortSignal | undefined;
    const done = await withinTime({ seconds: 0.01, signal: asking.signal, late }, async (signal) => {
      told = signal;
      return 'done';
    });
    asking.abort();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([done, told!.aborted]).toEqual(['done', false]);
  });
});
