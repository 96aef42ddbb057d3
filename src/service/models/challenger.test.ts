// When the model that is tried is opened and closed. What pools do is in inference/pool.test.ts; here they are counted.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { LikenessError } from '../../errors.js';
import type { InferencePool } from '../inference/index.js';
import { challenger } from './challenger.js';

const opened: string[] = [];
const closed: string[] = [];
let tried: string | null = 'a';
let failures = 0;

const made = (look?: number) =>
  challenger({
    current: async () => tried,
    open: async (digest) => {
      if (failures-- > 0) throw new LikenessError('model_not_found', `there is no model ${digest}`);
      opened.push(digest);
      return { model: { digest }, close: async () => void closed.push(digest) } as unknown as InferencePool;
    },
    ...(look !== undefined && { look }),
  });

afterEach(() => {
  opened.length = 0;
  closed.length = 0;
  [tried, failures] = ['a', 0];
});

describe('challenger', () => {
  it('opens a model when it is first asked for, and once, however many ask', async () => {
    const one = made();
    expect(one.isOpen).toBe(false);
    const pools = await Promise.all([one.pool('a'), one.pool('a'), one.pool('a')]);
    expect(new Set(pools).size).toBe(1);
    expect(opened).toEqual(['a']);
    await one.close();
    expect(closed).toEqual(['a']);
  });

  it('closes one before it opens another: never are two in memory', async () => {
    const one = made();
    await one.pool('a');
    const [pool] = await Promise.all([one.pool('b'), one.pool('b')]);
    expect(pool.model.digest).toBe('b');
    expect({ opened, closed }).toEqual({ opened: ['a', 'b'], closed: ['a'] });
    await one.close();
  });

  it('tries to open anew where it failed', async () => {
    const one = made();
    failures = 1;
    await expect(one.pool('a')).rejects.toMatchObject({ code: 'model_not_found' });
    expect(one.isOpen).toBe(false);
    expect((await one.pool('a')).model.digest).toBe('a');
    await one.close();
  });

  it('lets go of a model that is tried no more, though no job comes', async () => {
    const one = made(5);
    await one.pool('a');
    tried = null;
    await vi.waitFor(() => expect(closed).toEqual(['a']));
    expect(one.isOpen).toBe(false);
    await one.close();
    expect(closed).toEqual(['a']);
  });

  it('opens nothing once it was closed', async () => {
    const one = made();
    await one.close();
    await expect(one.pool('a')).rejects.toMatchObject({ code: 'shutting_down' });
    expect(opened).toEqual([]);
  });
});
