// Outlines as polygons, and outlines that grow or shrink: ink spreads on paper, and a worn ribbon leaves less of it.

import type { PathCommand } from 'opentype.js';
import { polyline } from './svg.js';

type Vertex = readonly [number, number];
export type Contour = readonly Vertex[];

/** Pieces that a curve is cut into: at 16 pixels a millimetre a piece of a letter's curve is about a pixel long. */
const PIECES = 6;

/** Closed polygons along a glyph's outlines, in its units, y upwards. */
export function flattened(commands: readonly PathCommand[]): Contour[] {
  const contours: Vertex[][] = [];
  let current: Vertex[] = [];
  const end = (): Vertex => current[current.length - 1] ?? [0, 0];
  const curve = (at: (t: number) => Vertex): void => {
    for (let i = 1; i <= PIECES; i++) current.push(at(i / PIECES));
  };
  for (const c of commands) {
    if (c.type === 'M') {
      current = [[c.x, c.y]];
      contours.push(current);
    } else if (c.type === 'L') current.push([c.x, c.y]);
    else if (c.type === 'Q') {
      const [x, y] = end();
      curve((t) => [quadratic(x, c.x1, c.x, t), quadratic(y, c.y1, c.y, t)]);
    } else if (c.type === 'C') {
      const [x, y] = end();
      curve((t) => [cubic(x, c.x1, c.x2, c.x, t), cubic(y, c.y1, c.y2, c.y, t)]);
    }
  }
  return contours.map(withoutRepeats).filter(({ length }) => length >= 3);
}

/**
 * The outline with every edge moved outwards by `by` (inwards where negative). The letters' own corners stay corners
 * of at most twice that reach, and no stroke may be shrunk by as much as half of its width.
 */
export function grown(contours: readonly Contour[], by: number): Contour[] {
  if (by === 0) return [...contours];
  // The largest contour is an outer one, and its sense of rotation says on which side the ink lies.
  const outer = contours.reduce(
    (best, c) => (Math.abs(area(c)) > Math.abs(area(best)) ? c : best),
    contours[0] ?? [],
  );
  const sense = Math.sign(area(outer));
  return contours.map((contour) =>
    contour.map((vertex, i) => {
      const before = contour[(i + contour.length - 1) % contour.length]!;
      const after = contour[(i + 1) % contour.length]!;
      const [ax, ay] = normal(before, vertex);
      const [bx, by_] = normal(vertex, after);
      const [mx, my] = [(ax + bx) / 2, (ay + by_) / 2];
      const miter = Math.max(0.25, mx * mx + my * my);
      const reach = (sense * by) / miter;
      return [vertex[0] + reach * mx, vertex[1] + reach * my];
    }),
  );
}

/** Polygons as the data of a path, scaled and moved, y turned downwards. */
export function written(
  contours: readonly Contour[],
  at: { readonly x: number; readonly y: number },
  scale: { readonly x: number; readonly y: number },
): string {
  return contours
    .map((contour) =>
      polyline(
        contour.map(([x, y]) => [at.x + x * scale.x, at.y - y * scale.y]),
        true,
      ),
    )
    .join('');
}

function withoutRepeats(contour: readonly Vertex[]): Contour {
  return contour.filter(([x, y], i) => {
    const [px, py] = contour[(i + contour.length - 1) % contour.length]!;
    return Math.hypot(x - px, y - py) > 1e-6;
  });
}

/** Twice the signed area, positive where the contour runs counter-clockwise with y upwards. */
function area(contour: Contour): number {
  return contour.reduce((sum, [x, y], i) => {
    const [nx, ny] = contour[(i + 1) % contour.length]!;
    return sum + x * ny - nx * y;
  }, 0);
}

/** Unit normal of an edge, on its right. */
function normal([x0, y0]: Vertex, [x1, y1]: Vertex): Vertex {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  return [(y1 - y0) / length, (x0 - x1) / length];
}

const quadratic = (a: number, b: number, c: number, t: number): number =>
  (1 - t) ** 2 * a + 2 * (1 - t) * t * b + t ** 2 * c;

const cubic = (a: number, b: number, c: number, d: number, t: number): number =>
  (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
