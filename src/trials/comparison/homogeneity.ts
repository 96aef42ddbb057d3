// Whether two samples fall into the same categories by the same shares.

import { chiSquareTail } from './chiSquareTail.js';

export interface Homogeneity {
  readonly chiSquare: number;
  readonly degrees: number;
  readonly pValue: number;
}

/** Fewer expected in a cell, and χ² is no good approximation (Cochran, Biometrics 10, 1954). */
const EXPECTED = 5;

/**
 * Pearson's χ² test for independent observations. Categories of which fewer than five are expected in either sample
 * are taken together first.
 *
 * @param first counts by category
 * @param second the same categories
 * @returns undefined where fewer than two categories are left
 */
export function homogeneity(first: readonly number[], second: readonly number[]): Homogeneity | undefined {
  const [m, n] = [sum(first), sum(second)];
  const share = Math.min(m, n) / (m + n);
  const pairs = first.map((count, i) => [count, second[i]!] as const);
  const isRare = ([a, b]: readonly [number, number]) => (a + b) * share < EXPECTED;
  const rare = pairs.filter(isRare);
  const together = [sum(rare.map(([a]) => a)), sum(rare.map(([, b]) => b))] as const;
  const cells = [...pairs.filter((pair) => !isRare(pair)), ...(isRare(together) ? [] : [together])];
  const [rows, columns] = [sum(cells.map(([a]) => a)), sum(cells.map(([, b]) => b))];
  if (cells.length < 2) return undefined;
  const all = rows + columns;
  const chiSquare = sum(
    cells.map(([a, b]) => {
      const [e, f] = [((a + b) * rows) / all, ((a + b) * columns) / all];
      return (a - e) ** 2 / e + (b - f) ** 2 / f;
    }),
  );
  const degrees = cells.length - 1;
  return { chiSquare, degrees, pValue: chiSquareTail(chiSquare, degrees) };
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
