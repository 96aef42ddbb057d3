// Homographies: how one plane looks in another, as a page does in a photograph.

import { LikenessError } from '../errors.js';
import type { DecodedPicture, Point } from './picture.js';

/** A 3 × 3 matrix over homogeneous coordinates, by rows; its scale does not matter. */
export type Homography = readonly number[];

/** Four corners, in the order in which a reader of the page meets them: top left, top right, bottom right, bottom left. */
export type Quad = readonly [Point, Point, Point, Point];

/** Where a point of the plane is seen. */
export function project(h: Homography, { x, y }: Point): Point {
  const w = h[6]! * x + h[7]! * y + h[8]!;
  return { x: (h[0]! * x + h[1]! * y + h[2]!) / w, y: (h[3]! * x + h[4]! * y + h[5]!) / w };
}

/** From the picture back to the plane (adjugate). */
export function inverse(m: Homography): Homography {
  const minor = (r: number, s: number, c: number, d: number) =>
    m[3 * r + c]! * m[3 * s + d]! - m[3 * r + d]! * m[3 * s + c]!;
  return [
    minor(1, 2, 1, 2),
    -minor(0, 2, 1, 2),
    minor(0, 1, 1, 2),
    -minor(1, 2, 0, 2),
    minor(0, 2, 0, 2),
    -minor(0, 1, 0, 2),
    minor(1, 2, 0, 1),
    -minor(0, 2, 0, 1),
    minor(0, 1, 0, 1),
  ];
}

/** The map that does `b`, then `a`. */
export const product = (a: Homography, b: Homography): Homography =>
  Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [3 * Math.floor(i / 3), i % 3];
    return a[row]! * b[column]! + a[row + 1]! * b[column + 3]! + a[row + 2]! * b[column + 6]!;
  });

/** The corners of an upright rectangle. */
export const rectangle = (x: number, y: number, width: number, height: number): Quad => [
  { x, y },
  { x: x + width, y },
  { x: x + width, y: y + height },
  { x, y: y + height },
];

/**
 * The homography that carries four corners onto four others: each through the unit square, whose homography onto a
 * quadrangle has a closed form (Heckbert, "Fundamentals of texture mapping and image warping", 1989, section 2.2.3).
 * @throws LikenessError `internal` where three corners of `from` or `to` lie on a line
 */
export function homographyBetween(from: Quad, to: Quad): Homography {
  return product(ofUnitSquare(to), inverse(ofUnitSquare(from)));
}

function ofUnitSquare([a, b, c, d]: Quad): Homography {
  const [sx, sy] = [a.x - b.x + c.x - d.x, a.y - b.y + c.y - d.y];
  const [x1, y1, x2, y2] = [b.x - c.x, b.y - c.y, d.x - c.x, d.y - c.y];
  const area = x1 * y2 - x2 * y1;
  const [g, h] = [(sx * y2 - x2 * sy) / area, (x1 * sy - sx * y1) / area];
  const turns = [turn(a, b, c), turn(b, c, d), turn(c, d, a), turn(d, a, b)];
  if (!Number.isFinite(g + h) || turns.includes(0))
    throw new LikenessError('internal', 'Three of the four corners lie on a line.');
  return [
    ...[b.x - a.x + g * b.x, d.x - a.x + h * d.x, a.x],
    ...[b.y - a.y + g * b.y, d.y - a.y + h * d.y, a.y],
    ...[g, h, 1],
  ];
}

/** Twice the area of a triangle; 0 where its corners lie on a line. */
const turn = (p: Point, q: Point, r: Point): number => (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);

/** From pixels of a decoded picture to pixels of the upright original, which was shrunk while it was decoded. */
export const toOriginal = ({ source: { scale } }: DecodedPicture): Homography => [
  ...[1 / scale, 0, 0],
  ...[0, 1 / scale, 0],
  ...[0, 0, 1],
];
