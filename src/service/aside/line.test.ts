import { describe, expect, it } from 'vitest';
import { type LineSettings, openLine } from './line.js';

/** Work that ends when it is told to, and the order in which it began. */
function worked(settings: LineSettings) {
  const line = openLine(settings);
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    began,
    ask(whose: string, name: string, signal = new AbortController().signal): Promise<string> {
      const asked = line.inTurn(whose, signal, () => {
        began.push(name);
        return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
      });
      // Those that still wait when their test has ended are refused a minute later, when nobody listens any more.
      asked.catch(() => {});
      return asked;
    },
    async end(name: string): Promise<void> {
      ends.get(name)!();
      // All that hangs on it has been told.
      await new Promise(setImmediate);
    },
  };
}

const LOOSE = { ofOne: 10, inAll: 20, seconds: 60 };
const places = (inAll: number, ofOne = inAll) => ({ ofOne, inAll });
const FULL = {
  code: 'rate_limited',
  message: 'too many long questions wait already: ask again when some are answered',
  retryAfter: 10,
};

describe('a line', () => {
  it('has as many work side by side as there are places', async () => {
    const { ask, began, end } = worked({ working: places(2), waiting: LOOSE });
    void [ask('a', 'a1'), ask('a', 'a2'), ask('a', 'a3')];
    expect(began).toEqual(['a1', 'a2']);
    await end('a2');
    expect(began).toEqual(['a1', 'a2', 'a3']);
  });

  it('leaves a place to others, whoever has taken all that one may', async () => {
    const { ask, began, end } = worked({ working: places(3, 2), waiting: LOOSE });
    void [ask('a', 'a1'), ask('a', 'a2'), ask('a', 'a3')];
    expect(began).toEqual(['a1', 'a2']);
    void ask('b', 'b1');
    expect(began).toEqual(['a1', 'a2', 'b1']);
    await end('b1');
    expect(began).toEqual(['a1', 'a2', 'b1']);
    await end('a2');
    expect(began).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('goes by turns: many questions of one tenant keep no other’s one waiting', async () => {
    const { ask, began, end } = worked({ working: places(1), waiting: LOOSE });
    void [ask('a', 'a1'), ask('a', 'a2'), ask('a', 'a3'), ask('b', 'b1'), ask('c', 'c1'), ask('b', 'b2')];
    for (const name of ['a1', 'a2', 'b1', 'c1', 'a3']) await end(name);
    expect(began).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
  });

  it('prefers whoever has nothing at work', async () => {
    const { ask, began, end } = worked({ working: places(2), waiting: LOOSE });
    void [ask('a', 'a1'), ask('a', 'a2'), ask('a', 'a3'), ask('b', 'b1')];
    await end('a1');
    expect(began).toEqual(['a1', 'a2', 'b1']);
  });

  it('refuses what is too much, of one tenant and in all', async () => {
    const { ask } = worked({ working: places(1), waiting: { ofOne: 2, inAll: 3, seconds: 60 } });
    void [ask('a', 'a1'), ask('a', 'a2'), ask('b', 'b1')];
    void ask('c', 'c1');
    await expect(ask('c', 'c2')).rejects.toMatchObject(FULL);
    await expect(ask('d', 'd1')).rejects.toMatchObject(FULL);
    const { ask: again } = worked({ working: places(1), waiting: { ofOne: 2, inAll: 3, seconds: 60 } });
    void [again('a', 'a1'), again('a', 'a2'), again('a', 'a3')];
    await expect(again('a', 'a4')).rejects.toMatchObject(FULL);
  });

  it('when full, makes room for who has less in it than another: the last of these is refused', async () => {
    const { ask, began, end } = worked({ working: places(1), waiting: { ofOne: 2, inAll: 3, seconds: 60 } });
    void [ask('a', 'a1'), ask('b', 'b1'), ask('a', 'a2')];
    const last = ask('a', 'a3');
    void ask('c', 'c1');
    await expect(last).rejects.toMatchObject(FULL);
    for (const name of ['a1', 'b1', 'a2']) await end(name);
    expect(began).toEqual(['a1', 'b1', 'a2', 'c1']);
  });

  it('refuses whoever has waited too long', async () => {
    const { ask, began, end } = worked({
      working: places(1),
      waiting: { ofOne: 2, inAll: 3, seconds: 0.05 },
    });
    void ask('a', 'a1');
    await expect(ask('b', 'b1')).rejects.toMatchObject(FULL);
    void ask('c', 'c1');
    await end('a1');
    expect(began).toEqual(['a1', 'c1']);
  });

  it('forgets whoever does not wait any more, and lets others take the room', async () => {
    const { ask, began, end } = worked({ working: places(1), waiting: { ofOne: 1, inAll: 1, seconds: 60 } });
    const asking = new AbortController();
    void ask('a', 'a1');
    const given = ask('a', 'a2', asking.signal);
    asking.abort(new Error('gone'));
    await expect(given).rejects.toThrow('gone');
    void ask('a', 'a3');
    await end('a1');
    expect(began).toEqual(['a1', 'a3']);
  });

  it('keeps the turn of a tenant one of whose questions is not waited for any more', async () => {
    const { ask, began, end } = worked({ working: places(1), waiting: LOOSE });
    const asking = new AbortController();
    void ask('x', 'x1');
    const given = ask('a', 'a1', asking.signal);
    void [ask('a', 'a2'), ask('b', 'b1')];
    asking.abort(new Error('gone'));
    await expect(given).rejects.toThrow('gone');
    for (const name of ['x1', 'a2']) await end(name);
    expect(began).toEqual(['x1', 'a2', 'b1']);
  });

  it('goes on after work that failed', async () => {
    const line = openLine({ working: places(1), waiting: LOOSE });
    const { signal } = new AbortController();
    const failed = line.inTurn('a', signal, () => Promise.reject(new Error('failed')));
    const next = line.inTurn('a', signal, async () => 'done');
    await expect(failed).rejects.toThrow('failed');
    expect(await next).toBe('done');
  });
});
