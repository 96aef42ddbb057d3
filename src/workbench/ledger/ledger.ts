// The ledger: on what terms we hold whose pictures. One entry a combination of source, licence, consent, purpose and
// last day, so that a glance shows what is not stated and what should be gone: purposes, categories and time limits of
// the record that the GDPR asks for in article 30 (1) b, c and f.

import { groupedBy } from '../datasets/grouped.js';
import type { DatasetRecord, Part, SourceType, Terms } from '../datasets/record.js';
import { isOverdue, TERM_COLUMNS, TERM_NAMES, type TermColumn, unstatedOf } from './terms.js';

export interface Ledger {
  /** The day of which it speaks, `2026-11-28`. */
  readonly on: string;
  readonly subjects: number;
  readonly pictures: number;
  /** What is overdue first, then the combinations of most pictures. */
  readonly entries: readonly LedgerEntry[];
  /** What is not stated, a column. */
  readonly unstated: Readonly<Record<TermColumn, Held>>;
  /** Held beyond their last day. */
  readonly overdue: Held;
}

export interface Held {
  readonly subjects: number;
  readonly pictures: number;
}

/** All pictures that are held on the same terms. */
export interface LedgerEntry extends Held {
  readonly terms: Terms;
  /** Pictures in each part; `none` of those that are in no part. */
  readonly parts: Readonly<Partial<Record<Part | 'none', number>>>;
  /** Pictures of each type; `unknown` of those without. */
  readonly sourceTypes: Readonly<Partial<Record<SourceType | 'unknown', number>>>;
  readonly unstated: readonly TermColumn[];
  readonly overdue: boolean;
}

export function ledgerOf(records: readonly DatasetRecord[], on: string): Ledger {
  const held = [...groupedBy(records, ({ terms }) => keyOf(terms)).values()].map((own) => ({
    own,
    entry: entryOf(own, on),
  }));
  const those = (filter: (entry: LedgerEntry) => boolean) =>
    heldOf(held.flatMap(({ own, entry }) => (filter(entry) ? own : [])));
  return {
    on,
    ...heldOf(records),
    entries: held
      .map(({ entry }) => entry)
      .sort((a, b) => Number(b.overdue) - Number(a.overdue) || b.pictures - a.pictures),
    unstated: Object.fromEntries(
      TERM_NAMES.map((name) => [name, those(({ unstated }) => unstated.includes(name))]),
    ) as Record<TermColumn, Held>,
    overdue: those(({ overdue }) => overdue),
  };
}

/** The same for the same terms. */
export const keyOf = (terms: Terms): string =>
  JSON.stringify(TERM_NAMES.map((name) => terms[TERM_COLUMNS[name]]));

function entryOf(held: readonly DatasetRecord[], on: string): LedgerEntry {
  const { terms } = held[0]!;
  return {
    terms,
    ...heldOf(held),
    parts: countBy(held, ({ part }) => part ?? 'none'),
    sourceTypes: countBy(held, ({ sourceType }) => sourceType ?? 'unknown'),
    unstated: unstatedOf(terms),
    overdue: isOverdue(terms, on),
  };
}

export const heldOf = (records: readonly DatasetRecord[]): Held => ({
  subjects: new Set(records.map(({ subject }) => subject)).size,
  pictures: records.length,
});

function countBy<K extends string>(
  records: readonly DatasetRecord[],
  of: (record: DatasetRecord) => K,
): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {};
  for (const record of records) counts[of(record)] = (counts[of(record)] ?? 0) + 1;
  return counts;
}
