// How large a page is in a photograph, and by how much one guess of its corners differs from another.

import type { Quad } from '../../image/index.js';

/** In pixels; the longer one. */
export const diagonalOf = ([a, b, c, d]: Quad): number =>
  Math.max(Math.hypot(c.x - a.x, c.y - a.y), Math.hypot(d.x - b.x, d.y - b.y));

/** By how much the corner that moved most did so, as a share of the diagonal. */
export const movedBy = (from: Quad, to: Quad): number =>
  Math.max(...from.map((p, i) => Math.hypot(p.x - to[i]!.x, p.y - to[i]!.y))) / diagonalOf(to);
