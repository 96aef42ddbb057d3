// Specimens for tests: pictures whose light is known.

import type { Picture } from '../../image/index.js';
import { LIGHT_OF_LEVEL } from './light/light.js';
import type { Specimen } from './specimen.js';

type Level = number | readonly [number, number, number];

/** A specimen whose grey level, or colour, at a pixel is a function of its place. */
export function specimenOf(
  width: number,
  height: number,
  level: (x: number, y: number) => Level,
  pixelsPerMm = 300 / 25.4,
): Specimen {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i += 3) {
      const at = level(x, y);
      data.set(typeof at === 'number' ? [at, at, at] : at, i);
    }
  return { width, height, data, pixelsPerMm, eyes: { x: width / 2, y: height / 2 } };
}

/** Mean light of a channel, 0–1. */
export function meanLight({ data }: Picture, channel: 0 | 1 | 2 = 1): number {
  let sum = 0;
  for (let i = channel; i < data.length; i += 3) sum += LIGHT_OF_LEVEL[data[i]];
  return (3 * sum) / data.length;
}

/** Variance of the light of a channel. */
export function varianceOfLight(picture: Picture, channel: 0 | 1 | 2 = 1): number {
  const mean = meanLight(picture, channel);
  let sum = 0;
  for (let i = channel; i < picture.data.length; i += 3) sum += (LIGHT_OF_LEVEL[picture.data[i]] - mean) ** 2;
  return (3 * sum) / picture.data.length;
}

/** Peak signal-to-noise ratio in decibels of two pictures of one size. */
export function psnr(a: Picture, b: Picture): number {
  const squares = a.data.reduce((sum, v, i) => sum + (v - b.data[i]) ** 2, 0);
  return 10 * Math.log10((255 ** 2 * a.data.length) / squares);
}
