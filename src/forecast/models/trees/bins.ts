// Features as the trees see them: each number is the bin that it falls in, so that a split is looked for among a few
// dozen limits. Ke et al., "LightGBM: a highly efficient gradient boosting decision tree", NeurIPS 2017, section 2.

/** Bins a feature; a bin fits a byte. */
const BINS = 32;

/** Upper limits of all bins but the last, in ascending order, for each feature. */
export type Limits = readonly Float64Array[];

/** @param columns the features, one array each */
export function binLimits(columns: readonly Float64Array[]): Limits {
  return columns.map((column) => {
    const sorted = column.toSorted();
    const limits: number[] = [];
    for (let b = 1; b < BINS; b++) {
      const limit = sorted[Math.floor((b * sorted.length) / BINS)];
      const isNew = limits.length === 0 || limit > limits[limits.length - 1];
      if (isNew && limit < sorted[sorted.length - 1]) limits.push(limit);
    }
    return Float64Array.from(limits);
  });
}

/** The bin of a value: the number of limits that lie below it. */
export function binOf(limits: Float64Array, value: number): number {
  let [low, high] = [0, limits.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (limits[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const binned = (columns: readonly Float64Array[], limits: Limits): Uint8Array[] =>
  columns.map((column, f) => Uint8Array.from(column, (value) => binOf(limits[f], value)));

export const MOST_BINS = BINS;
