// Places that a map of logits names: the centroid of what lies about its peaks, finer than its cells.

import type { Point } from './plane.js';

export interface Peak {
  /** In cells, the middle of the first at 0. */
  readonly at: Point;
  /** Share of the whole map that lies about it, 0–1. */
  readonly share: number;
}

/** Cells about a peak whose centroid is the place: three standard deviations of the truth that maps are trained on. */
const REACH = 3;

/** Cells whose logits are so far below the highest share less than a millionth among them all. */
const NEGLIGIBLE = 23;

/**
 * The highest peaks, the highest first.
 * @param logits of a square map, by rows
 */
export function peaksOf(logits: Float32Array, count: number): Peak[] {
  const side = Math.sqrt(logits.length);
  let highest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > highest) highest = logit;
  const shares = new Float32Array(logits.length);
  let total = 0;
  for (let i = 0; i < logits.length; i++) {
    if (logits[i]! < highest - NEGLIGIBLE) continue;
    shares[i] = Math.exp(logits[i]! - highest);
    total += shares[i]!;
  }
  return Array.from({ length: count }, () => {
    const { at, near } = takePeak(shares, side);
    return { at, share: near / total };
  });
}

/** The centroid about the highest cell; takes what lies about it away. */
function takePeak(shares: Float32Array, side: number): { at: Point; near: number } {
  let best = 0;
  for (let i = 1; i < shares.length; i++) if (shares[i]! > shares[best]!) best = i;
  const [u, v] = [best % side, Math.floor(best / side)];
  let [near, x, y] = [0, 0, 0];
  for (let j = Math.max(0, v - REACH); j <= Math.min(side - 1, v + REACH); j++)
    for (let i = Math.max(0, u - REACH); i <= Math.min(side - 1, u + REACH); i++) {
      const share = shares[j * side + i]!;
      near += share;
      x += share * i;
      y += share * j;
      shares[j * side + i] = 0;
    }
  return { at: { x: x / near, y: y / near }, near };
}
