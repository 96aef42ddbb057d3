// Brings a picture into a square so that its eyes lie where every other face's lie.

import type { Point } from '../../../client/index.js';

/** A similarity: (u, v) ↦ (a·u − b·v + x, b·u + a·v + y). */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly x: number;
  readonly y: number;
}

/** Where the eyes go, as shares of the square's side: upright, and far enough apart that the whole head is in it. */
const EYES = { left: { x: 0.36, y: 0.42 }, right: { x: 0.64, y: 0.42 } } as const;

/**
 * @param landmarks the subject's right eye first, which is the left one of the picture; undefined shows all of the picture
 * @param side of the square, pixels
 */
export function alignment(
  landmarks: readonly Point[] | undefined,
  picture: { readonly width: number; readonly height: number },
  side: number,
): Similarity {
  const [first, second] = landmarks ?? [];
  if (!first || !second || (first.x === second.x && first.y === second.y)) return whole(picture, side);
  const [u, v] = [second.x - first.x, second.y - first.y];
  const [p, q] = [side * (EYES.right.x - EYES.left.x), side * (EYES.right.y - EYES.left.y)];
  const length = u * u + v * v;
  const a = (p * u + q * v) / length;
  const b = (q * u - p * v) / length;
  return {
    ...{ a, b },
    x: side * EYES.left.x - a * first.x + b * first.y,
    y: side * EYES.left.y - b * first.x - a * first.y,
  };
}

function whole({ width, height }: { width: number; height: number }, side: number): Similarity {
  const a = side / Math.max(width, height);
  return { a, b: 0, x: (side - a * width) / 2, y: (side - a * height) / 2 };
}
