// Points, boxes and quadrangles, and how one plane looks in another. As src/image has it, as much as is needed here.

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Left, top, width, height. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Top left, top right, bottom right, bottom left of a page as one reads it. */
export type Quad = readonly [Point, Point, Point, Point];

/** A 3 × 3 matrix over homogeneous coordinates, by rows; its scale does not matter. */
export type Homography = readonly number[];

export function project(h: Homography, { x, y }: Point): Point {
  const w = h[6]! * x + h[7]! * y + h[8]!;
  return { x: (h[0]! * x + h[1]! * y + h[2]!) / w, y: (h[3]! * x + h[4]! * y + h[5]!) / w };
}

export const rectangle = ({ x, y, width, height }: Box): Quad => [
  { x, y },
  { x: x + width, y },
  { x: x + width, y: y + height },
  { x, y: y + height },
];

/** Enlarged about the origin. */
export const scaled = <T extends readonly Point[]>(points: T, by: number): T =>
  points.map(({ x, y }) => ({ x: x * by, y: y * by })) as unknown as T;

/** From an upright rectangle onto a quadrangle (Heckbert 1989, section 2.2.3). */
export function ontoQuad({ x, y, width, height }: Box, [a, b, c, d]: Quad): Homography {
  const [sx, sy] = [a.x - b.x + c.x - d.x, a.y - b.y + c.y - d.y];
  const [x1, y1, x2, y2] = [b.x - c.x, b.y - c.y, d.x - c.x, d.y - c.y];
  const area = x1 * y2 - x2 * y1;
  const [g, h] = [(sx * y2 - x2 * sy) / area, (x1 * sy - sx * y1) / area];
  const rows = [
    [b.x - a.x + g * b.x, d.x - a.x + h * d.x, a.x],
    [b.y - a.y + g * b.y, d.y - a.y + h * d.y, a.y],
    [g, h, 1],
  ];
  // The rectangle to the unit square, then on.
  return rows.flatMap(([p, q, r]) => [p! / width, q! / height, r! - (p! * x) / width - (q! * y) / height]);
}

export const distance = (p: Point, q: Point): number => Math.hypot(p.x - q.x, p.y - q.y);

/** The longer diagonal. */
export const diagonalOf = ([a, b, c, d]: Quad): number => Math.max(distance(a, c), distance(b, d));

/** By how much the corner that moved most did so, as a share of the diagonal. */
export const movedBy = (from: Quad, to: Quad): number =>
  Math.max(...from.map((p, i) => distance(p, to[i]!))) / diagonalOf(to);

/** Whether the corners run clockwise as seen, none turning back. */
export const isConvex = (corners: readonly Point[]): boolean =>
  corners.every((p, i) => {
    const [q, r] = [corners[(i + 1) % corners.length]!, corners[(i + 2) % corners.length]!];
    return (q.x - p.x) * (r.y - q.y) - (q.y - p.y) * (r.x - q.x) > 1;
  });

export function overlapOf(p: Box, q: Box): number {
  const across = Math.min(p.x + p.width, q.x + q.width) - Math.max(p.x, q.x);
  const down = Math.min(p.y + p.height, q.y + q.height) - Math.max(p.y, q.y);
  if (across <= 0 || down <= 0) return 0;
  const shared = across * down;
  return shared / (p.width * p.height + q.width * q.height - shared);
}
