import { describe, expect, it } from 'vitest';
import { isFew, withheldOf } from './fewPeople.js';

describe('isFew', () => {
  it('is so of one to four people, and not of nobody', () => {
    expect([0, 1, 4, 5, 1000].map(isFew)).toEqual([false, true, true, false, false]);
  });
});

describe('withheldOf', () => {
  const of = (...people: number[]): number[] => [...withheldOf(people, (own) => own)].sort((a, b) => a - b);

  it('withholds nothing where no part is few', () => {
    expect(of(5, 90, 0)).toEqual([]);
  });

  it('takes the smallest of the others with the few: the whole less the rest would be the few', () => {
    expect(of(90, 3, 40, 7)).toEqual([3, 7]);
  });

  it('does so also of several few, who may be the same people', () => {
    expect(of(90, 3, 4, 40, 0)).toEqual([3, 4, 40]);
  });

  it('withholds all where all are few', () => {
    expect(of(1, 2)).toEqual([1, 2]);
  });
});
