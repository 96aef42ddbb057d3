// What of a frame the page shows, and where in it a face or a page should be.

import type { Box, Point, Quad, Size } from '../seeing/plane.js';
import type { What } from '../seeing/sight.js';

/** Width over height of what is shown. */
export const aspectOf = (what: What): number => (what === 'selfie' ? 3 / 4 : 4 / 3);

/** The middle of the frame that fills the view (`object-fit: cover`), in pixels of the frame. */
export function viewOf(what: What, { width, height }: Size): Box {
  const aspect = aspectOf(what);
  const [wide, high] = width / height > aspect ? [height * aspect, height] : [width, width / aspect];
  return { x: (width - wide) / 2, y: (height - high) / 2, width: wide, height: high };
}

/** From pixels of the frame to the view, whose width is 1. */
export const inView = (view: Box, { x, y }: Point): Point => ({
  x: (x - view.x) / view.width,
  y: (y - view.y) / view.width,
});

export const quadInView = (view: Box, corners: Quad): Quad =>
  corners.map((corner) => inView(view, corner)) as unknown as Quad;

/** Where the head should be, in the view: an oval as heads are. */
export const OVAL = { x: 0.5, y: 0.62, rx: 0.32, ry: 0.43 } as const;

/** Where the page should be, in the view, with the proportions of its kind (ISO/IEC 7810: ID-3, ID-1). */
export function frameFor(what: Exclude<What, 'selfie'>): Box {
  const width = 0.9;
  const height = width / (what === 'booklet' ? 125 / 88 : 85.6 / 53.98);
  return { x: (1 - width) / 2, y: (1 / aspectOf(what) - height) / 2, width, height };
}
