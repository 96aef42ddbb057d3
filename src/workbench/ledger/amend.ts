// Terms are amended: of the pictures that meet some conditions, some columns are given another value. A pure function
// from rows to rows; whoever calls it shows what would change, and puts the rows in place with `replaceRecords`.

import { LikenessError } from '../../errors.js';
import { groupedBy } from '../datasets/grouped.js';
import type { DatasetRecord, Terms } from '../datasets/record.js';
import { stated } from '../datasets/sources/index.js';
import { type Held, heldOf, keyOf } from './ledger.js';
import { TERM_COLUMNS, TERM_NAMES, type TermColumn } from './terms.js';

/** A column and a value; of a column that is named twice either value will do. Empty is not known. */
export type Condition = readonly [column: string, value: string];

/** New values by column; empty is not known. */
export type NewTerms = Readonly<Partial<Record<TermColumn, string>>>;

export interface Amended {
  /** All rows, those that do not change among them. */
  readonly records: readonly DatasetRecord[];
  /** Rows that meet the conditions, whether or not they change. */
  readonly matched: Held;
  readonly changed: Held;
  /** What becomes of what, most pictures first. */
  readonly changes: readonly (Held & { readonly columns: readonly ChangedColumn[] })[];
  /** For the history, in words. */
  readonly change: string;
}

export interface ChangedColumn {
  readonly column: TermColumn;
  /** Null is not stated. */
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * @throws LikenessError `option_invalid` for a condition on a column that no row has; `source_invalid` for a last day
 * that is none
 */
export function amendTerms(
  records: readonly DatasetRecord[],
  { set, where }: { readonly set: NewTerms; readonly where: readonly Condition[] },
): Amended {
  const terms = newTerms(set);
  const matches = conditionOf(records, where);
  const pairs = records.filter(matches).map((before) => ({ before, after: withTerms(before, terms) }));
  const changed = pairs.filter(({ before, after }) => keyOf(before.terms) !== keyOf(after.terms));
  const afterOf = new Map(changed.map(({ before, after }) => [before.image, after]));
  const { pictures } = heldOf(changed.map(({ before }) => before));
  return {
    records: records.map((record) => afterOf.get(record.image) ?? record),
    matched: heldOf(pairs.map(({ before }) => before)),
    changed: heldOf(changed.map(({ before }) => before)),
    changes: [...groupedBy(changed.map(differenceOf), ({ key }) => key).values()]
      .map((alike) => ({ columns: alike[0]!.columns, ...heldOf(alike.map(({ record }) => record)) }))
      .sort((a, b) => b.pictures - a.pictures),
    change: `ledger: ${phrase(Object.entries(set))}${where.length > 0 ? ` where ${phrase(where)}` : ''}, ${pictures} pictures`,
  };
}

/**
 * `column=value`, taken apart at the first `=`.
 * @throws LikenessError `option_invalid` where there is none
 */
export function parseCondition(text: string): Condition {
  const at = text.indexOf('=');
  if (at < 1) throw new LikenessError('option_invalid', `"${text}" is not of the form column=value`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/**
 * What `--set` says, checked.
 * @throws LikenessError `option_invalid` for a column that holds no terms, or is given twice
 */
export function parseNewTerms(texts: readonly string[]): NewTerms {
  const given = texts.map(parseCondition);
  for (const [column] of given) {
    if (!(TERM_NAMES as readonly string[]).includes(column))
      throw new LikenessError('option_invalid', `${column} holds no terms: set ${TERM_NAMES.join(', ')}`);
    if (given.filter(([other]) => other === column).length > 1)
      throw new LikenessError('option_invalid', `${column} is set twice`);
  }
  return Object.fromEntries(given);
}

function newTerms(set: NewTerms): Partial<Terms> {
  if (set.retain_until) stated({ retain_until: set.retain_until }, 'the new terms');
  return Object.fromEntries(
    Object.entries(set).map(([column, value]) => [
      TERM_COLUMNS[column as TermColumn],
      value === '' ? null : value,
    ]),
  );
}

function differenceOf({ before, after }: Record<'before' | 'after', DatasetRecord>) {
  const columns = TERM_NAMES.map((column) => {
    const at = TERM_COLUMNS[column];
    return { column, before: before.terms[at], after: after.terms[at] };
  }).filter((one) => one.before !== one.after);
  return { record: before, columns, key: JSON.stringify(columns) };
}

const withTerms = (record: DatasetRecord, terms: Partial<Terms>): DatasetRecord => ({
  ...record,
  terms: { ...record.terms, ...terms },
});

type CellOf = (record: DatasetRecord) => string;

/** What conditions may be on, besides attributes. */
const COLUMNS: Readonly<Record<string, CellOf>> = {
  image: ({ image }) => image,
  subject: ({ subject }) => subject,
  source_type: ({ sourceType }) => sourceType ?? '',
  captured_at: ({ capturedAt }) => capturedAt ?? '',
  part: ({ part }) => part ?? '',
  ...Object.fromEntries(
    TERM_NAMES.map((name): [string, CellOf] => [name, ({ terms }) => terms[TERM_COLUMNS[name]] ?? '']),
  ),
};

/**
 * Whether a row meets all conditions.
 * @throws LikenessError `option_invalid` for a column that no row has
 */
export function conditionOf(
  records: readonly DatasetRecord[],
  where: readonly Condition[],
): (record: DatasetRecord) => boolean {
  const attributes = new Set(records.flatMap(({ groups }) => Object.keys(groups)));
  const columns = [...groupedBy(where, ([column]) => column)].map(([column, conditions]) => ({
    cell: cellOf(column, attributes),
    values: new Set(conditions.map(([, value]) => value)),
  }));
  return (record) => columns.every(({ cell, values }) => values.has(cell(record)));
}

function cellOf(column: string, attributes: ReadonlySet<string>): CellOf {
  if (Object.hasOwn(COLUMNS, column)) return COLUMNS[column]!;
  if (attributes.has(column)) return ({ groups }) => groups[column] ?? '';
  const known = [...Object.keys(COLUMNS), ...[...attributes].sort()];
  throw new LikenessError('option_invalid', `there is no column ${column}: there are ${known.join(', ')}`);
}

const phrase = (conditions: readonly (readonly [string, string])[]): string =>
  conditions.map(([column, value]) => `${column}=${value}`).join(', ');
