// How far four corners are from any view of a page: src/document/page/proportions.ts, as much as is needed here.

import type { Point, Quad, Size } from './plane.js';

/** Width over height of ISO/IEC 7810's ID-1, ID-2 and ID-3, which travel documents have. */
const RATIOS = [85.6 / 53.98, 105 / 74, 125 / 88] as const;

/** Focal lengths of phones' cameras, as multiples of the frame's diagonal. */
const FOCAL_LENGTHS = Array.from({ length: 13 }, (_, i) => 0.5 * 2.8 ** (i / 12));

/**
 * The least, over cameras, of what the parallelogram that is seen lacks to a right angle (radians) and to the proportions
 * of a page (as a logarithm), taken together.
 */
export function misfitOf(corners: Quad, { width, height }: Size): number {
  const { across, down } = sidesOf(corners, { x: width / 2, y: height / 2 });
  return Math.min(
    ...FOCAL_LENGTHS.map((length) => {
      const square = (length * Math.hypot(width, height)) ** 2;
      const [wide, high] = [lengthOf(across, square), lengthOf(down, square)];
      const inner = (across[0] * down[0] + across[1] * down[1]) / square + across[2] * down[2];
      const angle = Math.asin(Math.max(-1, Math.min(1, inner / (wide * high))));
      return Math.hypot(angle, Math.min(...RATIOS.map((ratio) => Math.abs(Math.log(wide / high / ratio)))));
    }),
  );
}

/** The sides of the parallelogram that is seen as these corners, depth in units of the focal length. */
function sidesOf([a, b, c, d]: Quad, middle: Point): { readonly across: Vector; readonly down: Vector } {
  const at = ({ x, y }: Point): Vector => [x - middle.x, y - middle.y, 1];
  const [m1, m2, m3, m4] = [at(a), at(b), at(d), at(c)];
  const k2 = dot(cross(m1, m4), m3) / dot(cross(m2, m4), m3);
  const k3 = dot(cross(m1, m4), m2) / dot(cross(m3, m4), m2);
  return {
    across: [k2 * m2[0] - m1[0], k2 * m2[1] - m1[1], k2 - 1],
    down: [k3 * m3[0] - m1[0], k3 * m3[1] - m1[1], k3 - 1],
  };
}

const lengthOf = ([x, y, z]: Vector, focalSquared: number): number =>
  Math.sqrt((x ** 2 + y ** 2) / focalSquared + z ** 2);

type Vector = readonly [number, number, number];

const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
