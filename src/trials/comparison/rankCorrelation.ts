// Whether two systems put the same comparisons in the same order, whatever their scores are measured in.

import { normalQuantile } from '../distributions/normalQuantile.js';
import type { Interval } from '../uncertainty/intervals.js';

export interface RankCorrelation extends Interval {
  /** Spearman’s ρ, in [−1, 1]. */
  readonly estimate: number;
  readonly confidence: number;
}

/**
 * Spearman's rank correlation; those that tie share the mean of their ranks (American Journal of Psychology 15, 1904).
 * The interval is Bonett & Wright's (Psychometrika 65, 2000): normal in Fisher's z, of variance (1 + ρ²/2) / (n − 3).
 *
 * @param independent how many of the pairs count as independent, where several are of one person; default all
 * @returns undefined where fewer than four are, or all values of one side are the same
 */
export function rankCorrelation(
  a: Float64Array,
  b: Float64Array,
  { independent = a.length, confidence = 0.95 }: { independent?: number; confidence?: number } = {},
): RankCorrelation | undefined {
  if (a.length !== b.length) throw new RangeError(`got ${a.length} and ${b.length} values: they are pairs`);
  if (independent < 4) return undefined;
  const [p, q] = [ranksOf(a), ranksOf(b)];
  const mean = (a.length + 1) / 2;
  let [product, left, right] = [0, 0, 0];
  for (let i = 0; i < p.length; i++) {
    const [x, y] = [p[i]! - mean, q[i]! - mean];
    product += x * y;
    left += x * x;
    right += y * y;
  }
  if (left === 0 || right === 0) return undefined;
  const estimate = Math.max(-1, Math.min(1, product / Math.sqrt(left * right)));
  const spread =
    normalQuantile((1 + confidence) / 2) * Math.sqrt((1 + estimate ** 2 / 2) / (independent - 3));
  const z = Math.atanh(estimate);
  return { estimate, confidence, lower: Math.tanh(z - spread), upper: Math.tanh(z + spread) };
}

/** From 1; those that tie get the mean of theirs. */
export function ranksOf(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let at = start; at < end; at++) ranks[order[at]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
