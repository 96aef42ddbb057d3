// Which size of page it is: the proportions of a rectangle, from its corners in a photograph.

import type { Point, Quad } from '../../image/index.js';

/** ISO/IEC 7810 sizes of travel documents, Doc 9303-4 to -6; mm. */
export const PAGE_SIZES = {
  TD1: { width: 85.6, height: 53.98 },
  TD2: { width: 105, height: 74 },
  TD3: { width: 125, height: 88 },
} as const;

export type PageSize = keyof typeof PAGE_SIZES;

/**
 * Width over height of a rectangle that is seen in perspective.
 *
 * With square pixels and the optical axis through the middle of the picture, the two vanishing points give the focal
 * length, and then the lengths of the sides (Zhang and He, "Whiteboard scanning and image enhancement", Digital Signal
 * Processing 17(2), 2007, section 3.3). Where the page is seen nearly straight the focal length cannot be told, nor
 * does it matter: then opposite sides are compared as they are.
 * @param middle of the whole photograph as the camera took it
 */
export function proportionsOf([a, b, c, d]: Quad, middle: Point): number {
  const at = ({ x, y }: Point) => [x - middle.x, y - middle.y, 1] as const;
  const [m1, m2, m3, m4] = [at(a), at(b), at(d), at(c)];
  const k2 = dot(cross(m1, m4), m3) / dot(cross(m2, m4), m3);
  const k3 = dot(cross(m1, m4), m2) / dot(cross(m3, m4), m2);
  const n2 = [k2 * m2[0] - m1[0], k2 * m2[1] - m1[1], k2 - 1] as const;
  const n3 = [k3 * m3[0] - m1[0], k3 * m3[1] - m1[1], k3 - 1] as const;
  const flat = Math.hypot(n2[0], n2[1]) / Math.hypot(n3[0], n3[1]);
  const square = -(n2[0] * n3[0] + n2[1] * n3[1]) / (n2[2] * n3[2]);
  const scale = Math.max(...[a, b, c, d].map((p) => Math.hypot(p.x - middle.x, p.y - middle.y)));
  if (!Number.isFinite(square) || square < (0.8 * scale) ** 2 || square > (12 * scale) ** 2) return flat;
  const length = (n: readonly [number, number, number]) =>
    Math.sqrt((n[0] ** 2 + n[1] ** 2) / square + n[2] ** 2);
  return length(n2) / length(n3);
}

/** TD2 and TD3 have the same proportions: they are told apart by the zone. */
export function sizeOfProportions(proportions: number): 'TD1' | 'TD3' {
  const card = PAGE_SIZES.TD1.width / PAGE_SIZES.TD1.height;
  const page = PAGE_SIZES.TD3.width / PAGE_SIZES.TD3.height;
  return proportions > Math.sqrt(card * page) ? 'TD1' : 'TD3';
}

type Vector = readonly [number, number, number];

const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
