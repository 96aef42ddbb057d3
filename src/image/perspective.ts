// A plane seen squarely: rectifies a page that was photographed at an angle.

import { type Homography, project } from './homography.js';
import type { Picture, Point } from './picture.js';
import { axis, resample } from './resample.js';

/**
 * The picture seen through a homography, as `width` × `height` pixels. Where it is reduced, blocks of whole pixels
 * are averaged first, as large as the largest reduction allows without blurring the least reduced corner; then
 * neighbours are interpolated linearly. What lies beyond the picture is mid-grey.
 * @param toPicture from coordinates in the result to coordinates in the picture, pixel centres at whole numbers + 0.5
 */
export function warpPerspective(
  picture: Picture,
  toPicture: Homography,
  width: number,
  height: number,
): Picture {
  const block = Math.max(1, Math.round(0.9 * leastReduction(toPicture, width, height)));
  const source =
    block === 1 ? { picture, left: 0, top: 0 } : reduced(picture, toPicture, width, height, block);
  const out = new Uint8Array(3 * width * height).fill(BEYOND);
  const [h0, h1, h2, h3, h4, h5, h6, h7, h8] = toPicture as Nine;
  const { width: w, height: h, data } = source.picture;
  const [left, top] = [source.left / block + 0.5, source.top / block + 0.5];
  for (let v = 0, to = 0; v < height; v++) {
    const y = v + 0.5;
    let nx = h0 * 0.5 + h1 * y + h2;
    let ny = h3 * 0.5 + h4 * y + h5;
    let nw = (h6 * 0.5 + h7 * y + h8) * block;
    for (let u = 0; u < width; u++, to += 3, nx += h0, ny += h3, nw += h6 * block) {
      const depth = 1 / nw;
      const px = nx * depth - left;
      const py = ny * depth - top;
      if (!(px > -1 && py > -1 && px < w && py < h)) continue;
      const cx = px < 0 ? 0 : px > w - 1 ? w - 1 : px;
      const cy = py < 0 ? 0 : py > h - 1 ? h - 1 : py;
      const column = cx | 0;
      const row = cy | 0;
      const a = (3 * (Math.imul(w, row) + column)) | 0;
      const right = column + 1 < w ? 3 : 0;
      const below = row + 1 < h ? (3 * w) | 0 : 0;
      // In 1/256 of the way: whole numbers are fast, and a grey level is the most that it may be off.
      const fx = ((cx - column) * 256) | 0;
      const fy = ((cy - row) * 256) | 0;
      out[to] = between(data, a, right, below, fx, fy);
      out[to + 1] = between(data, a + 1, right, below, fx, fy);
      out[to + 2] = between(data, a + 2, right, below, fx, fy);
    }
  }
  return { width, height, data: out };
}

/** Between four neighbours, the first of them at `a`. */
function between(data: Uint8Array, a: number, right: number, below: number, fx: number, fy: number): number {
  const above = data[a]!;
  const under = data[a + below]!;
  const one = (above << 8) + Math.imul(fx, data[a + right]! - above);
  const two = (under << 8) + Math.imul(fx, data[a + below + right]! - under);
  return ((one << 8) + Math.imul(fy, two - one) + 0x8000) >> 16;
}

type Nine = readonly [number, number, number, number, number, number, number, number, number];
const BEYOND = 128;

/** Pixels of the picture per pixel of the result, along the shorter direction, where they are fewest. */
function leastReduction(map: Homography, width: number, height: number): number {
  const at = (x: number, y: number) => {
    const [p, q, r] = [project(map, { x, y }), project(map, { x: x + 1, y }), project(map, { x, y: y + 1 })];
    return Math.min(Math.hypot(q.x - p.x, q.y - p.y), Math.hypot(r.x - p.x, r.y - p.y));
  };
  return Math.min(at(0, 0), at(width, 0), at(0, height), at(width, height));
}

/** The part of the picture that is seen, in means of `block` × `block` pixels. */
function reduced(picture: Picture, map: Homography, width: number, height: number, block: number) {
  const corners = [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ].map((corner: Point) => project(map, corner));
  const reach = (values: readonly number[], size: number) => {
    const from = Math.min(Math.max(Math.floor(Math.min(...values)) - 2 * block, 0), size - 1);
    const to = Math.min(Math.max(Math.ceil(Math.max(...values)) + 2 * block, from + 1), size);
    return [from, Math.ceil((to - from) / block)] as const;
  };
  const [left, columns] = reach(
    corners.map(({ x }) => x),
    picture.width,
  );
  const [top, rows] = reach(
    corners.map(({ y }) => y),
    picture.height,
  );
  return {
    picture: resample(
      picture,
      axis(picture.width, left, block, columns),
      axis(picture.height, top, block, rows),
    ),
    left,
    top,
  };
}
