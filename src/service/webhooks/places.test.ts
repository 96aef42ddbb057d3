import { describe, expect, it } from 'vitest';
import { openPlaces } from './places.js';

/** How many places an endpoint gets that takes all it can. */
function fill(places: ReturnType<typeof openPlaces>, endpoint: string): number {
  let count = 0;
  while (places().take(endpoint, false)) count++;
  return count;
}

describe('Places for attempts', () => {
  it('leave something for others, however many hang: a third of what is left each', () => {
    const places = openPlaces(32);
    const taken = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((endpoint) => fill(places, endpoint));
    expect(taken).toEqual([11, 7, 5, 3, 2, 2, 1]);
    expect(places().take('h', false)).toBe(true);
  });

  it('are one at a time for an endpoint that fails', () => {
    const places = openPlaces(32);
    const first = places();
    expect([first.take('a', true), places().take('a', true), places().take('b', true)]).toEqual([
      true,
      false,
      true,
    ]);
    expect([first.leave(), first.leave()]).toEqual(['a', undefined]);
    expect(places().take('a', true)).toBe(true);
  });

  it('are taken once, however often they are asked for in one attempt', () => {
    const places = openPlaces(2);
    const mine = places();
    expect([mine.take('a', false), mine.take('a', false), mine.take('b', false)]).toEqual([
      true,
      true,
      false,
    ]);
    mine.leave();
    const next = places();
    expect([next.take('a', false), places().take('b', false)]).toEqual([true, true]);
  });
});
