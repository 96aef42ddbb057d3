// Plane geometry that detection, landmarks and quality share.

import type { Box, Point } from '../image/index.js';

/** Area of the overlap of two boxes over the area of both together, 0 to 1. */
export function intersectionOverUnion(p: Box, q: Box): number {
  const width = Math.min(p.x + p.width, q.x + q.width) - Math.max(p.x, q.x);
  const height = Math.min(p.y + p.height, q.y + q.height) - Math.max(p.y, q.y);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (p.width * p.height + q.width * q.height - both);
}

export const centreOf = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

export const distance = (p: Point, q: Point): number => Math.hypot(p.x - q.x, p.y - q.y);

export function meanPoint(points: readonly Point[]): Point {
  let [x, y] = [0, 0];
  for (const p of points) {
    x += p.x;
    y += p.y;
  }
  return { x: x / points.length, y: y / points.length };
}

/** The smallest upright box around the points. */
export function boundsOf(points: readonly Point[]): Box {
  const xs = points.map((p) => p.x);
  const ys = points.map((p) => p.y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
