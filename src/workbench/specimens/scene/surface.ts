// A picture lying in a scene, with coarser copies of itself, made when it is seen from afar.

import { type Picture, resize } from '../../../image/index.js';

interface Level {
  readonly picture: Picture;
  readonly pixelsPerMm: number;
}

/** Lies in the plane of the table with its top left corner at (0, 0); lengths in mm. */
export interface Surface {
  readonly width: number;
  readonly height: number;
  /** The coarsest copy, each half as fine as the one before, that is still as fine as asked, or the picture itself. */
  level(pixelsPerMm: number): Level;
}

export function surfaceOf(picture: Picture, pixelsPerMm: number): Surface {
  const levels: Level[] = [{ picture, pixelsPerMm }];
  return {
    width: picture.width / pixelsPerMm,
    height: picture.height / pixelsPerMm,
    level(wanted) {
      let at = 0;
      for (; ; at++) {
        const { picture: last, pixelsPerMm: scale } = levels[at]!;
        const small = Math.min(last.width, last.height) < 32;
        if (small || scale / 2 < 0.9 * wanted) return levels[at]!;
        levels[at + 1] ??= halved(last, pixelsPerMm / picture.width);
      }
    },
  };
}

function halved(picture: Picture, scalePerPixel: number): Level {
  const half = resize(picture, Math.round(picture.width / 2), Math.round(picture.height / 2));
  return { picture: half, pixelsPerMm: half.width * scalePerPixel };
}

/** Writes the colour at a place, in mm, to the first three numbers of `out`. */
export type Sampler = (x: number, y: number, out: Float64Array) => void;

/**
 * A sampler for a camera that has so many pixels a millimetre: of the level that is the next finer, interpolated
 * linearly.
 * @param outside the surface is repeated as tiles, mirrored at their seams, or its border goes on
 */
export function samplerOf(surface: Surface, pixelsPerMm: number, outside: 'mirrored' | 'edge'): Sampler {
  const { picture, pixelsPerMm: scale } = surface.level(pixelsPerMm);
  const { width, height, data } = picture;
  const held = (p: number, size: number) => (p < 0 ? 0 : p > size - 1 ? size - 1 : p);
  const mirrored = (p: number, size: number) => {
    const within = (((p + 0.5) % (2 * size)) + 2 * size) % (2 * size);
    return held((within < size ? within : 2 * size - within) - 0.5, size);
  };
  const place = outside === 'edge' ? held : mirrored;
  return (x, y, out) => {
    const px = place(x * scale - 0.5, width);
    const py = place(y * scale - 0.5, height);
    const left = px | 0;
    const top = py | 0;
    const [fx, fy] = [px - left, py - top];
    const a = 3 * (width * top + left);
    const right = left + 1 < width ? 3 : 0;
    const below = top + 1 < height ? 3 * width : 0;
    for (let c = 0; c < 3; c++) {
      const upper = data[a + c]! + fx * (data[a + right + c]! - data[a + c]!);
      const lower = data[a + below + c]! + fx * (data[a + below + right + c]! - data[a + below + c]!);
      out[c] = upper + fy * (lower - upper);
    }
  };
}
