// How the networks that find pages are shown a photograph: first whole, then the page roughly straightened, then each
// corner by itself.

import {
  type Homography,
  homographyBetween,
  type Point,
  product,
  type Quad,
  rectangle,
} from '../../image/index.js';

/** Side of the square that the network sees, in pixels. */
export const LOOK_SIDE = 256;

/** Left free about the photograph, as a share of the square: corners at its border, or a little beyond, have a place. */
const FIRST_MARGIN = 0.04;

/** Width of the page in the second look, as a share of the square; about it stands what the page lies on. */
const CLOSER_WIDTH = 0.84;
/** The page's height there where it is as wide as high; pages higher than that are squeezed. */
const CLOSER_HEIGHT = 0.84;

/** From the square to the whole photograph, in its middle and with its proportions. */
export function firstLook({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): Homography {
  const step = Math.max(width, height) / ((1 - 2 * FIRST_MARGIN) * LOOK_SIDE);
  const left = (width - step * LOOK_SIDE) / 2;
  const top = (height - step * LOOK_SIDE) / 2;
  return [step, 0, left, 0, step, top, 0, 0, 1];
}

/** From the square to the photograph, so that a page with about these corners lies straight in the middle. */
export function closerLook(corners: Quad): Homography {
  const ratio = ratioOf(corners);
  const width = LOOK_SIDE * Math.min(CLOSER_WIDTH, CLOSER_HEIGHT * ratio);
  const height = width / ratio;
  const straight = rectangle((LOOK_SIDE - width) / 2, (LOOK_SIDE - height) / 2, width, height);
  return homographyBetween(straight, corners);
}

/** Width over height as the corners have it, within what any page has. */
function ratioOf([a, b, c, d]: Quad): number {
  const sides = (p: Point, q: Point, r: Point, s: Point) =>
    (Math.hypot(q.x - p.x, q.y - p.y) + Math.hypot(s.x - r.x, s.y - r.y)) / 2;
  return Math.min(2.2, Math.max(0.45, sides(a, b, d, c) / sides(a, d, b, c)));
}

/** Side of the square that the network sees of one corner, in pixels, and how much of the page's diagonal that is. */
export const CORNER_SIDE = 96;
const CORNER_SHARE = 0.17;

/**
 * From the square to the photograph, so that a corner of a page with about these corners lies in the middle, the page
 * to its right and below: other corners than the first are seen mirrored.
 * @param which 0 to 3, in the order of the corners
 */
export function cornerLook(corners: Quad, which: number): Homography {
  const ratio = ratioOf(corners);
  const [width, height] = [ratio / Math.hypot(ratio, 1), 1 / Math.hypot(ratio, 1)];
  const toPhotograph = homographyBetween(rectangle(0, 0, width, height), corners);
  const step = CORNER_SHARE / CORNER_SIDE;
  const [right, low] = [which === 1 || which === 2, which >= 2];
  const [sx, sy] = [right ? -step : step, low ? -step : step];
  const [x, y] = [right ? width : 0, low ? height : 0];
  const half = CORNER_SIDE / 2;
  return product(toPhotograph, [sx, 0, x - sx * half, 0, sy, y - sy * half, 0, 0, 1]);
}
