// Threads made by hand: none that hangs in native code can be had in a test.

import { expect, it } from 'vitest';
import { staffOf } from './staff.js';
import type { ModelInUse } from './tasks.js';
import { type InferenceThread, ThreadLost } from './thread.js';

interface MadeThread extends InferenceThread {
  die(): void;
}

function makeThread(): MadeThread {
  let die = (): void => undefined;
  const lost = new Promise<ThreadLost>((resolve) => {
    die = () => resolve(new ThreadLost('inference_failed', 'the thread ended'));
  });
  return {
    model: {} as MadeThread['model'],
    ...{ lost, die },
    ask: () => Promise.reject(new Error('nothing is asked here')),
    end: async () => die(),
  };
}

/** A staff of two whose every thread is listed, those that were opened later too. */
function makeStaff() {
  const all = [makeThread(), makeThread()];
  const staff = staffOf({} as ModelInUse, [...all], async () => {
    all.push(makeThread());
    return all.at(-1)!;
  });
  return { all, staff };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('fills the place of a thread that died at once, though as many hang in native code as there are threads', async () => {
  const { all, staff } = makeStaff();
  for (const hanging of [0, 1]) {
    staff.giveUp(all[hanging]!);
    await settled();
  }
  expect([staff.alive, all.length]).toEqual([2, 4]);
  all[2]!.die();
  await settled();
  expect([staff.alive, all.length, staff.restarted]).toEqual([2, 5, 3]);
  await staff.close();
});

it('opens no more once more hang than there are threads, and says why where none is left', async () => {
  const { all, staff } = makeStaff();
  for (const hanging of [0, 1, 2, 3]) {
    expect(staff.hopeless).toBeUndefined();
    staff.giveUp(all[hanging]!);
    await settled();
  }
  expect([staff.alive, all.length]).toEqual([0, 4]);
  expect(staff.hopeless).toMatchObject({
    code: 'inference_failed',
    message: expect.stringContaining('hang'),
  });
  await staff.close();
});
