// How far a population has moved from the one that is referred to: the index that credit scorecards are watched by.

export interface PopulationStability {
  /** 0 where the shares are the same; ≥ 0. */
  readonly index: number;
  /** What the index would be on the average, by chance alone, if nothing had moved. */
  readonly byChance: number;
}

/** Added to each count, so that an empty bin gives a large index and no infinite one (Jeffreys). */
const HALF = 0.5;

/**
 * PSI = Σ (q − p) ln(q / p) over bins, p and q the shares of the two samples: the sum of the two Kullback–Leibler
 * divergences (Kullback & Leibler, Annals of Mathematical Statistics 22, 1951). By custom below 0.1 little has moved,
 * and from 0.25 much (Siddiqi, "Credit Risk Scorecards", Wiley 2006). If nothing has, PSI / (1/m + 1/n) is nearly χ²
 * with one degree of freedom fewer than bins (Yurdakul & Naranjo, Journal of Risk Model Validation 14, 2020).
 *
 * @param reference counts, a bin each; two bins at least, not all empty
 * @param current the same bins
 * @throws RangeError
 */
export function populationStability(
  reference: readonly number[],
  current: readonly number[],
): PopulationStability {
  const [m, n] = [totalOf(reference), totalOf(current)];
  const bins = reference.length;
  if (bins < 2 || current.length !== bins || !(m > 0 && n > 0))
    throw new RangeError('both samples must be counted in the same two bins or more, and not be empty');
  let index = 0;
  for (let bin = 0; bin < bins; bin++) {
    const p = (reference[bin]! + HALF) / (m + HALF * bins);
    const q = (current[bin]! + HALF) / (n + HALF * bins);
    index += (q - p) * Math.log(q / p);
  }
  return { index, byChance: (bins - 1) * (1 / m + 1 / n) };
}

/**
 * Upper ends of bins that hold about equally many of the values each, fewer where values repeat: [−∞, e₁), [e₁, e₂), …
 * @param values at least one
 */
export function equalBins(values: Float64Array, bins: number): number[] {
  const sorted = values.slice().sort();
  const ends = Array.from(
    { length: bins - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / bins)]!,
  );
  return [...new Set(ends)].filter((end) => end > sorted[0]!);
}

/** How many values lie in each of the bins, which are one more than their ends. */
export function countIn(ends: readonly number[], values: Float64Array): number[] {
  const counts = new Array<number>(ends.length + 1).fill(0);
  for (const value of values) {
    const at = ends.findIndex((end) => value < end);
    counts[at < 0 ? ends.length : at]!++;
  }
  return counts;
}

const totalOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
