import { describe, expect, it } from 'vitest';
import { type LineSettings, openLine } from './line.js';

/** Work that ends when it is told to, and the order in which it began. */
function worked(settings: LineSettings) {
  const line = openLine(settings);
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    began,
    ask: (whose: string, name: string, signal = new AbortController().signal): Promise<string> =>
      line.inTurn(whose, signal, () => {
        began.push(name);
        return new Promise((resolve) => ends.set(name, () => resolve(name)));
      }),
    async end(name: string): Promise<void> {
      ends.get(name)!();
      // All that hangs on it has been told.
      await new Promise(setImmediate);
    },
  };
}

const LOOSE = { ofOne: 10, inAll: 20 };

describe('a line', () => {
  it('has as many work side by side as there are places', async () => {
    const { ask, began, end } = worked({ places: 2, waiting: LOOSE });
    void [ask('a', 'a1'), ask('a', 'a2'), ask('a', 'a3')];
    expect(began).toEqual(['a1', 'a2']);
    await end('a2');
    expect(began).toEqual(['a1', 'a2', 'a3']);
  });

  it('goes by turns: many questions of one tenant keep no other’s one waiting', async () => {
    const { ask, began, end } = worked({ places: 1, waiting: LOOSE });
    void [ask('a', 'a1'), ask('a', 'a2'), ask('a', 'a3'), ask('b', 'b1'), ask('c', 'c1'), ask('b', 'b2')];
    for (const name of ['a1', 'a2', 'b1', 'c1', 'a3']) await end(name);
    expect(began).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
  });

  it('prefers whoever has nothing at work', async () => {
    const { ask, began, end } = worked({ places: 2, waiting: LOOSE });
    void [ask('a', 'a1'), ask('a', 'a2'), ask('a', 'a3'), ask('b', 'b1')];
    await end('a1');
    expect(began).toEqual(['a1', 'a2', 'b1']);
  });

  it('refuses what is too much, of one tenant and in all', async () => {
    const { ask } = worked({ places: 1, waiting: { ofOne: 2, inAll: 3 } });
    void [ask('a', 'a1'), ask('a', 'a2'), ask('a', 'a3')];
    await expect(ask('a', 'a4')).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 10 });
    void ask('b', 'b1');
    await expect(ask('c', 'c1')).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('forgets whoever does not wait any more, and lets others take the room', async () => {
    const { ask, began, end } = worked({ places: 1, waiting: { ofOne: 1, inAll: 1 } });
    const asking = new AbortController();
    void ask('a', 'a1');
    const given = ask('a', 'a2', asking.signal);
    asking.abort(new Error('gone'));
    await expect(given).rejects.toThrow('gone');
    void ask('a', 'a3');
    await end('a1');
    expect(began).toEqual(['a1', 'a3']);
  });

  it('goes on after work that failed', async () => {
    const line = openLine({ places: 1, waiting: LOOSE });
    const { signal } = new AbortController();
    const failed = line.inTurn('a', signal, () => Promise.reject(new Error('failed')));
    const next = line.inTurn('a', signal, async () => 'done');
    await expect(failed).rejects.toThrow('failed');
    expect(await next).toBe('done');
  });
});
