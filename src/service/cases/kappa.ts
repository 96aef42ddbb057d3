// How far two people agree beyond what chance would have them agree.

import { normalQuantile } from '../../trials/index.js';

export interface Kappa {
  /** 1: always; 0: as chance; below: less than chance. */
  readonly kappa: number;
  /** 95 %, for large samples; null where every pair agreed, for then the sample knows no spread. */
  readonly interval: readonly [number, number] | null;
}

/**
 * Cohen's kappa (Educational and Psychological Measurement 20, 1960) with the large-sample variance of Fleiss, Cohen
 * and Everitt (Psychological Bulletin 72, 1969, formula 13).
 *
 * @param table counts: rows are what the first said, columns what the second said of the same
 * @returns null where there is nothing, or both always said the same one thing: chance explains all then
 */
export function cohenKappa(table: readonly (readonly number[])[]): Kappa | null {
  const n = sum(table.map(sum));
  if (n === 0) return null;
  const p = table.map((row) => row.map((cell) => cell / n));
  const rows = p.map(sum);
  const columns = rows.map((_, j) => sum(p.map((row) => row[j]!)));
  const observed = sum(p.map((row, i) => row[i]!));
  const expected = sum(rows.map((row, i) => row * columns[i]!));
  if (expected >= 1) return null;
  const kappa = (observed - expected) / (1 - expected);
  if (observed === 1) return { kappa, interval: null };

  const terms = p.flatMap((row, i) =>
    row.map((cell, j) =>
      i === j
        ? cell * (1 - expected - (columns[i]! + rows[i]!) * (1 - observed)) ** 2
        : (1 - observed) ** 2 * cell * (columns[i]! + rows[j]!) ** 2,
    ),
  );
  const spread = sum(terms) - (observed * expected - 2 * expected + observed) ** 2;
  const half = (normalQuantile(0.975) * Math.sqrt(Math.max(0, spread) / n)) / (1 - expected) ** 2;
  return { kappa, interval: [Math.max(-1, kappa - half), Math.min(1, kappa + half)] };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
