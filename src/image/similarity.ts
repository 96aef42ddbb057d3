// Similarity transforms of the plane: a face is aligned by the one that best carries its landmarks onto a
// template's. With points read as complex numbers p = x + iy a similarity is p' = (a + ib)·p + t,
// so that rotation and scale are one complex product and a reflection cannot even be written down.

import { LikenessError } from '../errors.js';
import type { Point, Similarity } from './picture.js';

/** The transform that moves nothing. */
export const IDENTITY: Similarity = Object.freeze({ a: 1, b: 0, tx: 0, ty: 0 });

/**
 * The similarity without reflection that carries `from` onto `to` with the least sum of squared distances.
 *
 * This is the minimum of Umeyama, "Least-squares estimation of transformation parameters between two point
 * patterns", IEEE PAMI 13(4), 1991, equations 40–42; in two dimensions it has the closed form used here.
 *
 * @param from at least two points, not all the same
 * @param to as many points, in the same order
 * @throws LikenessError `internal` where the lengths differ, or `from` or `to` leaves rotation and scale open
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  if (from.length !== to.length) {
    throw new LikenessError('internal', `Cannot fit ${from.length} points to ${to.length}.`);
  }
  const source = centroid(from);
  const target = centroid(to);
  let dot = 0;
  let cross = 0;
  let spread = 0;
  for (let i = 0; i < from.length; i++) {
    const x = from[i].x - source.x;
    const y = from[i].y - source.y;
    const u = to[i].x - target.x;
    const v = to[i].y - target.y;
    dot += x * u + y * v;
    cross += x * v - y * u;
    spread += x * x + y * y;
  }
  const a = dot / spread;
  const b = cross / spread;
  if (!(a * a + b * b > 0 && Number.isFinite(a) && Number.isFinite(b))) {
    throw new LikenessError('internal', 'The points do not determine a rotation and a scale.');
  }
  return {
    a,
    b,
    tx: target.x - a * source.x + b * source.y,
    ty: target.y - b * source.x - a * source.y,
  };
}

/** Where the transform takes a point. */
export function apply(similarity: Similarity, point: Point): Point {
  const { a, b, tx, ty } = similarity;
  return { x: a * point.x - b * point.y + tx, y: b * point.x + a * point.y + ty };
}

/** The transform that undoes this one. Its scale must not be zero. */
export function invert(similarity: Similarity): Similarity {
  const { a, b, tx, ty } = similarity;
  const square = a * a + b * b;
  return {
    a: a / square,
    b: -b / square,
    tx: -(a * tx + b * ty) / square,
    ty: (b * tx - a * ty) / square,
  };
}

/** The transform that does `first`, then `second`. */
export function compose(first: Similarity, second: Similarity): Similarity {
  const shift = apply(second, { x: first.tx, y: first.ty });
  return {
    a: second.a * first.a - second.b * first.b,
    b: second.b * first.a + second.a * first.b,
    tx: shift.x,
    ty: shift.y,
  };
}

/** How many units of its output the transform makes of one unit of its input; positive. */
export function scaleOf(similarity: Similarity): number {
  return Math.hypot(similarity.a, similarity.b);
}

/** The angle by which the transform turns, in radians within ±π; positive from the x axis towards the y axis. */
export function rotationOf(similarity: Similarity): number {
  return Math.atan2(similarity.b, similarity.a);
}

function centroid(points: readonly Point[]): Point {
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point.x;
    y += point.y;
  }
  return { x: x / points.length, y: y / points.length };
}
