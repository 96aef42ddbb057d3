import { describe, expect, it } from 'vitest';
import { scoreListedPairs } from './listedPairs.js';

const rows = {
  templates: Float32Array.of(1, 0, 0.6, 0.8, 0, 1, -1, 0),
  dimension: 2,
  subjects: Int32Array.of(7, 7, 7, 9),
};
const list = (left: number[], right: number[], mated: number[]) => ({
  left: Int32Array.from(left),
  right: Int32Array.from(right),
  mated: Uint8Array.from(mated),
});

describe('listed pairs', () => {
  it('are scored in the order of the list, mated and non-mated apart', () => {
    const { mated, nonMated } = scoreListedPairs(rows, list([2, 3, 0, 3], [1, 0, 2, 1], [1, 0, 1, 0]));
    expect(mated).toEqual({
      scores: Float32Array.of(0.8, 0),
      left: Int32Array.of(2, 0),
      right: Int32Array.of(1, 2),
    });
    expect(nonMated).toEqual({
      scores: Float32Array.of(-1, -0.6),
      left: Int32Array.of(3, 3),
      right: Int32Array.of(0, 1),
    });
  });

  it('may be none', () => {
    const { mated, nonMated } = scoreListedPairs(rows, list([], [], []));
    expect([mated.scores.length, nonMated.scores.length]).toEqual([0, 0]);
  });

  it.each([
    [list([0], [1, 2], [1]), 'left, right and mated must be of one length, got 1, 2 and 1'],
    [list([0, 0], [1, 4], [1, 1]), 'pair 1 must be of rows in [0, 4), got 0 and 4'],
    [list([-1], [1], [1]), 'pair 0 must be of rows in [0, 4), got -1 and 1'],
    [list([1], [1], [1]), 'pair 0 compares row 1 with itself'],
    [list([0], [3], [1]), 'pair 0 is listed as mated 1, but its subjects are 7 and 9'],
    [list([0], [1], [0]), 'pair 0 is listed as mated 0, but its subjects are 7 and 7'],
    [list([0], [1], [2]), 'pair 0 is listed as mated 2'],
  ])('are refused where they are not what they should be: %#', (pairs, message) => {
    expect(() => scoreListedPairs(rows, pairs)).toThrow(message);
    expect(() => scoreListedPairs(rows, pairs)).toThrow(RangeError);
  });
});
