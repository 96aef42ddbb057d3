// Which pixels lie inside an outline, as one run of pixels a row: all that a face, seen from the front, needs.

import type { Point } from '../../image/index.js';

/** Row y holds the pixels from `from[y]` to before `to[y]`; none where the two are equal. */
export interface Region {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly pixels: number;
}

/**
 * The pixels of a square whose centres lie inside all outlines. A dent in an outline's side is filled: a row
 * goes on from the leftmost to the rightmost crossing.
 */
export function rowsInside(size: number, outlines: readonly (readonly Point[])[]): Region {
  const from = new Int32Array(size);
  const to = new Int32Array(size);
  let pixels = 0;
  for (let y = 0; y < size; y++) {
    let [left, right] = [0, size];
    for (const outline of outlines) {
      const crossing = crossings(outline, y + 0.5);
      left = Math.max(left, Math.ceil(crossing.first - 0.5));
      right = Math.min(right, Math.ceil(crossing.last - 0.5));
    }
    if (right <= left) continue;
    from[y] = left;
    to[y] = right;
    pixels += right - left;
  }
  return { from, to, pixels };
}

/** Where a level line first and last meets an outline; the first after the last where it never does. */
function crossings(outline: readonly Point[], y: number): { first: number; last: number } {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < outline.length; i++) {
    const p = outline[i];
    const q = outline[(i + 1) % outline.length];
    if (p.y > y === q.y > y) continue;
    const x = p.x + ((y - p.y) / (q.y - p.y)) * (q.x - p.x);
    first = Math.min(first, x);
    last = Math.max(last, x);
  }
  return { first, last };
}

/** The share of a region's pixels at each of 256 levels: they add up to 1, or are all 0 where it is empty. */
export function histogramOf(levels: Uint8Array, { from, to, pixels }: Region): Float64Array {
  const shares = new Float64Array(256);
  const size = from.length;
  for (let y = 0; y < size; y++) {
    for (let i = y * size + from[y]; i < y * size + to[y]; i++) shares[levels[i]] += 1;
  }
  return pixels === 0 ? shares : shares.map((count) => count / pixels);
}
