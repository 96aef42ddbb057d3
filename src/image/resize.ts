// A whole picture at another size, as detectors want it.

import type { Picture, Similarity } from './picture.js';
import { axis, resample } from './resample.js';

/**
 * The picture at another size, each axis by its own factor. An axis that shrinks takes the mean of the area that
 * each new pixel covers, so that nothing aliases; one that grows is interpolated linearly.
 */
export function resize(picture: Picture, width: number, height: number): Picture {
  return resample(
    picture,
    axis(picture.width, 0, picture.width / width, width),
    axis(picture.height, 0, picture.height / height, height),
  );
}

/** A picture inside a square, and how the square lies over the original. */
export interface Letterboxed {
  readonly picture: Picture;
  /** From coordinates in the square to coordinates in the original. */
  readonly toPicture: Similarity;
}

/**
 * The picture fitted into the middle of a square of `size` pixels with its proportions kept; the bars beside it
 * are filled with the grey level `fill`. Both axes have exactly one scale, so `toPicture` is exact.
 */
export function letterbox(picture: Picture, size: number, fill: number): Letterboxed {
  const step = Math.max(picture.width, picture.height) / size;
  const width = Math.max(1, Math.round(picture.width / step));
  const height = Math.max(1, Math.round(picture.height / step));
  const left = (picture.width - width * step) / 2;
  const top = (picture.height - height * step) / 2;
  const inner = resample(
    picture,
    axis(picture.width, left, step, width),
    axis(picture.height, top, step, height),
  );
  const barLeft = (size - width) >> 1;
  const barTop = (size - height) >> 1;
  const data = new Uint8Array(3 * size * size).fill(fill);
  for (let y = 0; y < height; y++) {
    data.set(inner.data.subarray(3 * width * y, 3 * width * (y + 1)), 3 * (size * (y + barTop) + barLeft));
  }
  return {
    picture: { width: size, height: size, data },
    toPicture: { a: step, b: 0, tx: left - barLeft * step, ty: top - barTop * step },
  };
}
