// The interval that bootstrap replicates give: Efron's percentiles.

/**
 * Lower and upper percentile: the order statistics (B + 1)·α/2 from either end (Davison & Hinkley, Bootstrap
 * Methods and their Application, 1997, 5.3.1), α = 1 − confidence.
 *
 * @param replicates at least 2/α − 1 numbers, none NaN, in any order
 * @param confidence in (0, 1)
 */
export function percentiles(
  replicates: Float64Array,
  confidence: number,
): { readonly lower: number; readonly upper: number } {
  // Slack for (1 − 0.95) / 2, which is a little more than 0.025 in binary.
  const rank = Math.floor(((replicates.length + 1) * (1 - confidence)) / 2 + 1e-9);
  if (!(rank >= 1)) {
    throw new RangeError(`${replicates.length} replicates are too few for a confidence of ${confidence}`);
  }
  const sorted = replicates.toSorted();
  return { lower: sorted[rank - 1], upper: sorted[sorted.length - rank] };
}
