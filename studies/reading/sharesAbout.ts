// The truth of a place on a coarse grid: shares over the cells about it that add up to one.

import type { Point } from '../../src/image/index.js';

/** Standard deviation of the shares, in cells. */
const SPREAD = 1;

/**
 * Writes the shares; none where the place lies outside the grid.
 * @param shares of a grid of `cells` × `cells`, all zero
 * @param at in pixels, `stride` of them a cell
 */
export function sharesAbout(shares: Float32Array, cells: number, { x, y }: Point, stride: number): void {
  const [cx, cy] = [x / stride - 0.5, y / stride - 0.5];
  if (!(cx > -0.5 && cy > -0.5 && cx < cells - 0.5 && cy < cells - 0.5)) return;
  let sum = 0;
  for (let v = Math.max(0, Math.floor(cy - 4)); v < Math.min(cells, cy + 5); v++)
    for (let u = Math.max(0, Math.floor(cx - 4)); u < Math.min(cells, cx + 5); u++) {
      const share = Math.exp(-((u - cx) ** 2 + (v - cy) ** 2) / (2 * SPREAD ** 2));
      shares[v * cells + u] = share;
      sum += share;
    }
  for (let i = 0; i < shares.length; i++) shares[i]! /= sum;
}
