// Pixels into the numbers a network takes: each network states its own mean, scale, colour order and layout.

import type { Picture } from './picture.js';

/**
 * Writes `(value − mean) · scale` of each pixel and channel into `out` from `offset` on: `3 · width · height`
 * numbers, so that a batch is filled picture by picture.
 *
 * @param mean for red, green and blue, in grey levels 0–255, whichever the order
 * @param scale per grey level; one number, or one each for red, green and blue
 * @param order which colour comes first in the output
 * @param layout `nchw` one plane a colour, `nhwc` three numbers a pixel
 * @throws RangeError where `out` is too short
 */
export function toPlanes(
  picture: Picture,
  mean: readonly [number, number, number],
  scale: number | readonly [number, number, number],
  order: 'rgb' | 'bgr',
  layout: 'nchw' | 'nhwc',
  out: Float32Array,
  offset: number,
): void {
  const { data } = picture;
  const pixels = picture.width * picture.height;
  if (offset < 0 || offset + 3 * pixels > out.length) {
    throw new RangeError(`${3 * pixels} numbers from ${offset} on do not fit into ${out.length}.`);
  }
  const [scaleR, scaleG, scaleB] = typeof scale === 'number' ? [scale, scale, scale] : scale;
  const [meanR, meanG, meanB] = mean;
  const step = layout === 'nchw' ? 1 : 3;
  const channel = layout === 'nchw' ? pixels : 1;
  let r = order === 'rgb' ? offset : offset + 2 * channel;
  let g = offset + channel;
  let b = order === 'rgb' ? offset + 2 * channel : offset;
  for (let i = 0; i < 3 * pixels; i += 3) {
    out[r] = (data[i] - meanR) * scaleR;
    out[g] = (data[i + 1] - meanG) * scaleG;
    out[b] = (data[i + 2] - meanB) * scaleB;
    r += step;
    g += step;
    b += step;
  }
}
