// Values as percentiles and as counts in bins.

import type { Bin, Percentiles } from '../inspection.js';

/** The nearest of the values at each rank; null of none. */
export function percentilesOf(values: readonly number[]): Percentiles {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return { p5: at(0.05), median: at(0.5), p95: at(0.95) };
}

/**
 * Counts in bins from each edge to the next, the last without an end. Empty bins before the first value and after the
 * last are left out.
 * @param edges ascending, the first no greater than any value
 */
export function binned(values: readonly number[], edges: readonly number[]): Bin[] {
  const counts = new Array<number>(edges.length).fill(0);
  for (const value of values) {
    let bin = edges.length - 1;
    while (bin > 0 && value < edges[bin]!) bin--;
    counts[bin]!++;
  }
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  return counts
    .map((count, i) => ({ from: edges[i]!, to: edges[i + 1] ?? null, count }))
    .slice(Math.max(0, first), last + 1);
}
