// Exact rearrangements of whole pixels: mirror and quarter turns.

import type { Picture } from './picture.js';

/** The picture as in a mirror: left and right exchanged. */
export function mirror(picture: Picture): Picture {
  const { width, height } = picture;
  return rearrange(picture, width, height, 3 * (width - 1), -3, 3 * width);
}

/** The picture turned clockwise by a whole number of quarter turns; a negative number turns the other way. */
export function rotateQuarter(picture: Picture, quarterTurns: number): Picture {
  const { width, height } = picture;
  const row = 3 * width;
  switch (((quarterTurns % 4) + 4) % 4) {
    case 1:
      return rearrange(picture, height, width, row * (height - 1), -row, 3);
    case 2:
      return rearrange(picture, width, height, row * height - 3, -3, -row);
    case 3:
      return rearrange(picture, height, width, row - 3, row, -3);
    default:
      return picture;
  }
}

/** Reads the pixels in another order: from byte `start`, `right` bytes on for a column, `down` for a row. */
function rearrange(
  picture: Picture,
  width: number,
  height: number,
  start: number,
  right: number,
  down: number,
): Picture {
  const { data } = picture;
  const out = new Uint8Array(3 * width * height);
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = start + y * down;
    for (let x = 0; x < width; x++) {
      out[to] = data[from];
      out[to + 1] = data[from + 1];
      out[to + 2] = data[from + 2];
      to += 3;
      from += right;
    }
  }
  return { width, height, data: out };
}
