import { describe, expect, it } from 'vitest';
import { keepAnswers } from './answers.js';

const forever = (): AbortSignal => new AbortController().signal;

/** Made when it is told to. */
function slow() {
  const made: { signal: AbortSignal; end: (answer: string) => void }[] = [];
  const make = (signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      made.push({ signal, end: resolve });
    });
  return { made, make };
}

describe('answers', () => {
  it('are made once for all who ask at the same moment, and kept for whoever asks later', async () => {
    const { made, make } = slow();
    const answers = keepAnswers<string>(2);
    const two = [answers.answer('x', forever(), make), answers.answer('x', forever(), make)];
    made[0]!.end('answer');
    expect(await Promise.all(two)).toEqual(['answer', 'answer']);
    expect(await answers.answer('x', forever(), make)).toBe('answer');
    expect(made).toHaveLength(1);
  });

  it('are made on for the one who waits when the other has gone, and no further when both have', async () => {
    const { made, make } = slow();
    const answers = keepAnswers<string>(2);
    const [one, other] = [new AbortController(), new AbortController()];
    const asked = [one, other].map(({ signal }) => answers.answer('x', signal, make));
    one.abort(new Error('one has gone'));
    await expect(asked[0]).rejects.toThrow('one has gone');
    expect(made[0]!.signal.aborted).toBe(false);
    other.abort(new Error('the other has gone'));
    await expect(asked[1]).rejects.toThrow('the other has gone');
    expect(made[0]!.signal.aborted).toBe(true);
    // Whoever asks then begins anew.
    const anew = answers.answer('x', forever(), make);
    made[1]!.end('anew');
    expect(await anew).toBe('anew');
  });

  it('that failed are not kept', async () => {
    const answers = keepAnswers<string>(2);
    const failing = () => Promise.reject(new Error('failed'));
    await expect(answers.answer('x', forever(), failing)).rejects.toThrow('failed');
    expect(await answers.answer('x', forever(), async () => 'answer')).toBe('answer');
  });

  it('are kept as many as are said, those that were asked for last', async () => {
    const answers = keepAnswers<string>(2);
    const of = (key: string, as: string) => answers.answer(key, forever(), async () => as);
    for (const key of ['a', 'b', 'a', 'c']) await of(key, key);
    expect(await of('a', 'anew')).toBe('a');
    expect(await of('b', 'anew')).toBe('anew');
  });
});
