// The part of a picture that a chip shows, and the picture continued beyond its borders where the chip looks out.

import type { Picture, Similarity } from './picture.js';
import { apply } from './similarity.js';

/** Whole pixels from `left` and `top` up to, not including, `right` and `bottom`; may lie outside the picture. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What a chip of `width` × `height` pixels shows of the plane, and `margin` pixels around it. */
export function regionSeen(toPicture: Similarity, width: number, height: number, margin: number): Region {
  const corners = [
    apply(toPicture, { x: 0, y: 0 }),
    apply(toPicture, { x: width, y: 0 }),
    apply(toPicture, { x: 0, y: height }),
    apply(toPicture, { x: width, y: height }),
  ];
  const xs = corners.map((corner) => corner.x);
  const ys = corners.map((corner) => corner.y);
  return {
    left: Math.floor(Math.min(...xs)) - margin,
    top: Math.floor(Math.min(...ys)) - margin,
    right: Math.ceil(Math.max(...xs)) + margin,
    bottom: Math.ceil(Math.max(...ys)) + margin,
  };
}

/** The part of the region that lies in the picture; the pixel nearest to it where there is none. */
export function clip(region: Region, picture: Picture): Region {
  const left = clamp(region.left, 0, picture.width - 1);
  const top = clamp(region.top, 0, picture.height - 1);
  return {
    left,
    top,
    right: clamp(region.right, left + 1, picture.width),
    bottom: clamp(region.bottom, top + 1, picture.height),
  };
}

/** Whether all of the region lies in the picture. */
export function isWithin(region: Region, picture: Picture): boolean {
  const { left, top, right, bottom } = region;
  return left >= 0 && top >= 0 && right <= picture.width && bottom <= picture.height;
}

/**
 * The region as a picture of its own. Beyond the borders the outermost pixels go on, or everything is of the
 * grey level `beyond`.
 */
export function extend(picture: Picture, region: Region, beyond: number | 'edge'): Picture {
  const width = region.right - region.left;
  const height = region.bottom - region.top;
  const row = 3 * width;
  const data = new Uint8Array(row * height);
  if (beyond !== 'edge') data.fill(beyond);
  for (let y = 0; y < height; y++) {
    const from = region.top + y;
    if (beyond !== 'edge' && (from < 0 || from >= picture.height)) continue;
    extendRow(
      picture,
      clamp(from, 0, picture.height - 1),
      region,
      beyond,
      data.subarray(y * row, y * row + row),
    );
  }
  return { width, height, data };
}

function extendRow(
  picture: Picture,
  y: number,
  region: Region,
  beyond: number | 'edge',
  out: Uint8Array,
): void {
  const source = picture.data.subarray(3 * picture.width * y, 3 * picture.width * (y + 1));
  const from = clamp(region.left, 0, picture.width);
  const to = clamp(region.right, from, picture.width);
  const before = clamp(3 * (from - region.left), 0, out.length);
  const after = before + 3 * (to - from);
  out.set(source.subarray(3 * from, 3 * to), before);
  if (beyond !== 'edge') return;
  const last = source.length - 3;
  for (let i = 0; i < before; i++) out[i] = source[i % 3];
  for (let i = after; i < out.length; i++) out[i] = source[last + (i % 3)];
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
