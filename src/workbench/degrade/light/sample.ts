// How a grid of light-sensitive sites sees a picture: each site through an opening of its own, so that what is finer
// than the grid comes back as moiré.

import type { Picture, Point } from '../../../image/index.js';
import { LIGHT_OF_LEVEL, type Light } from './light.js';

/** Where a site of the grid looks, in pixels of the picture (pixel centres at whole numbers + 0.5). */
export type Gaze = (x: number, y: number) => Point;

/** What lies beyond the picture: its border goes on, or light of its own. */
export type Outside = 'edge' | readonly [number, number, number];

/**
 * Each site sees the mean of `taps` × `taps` places, spread evenly over its opening.
 * @param opening side of the square that a site sees, in pixels of the picture; 0: a point
 */
export function sampleLight(
  picture: Picture,
  width: number,
  height: number,
  gaze: Gaze,
  opening = 0,
  outside: Outside = 'edge',
): Light {
  const taps = Math.max(1, Math.ceil(opening));
  const offsets = Float64Array.from({ length: taps }, (_, i) => ((i + 0.5) / taps - 0.5) * opening - 0.5);
  const row = new Float32Array(3 * width);
  const share = 1 / (taps * taps);
  return {
    width,
    height,
    row(y) {
      row.fill(0);
      for (let x = 0, to = 0; x < width; x++, to += 3) {
        const at = gaze(x + 0.5, y + 0.5);
        for (let j = 0; j < taps; j++)
          for (let i = 0; i < taps; i++)
            addLight(picture, at.x + offsets[i], at.y + offsets[j], share, outside, row, to);
      }
      return row;
    },
  };
}

/** The mean along a straight segment through each pixel: a camera that moved while the shutter was open. */
export function sampleAlong(picture: Picture, length: number, angle: number): Light {
  const { width, height } = picture;
  const steps = Math.max(1, Math.ceil(1.5 * length));
  const places = Array.from({ length: steps }, (_, s) => ((s + 0.5) / steps - 0.5) * length);
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const row = new Float32Array(3 * width);
  return {
    width,
    height,
    row(y) {
      row.fill(0);
      for (let x = 0, to = 0; x < width; x++, to += 3)
        for (const along of places)
          addLight(picture, x + along * dx, y + along * dy, 1 / steps, 'edge', row, to);
      return row;
    },
  };
}

/** Adds the light at (x, y), pixel centres at whole numbers, interpolated linearly. */
function addLight(
  { width, height, data }: Picture,
  x: number,
  y: number,
  share: number,
  outside: Outside,
  out: Float32Array,
  to: number,
): void {
  if (outside !== 'edge' && (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5)) {
    for (let c = 0; c < 3; c++) out[to + c] += share * outside[c]!;
    return;
  }
  const px = x < 0 ? 0 : x > width - 1 ? width - 1 : x;
  const py = y < 0 ? 0 : y > height - 1 ? height - 1 : y;
  const left = px | 0;
  const top = py | 0;
  const fx = px - left;
  const fy = py - top;
  const a = 3 * (width * top + left);
  const b = left + 1 < width ? a + 3 : a;
  const below = top + 1 < height ? 3 * width : 0;
  const w00 = (1 - fx) * (1 - fy) * share;
  const w10 = fx * (1 - fy) * share;
  const w01 = (1 - fx) * fy * share;
  const w11 = fx * fy * share;
  const c = a + below;
  const d = b + below;
  out[to] +=
    w00 * lightOf(data, a) + w10 * lightOf(data, b) + w01 * lightOf(data, c) + w11 * lightOf(data, d);
  out[to + 1] +=
    w00 * lightOf(data, a + 1) +
    w10 * lightOf(data, b + 1) +
    w01 * lightOf(data, c + 1) +
    w11 * lightOf(data, d + 1);
  out[to + 2] +=
    w00 * lightOf(data, a + 2) +
    w10 * lightOf(data, b + 2) +
    w01 * lightOf(data, c + 2) +
    w11 * lightOf(data, d + 2);
}

const lightOf = (data: Uint8Array, at: number): number => LIGHT_OF_LEVEL[data[at]];
