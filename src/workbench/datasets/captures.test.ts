import { expect, test } from 'vitest';
import { numberCaptures } from './captures.js';

const numbersOf = (...pictures: [sha256: string, derivedFrom?: string | null][]): number[] => [
  ...numberCaptures(pictures.map(([sha256, derivedFrom = null]) => ({ sha256, derivedFrom }))),
];

test('pictures that owe each other nothing are captures of their own', () => {
  expect(numbersOf(['a'], ['b'], ['c'])).toEqual([0, 1, 2]);
  expect([...numberCaptures([{ sha256: 'a' }, { sha256: 'b' }])]).toEqual([0, 1]);
});

test('copies, a picture with its origin, and two made from a third are one capture', () => {
  expect(numbersOf(['a'], ['b'], ['a'])).toEqual([0, 1, 0]);
  expect(numbersOf(['a'], ['b', 'a'], ['c'])).toEqual([0, 0, 1]);
  expect(numbersOf(['b', 'a'], ['c', 'a'], ['d', 'e'])).toEqual([0, 0, 1]);
});

test('so are those at several removes, in whatever order they stand', () => {
  expect(numbersOf(['c', 'b'], ['x'], ['b', 'a'], ['a'], ['d', 'c'])).toEqual([0, 1, 0, 0, 0]);
});

test('one picture that was made from two makes one capture of both; a circle ends', () => {
  expect(numbersOf(['m', 'a'], ['m', 'b'], ['a'], ['b'])).toEqual([0, 0, 0, 0]);
  expect(numbersOf(['a', 'b'], ['b', 'a'], ['c', 'c'])).toEqual([0, 0, 1]);
});
