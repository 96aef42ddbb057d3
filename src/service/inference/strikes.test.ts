import { describe, expect, it } from 'vitest';
import { Strikes } from './strikes.js';

describe('A picture that killed a thread', () => {
  it('may come once more, and is out after the second time', () => {
    const strikes = new Strikes();
    expect(strikes.any).toBe(false);
    strikes.add('a');
    expect([strikes.any, strikes.isOut('a')]).toEqual([true, false]);
    strikes.add('a');
    expect([strikes.isOut('a'), strikes.isOut('b')]).toEqual([true, false]);
  });

  it('is forgiven an hour after the last time', () => {
    let now = 0;
    const strikes = new Strikes(() => now);
    strikes.add('a');
    now = 3_599_000;
    strikes.add('a');
    now += 3_599_000;
    expect(strikes.isOut('a')).toBe(true);
    now += 1000;
    expect([strikes.isOut('a'), strikes.any]).toEqual([false, false]);
  });

  it('is forgotten once a thousand others have come after it: memory is bounded', () => {
    const strikes = new Strikes();
    for (const mark of ['a', 'a', 'b', 'b']) strikes.add(mark);
    for (let i = 0; i < 999; i++) strikes.add(`other ${i}`);
    expect([strikes.isOut('a'), strikes.isOut('b')]).toEqual([false, true]);
  });
});
