// Gradient boosting with squared loss: tree after tree is grown on what is left of the targets, and a small share of each
// is taken. Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29 (2001), with
// shrinkage as there; how many trees is decided by rows that are kept back.

import { binLimits, binned, binOf, type Limits } from './bins.js';
import { growTree, leafValue, type Tree, type TreeOptions } from './tree.js';

export interface Boosted {
  readonly limits: Limits;
  readonly trees: readonly Tree[];
}

const SHRINKAGE = 0.1;
const TREE: TreeOptions = { depth: 3, leaf: 10 };
const MOST_TREES = 150;
/** Ends when so many trees in a row brought nothing. */
const PATIENCE = 15;

/**
 * @param columns the features, one array each
 * @param isKept which rows are kept back to decide how many trees there are
 * @returns the trees that were grown on all rows, and what was left of the kept rows before they were among them
 */
export function boost(
  columns: readonly Float64Array[],
  targets: Float64Array,
  isKept: (row: number) => boolean,
): { readonly boosted: Boosted; readonly leftOfKept: Float64Array } {
  const limits = binLimits(columns);
  const features = binned(columns, limits);
  const all = Int32Array.from(targets.keys());
  const kept = all.filter(isKept);
  const learning = all.filter((row) => !isKept(row));
  let leftOfKept: Float64Array = pick(targets, kept);
  let [least, count] = [squares(leftOfKept), 0];
  grow(features, targets, learning, MOST_TREES, (left, grown) => {
    const own = pick(left, kept);
    const error = squares(own);
    if (error < least) [least, count, leftOfKept] = [error, grown, own];
    return grown - count < PATIENCE;
  });
  return { boosted: { limits, trees: grow(features, targets, all, count, () => true) }, leftOfKept };
}

export function boostedValue({ limits, trees }: Boosted, features: ArrayLike<number>): number {
  const bins = limits.map((own, f) => binOf(own, features[f]));
  return trees.reduce((sum, tree) => sum + SHRINKAGE * leafValue(tree, (f) => bins[f]), 0);
}

/** @param goOn is told after each tree what is left of all targets */
function grow(
  features: readonly Uint8Array[],
  targets: Float64Array,
  rows: Int32Array,
  most: number,
  goOn: (left: Float64Array, grown: number) => boolean,
): Tree[] {
  const left = targets.slice();
  const trees: Tree[] = [];
  while (trees.length < most) {
    const tree = growTree(features, left, rows, TREE);
    trees.push(tree);
    for (let row = 0; row < left.length; row++)
      left[row] -= SHRINKAGE * leafValue(tree, (f) => features[f][row]);
    if (!goOn(left, trees.length)) break;
  }
  return trees;
}

const pick = (values: Float64Array, rows: Int32Array): Float64Array =>
  Float64Array.from(rows, (row) => values[row]);

const squares = (values: Float64Array): number => values.reduce((sum, x) => sum + x * x, 0);
