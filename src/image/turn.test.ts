import { expect, it } from 'vitest';
import type { Picture } from './picture.js';
import { mirror, rotateQuarter } from './turn.js';

// Three wide, two high, told apart by red:  1 2 3
//                                           4 5 6
const picture: Picture = {
  width: 3,
  height: 2,
  data: Uint8Array.from([1, 2, 3, 4, 5, 6].flatMap((red) => [red, red + 100, red + 200])),
};

function reds({ data, width }: Picture): number[][] {
  const all = [...data].filter((_, i) => i % 3 === 0);
  return Array.from({ length: all.length / width }, (_, y) => all.slice(y * width, (y + 1) * width));
}

it('mirrors left and right', () => {
  expect(reds(mirror(picture))).toEqual([
    [3, 2, 1],
    [6, 5, 4],
  ]);
  expect(mirror(mirror(picture))).toEqual(picture);
});

it('turns clockwise by quarters', () => {
  expect(reds(rotateQuarter(picture, 1))).toEqual([
    [4, 1],
    [5, 2],
    [6, 3],
  ]);
  expect(reds(rotateQuarter(picture, 2))).toEqual([
    [6, 5, 4],
    [3, 2, 1],
  ]);
  expect(reds(rotateQuarter(picture, -1))).toEqual([
    [3, 6],
    [2, 5],
    [1, 4],
  ]);
  expect(rotateQuarter(picture, 8)).toEqual(picture);
});

it('keeps each pixel’s three colours together', () => {
  expect([...rotateQuarter(picture, 1).data.subarray(0, 6)]).toEqual([4, 104, 204, 1, 101, 201]);
});
