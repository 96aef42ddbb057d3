// Pictures of one capture (`likeness data degrade` makes documents of portraits) say nothing of each other's labels:
// one of them stands for all, and where it goes the others go with it.

import { numberCaptures } from '../../datasets/captures.js';
import type { DatasetRecord } from '../../datasets/record.js';

/** Which rows stand for a capture, and which only go along. */
export interface Captures {
  /** Whether each record stands for its capture. */
  readonly stands: readonly boolean[];
  /** The records that go along with one that stands, by its name. */
  readonly along: ReadonlyMap<string, readonly DatasetRecord[]>;
}

/**
 * Of a capture under one subject, the picture that all others were made from stands, or the first where it is not
 * there. The same bytes twice are no derivation but a duplicate, and both stand.
 */
export function capturesOf(records: readonly DatasetRecord[]): Captures {
  const captures = numberCaptures(records);
  const standing = new Map<string, DatasetRecord>();
  const keyOf = (i: number): string => `${captures[i]} ${records[i]!.subject}`;
  for (const [i, record] of records.entries()) {
    const known = standing.get(keyOf(i));
    if (!known || (known.derivedFrom !== null && record.derivedFrom === null)) standing.set(keyOf(i), record);
  }
  const along = new Map<string, DatasetRecord[]>();
  const stands = records.map((record, i) => {
    const chief = standing.get(keyOf(i))!;
    if (record.derivedFrom === null || chief === record) return true;
    along.set(chief.image, [...(along.get(chief.image) ?? []), record]);
    return false;
  });
  return { stands, along };
}
