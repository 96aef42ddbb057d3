import { describe, expect, it } from 'vitest';
import { boundsOf, centreOf, distance, intersectionOverUnion, meanPoint } from './geometry.js';

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

describe('intersectionOverUnion', () => {
  it.each([
    ['a box and itself', box(2, 3, 4, 5), 1],
    ['boxes that share a third of their union', box(4, 3, 4, 5), 1 / 3],
    ['a box inside the other', box(3, 4, 2, 2.5), 1 / 4],
    ['boxes that touch', box(6, 3, 4, 5), 0],
    ['boxes far apart', box(100, 100, 1, 1), 0],
    ['boxes side by side in one direction only', box(2, 50, 4, 5), 0],
  ])('%s', (_, other, expected) => {
    expect(intersectionOverUnion(box(2, 3, 4, 5), other)).toBeCloseTo(expected, 12);
    expect(intersectionOverUnion(other, box(2, 3, 4, 5))).toBeCloseTo(expected, 12);
  });
});

it('centre, distance, mean and bounds', () => {
  expect(centreOf(box(10, 20, 4, 6))).toEqual({ x: 12, y: 23 });
  expect(distance({ x: 1, y: 1 }, { x: 4, y: 5 })).toBe(5);
  expect(
    meanPoint([
      { x: 0, y: 0 },
      { x: 4, y: 2 },
      { x: 2, y: 7 },
    ]),
  ).toEqual({ x: 2, y: 3 });
  expect(
    boundsOf([
      { x: 3, y: -1 },
      { x: -2, y: 5 },
      { x: 0, y: 0 },
    ]),
  ).toEqual(box(-2, -1, 5, 6));
});
