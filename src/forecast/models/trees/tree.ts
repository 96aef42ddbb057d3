// A regression tree over binned features: grown level by level, each node split where that takes most from the squared
// error. Breiman, Friedman, Olshen & Stone, "Classification and Regression Trees" (1984), section 8.4.

import { MOST_BINS } from './bins.js';

/** A full binary tree: the children of node i are 2i + 1 and 2i + 2. */
export interface Tree {
  /** The feature that a node splits by; −1 for a leaf. */
  readonly features: Int32Array;
  /** Rows whose bin is at most this go left. */
  readonly bins: Uint8Array;
  readonly values: Float64Array;
}

export interface TreeOptions {
  readonly depth: number;
  /** Fewest rows of a leaf. */
  readonly leaf: number;
}

/** @param rows which rows of features and targets it is grown on */
export function growTree(
  features: readonly Uint8Array[],
  targets: Float64Array,
  rows: Int32Array,
  { depth, leaf }: TreeOptions,
): Tree {
  const nodes = 2 ** (depth + 1) - 1;
  const tree: Tree = {
    features: new Int32Array(nodes).fill(-1),
    bins: new Uint8Array(nodes),
    values: new Float64Array(nodes),
  };
  const grow = (node: number, level: number, own: Int32Array): void => {
    let sum = 0;
    for (const row of own) sum += targets[row];
    tree.values[node] = sum / own.length;
    const split = level < depth ? bestSplit(features, targets, own, sum, leaf) : null;
    if (!split) return;
    tree.features[node] = split.feature;
    tree.bins[node] = split.bin;
    const column = features[split.feature];
    grow(
      2 * node + 1,
      level + 1,
      own.filter((row) => column[row] <= split.bin),
    );
    grow(
      2 * node + 2,
      level + 1,
      own.filter((row) => column[row] > split.bin),
    );
  };
  grow(0, 0, rows);
  return tree;
}

/** @param bin the row's bin of a feature */
export function leafValue({ features, bins, values }: Tree, bin: (feature: number) => number): number {
  let node = 0;
  while (features[node] >= 0) node = 2 * node + (bin(features[node]) <= bins[node] ? 1 : 2);
  return values[node];
}

function bestSplit(
  features: readonly Uint8Array[],
  targets: Float64Array,
  rows: Int32Array,
  total: number,
  leaf: number,
): { readonly feature: number; readonly bin: number } | null {
  const n = rows.length;
  if (n < 2 * leaf) return null;
  const sums = new Float64Array(MOST_BINS);
  const counts = new Int32Array(MOST_BINS);
  // What a split must be better than: a rounding error above none.
  let best = ((total * total) / n) * (1 + 1e-12) + Number.MIN_VALUE;
  let found: { feature: number; bin: number } | null = null;
  for (let feature = 0; feature < features.length; feature++) {
    sums.fill(0);
    counts.fill(0);
    const column = features[feature];
    for (let k = 0; k < n; k++) {
      const bin = column[rows[k]];
      sums[bin] += targets[rows[k]];
      counts[bin]++;
    }
    let [left, leftSum] = [0, 0];
    for (let bin = 0; bin < MOST_BINS - 1; bin++) {
      if (counts[bin] === 0) continue;
      left += counts[bin];
      leftSum += sums[bin];
      if (left < leaf) continue;
      if (n - left < leaf) break;
      const gain = (leftSum * leftSum) / left + (total - leftSum) ** 2 / (n - left);
      if (gain > best) {
        best = gain;
        found = { feature, bin };
      }
    }
  }
  return found;
}
