// One capture is what a camera took at one moment: a picture, byte-identical copies of it, and all that was made from
// it. Comparing two pictures of one capture says nothing of the face, so that only pairs of captures count.

import { groupedBy } from '../../datasets/grouped.js';
import type { DatasetRecord } from '../../datasets/record.js';

/** The SHA-256 of the picture that the capture of each began with. */
export function captureOf(records: readonly DatasetRecord[]): (record: DatasetRecord) => string {
  const madeFrom = new Map<string, string>();
  for (const { sha256, derivedFrom } of records) if (derivedFrom !== null) madeFrom.set(sha256, derivedFrom);
  const roots = new Map<string, string>();
  return ({ sha256, derivedFrom }) => {
    const known = roots.get(sha256);
    if (known !== undefined) return known;
    let root = derivedFrom ?? sha256;
    // Whoever writes images.parquet by hand may let pictures be made from one another in a ring.
    for (const seen = new Set([sha256]); madeFrom.has(root) && !seen.has(root); ) {
      seen.add(root);
      root = madeFrom.get(root)!;
    }
    roots.set(sha256, root);
    return root;
  };
}

/** Pairs of pictures of different captures. */
export function pairsAmong(
  records: readonly DatasetRecord[],
  capture: (record: DatasetRecord) => string,
): number {
  let pairs = choose2(records.length);
  for (const same of groupedBy(records, capture).values()) pairs -= choose2(same.length);
  return pairs;
}

/** Pairs of one of the first and one of the second, of different captures. */
export function pairsBetween(
  first: readonly DatasetRecord[],
  second: readonly DatasetRecord[],
  capture: (record: DatasetRecord) => string,
): number {
  const inSecond = groupedBy(second, capture);
  return first.reduce((sum, record) => sum + second.length - (inSecond.get(capture(record))?.length ?? 0), 0);
}

const choose2 = (n: number): number => (n * (n - 1)) / 2;
