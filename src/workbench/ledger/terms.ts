// The terms on which a picture is held, by the names of their columns in images.parquet, and what can be said of them
// on a given day.

import type { Terms } from '../datasets/record.js';
import { isDay } from '../datasets/sources/index.js';

/** Columns of the terms, in their order, and where a row holds each. */
export const TERM_COLUMNS = {
  source: 'source',
  licence: 'licence',
  consent: 'consent',
  purpose: 'purpose',
  retain_until: 'retainUntil',
} as const satisfies Record<string, keyof Terms>;

export type TermColumn = keyof typeof TERM_COLUMNS;

export const TERM_NAMES = Object.keys(TERM_COLUMNS) as readonly TermColumn[];

/** Blanks say as little as nothing. */
const isStated = (value: string | null): boolean => value !== null && value.trim() !== '';

/** Columns that say nothing, or a last day that is no day. */
export const unstatedOf = (terms: Terms): TermColumn[] =>
  TERM_NAMES.filter((name) =>
    name === 'retain_until' ? !hasLastDay(terms) : !isStated(terms[TERM_COLUMNS[name]]),
  );

const hasLastDay = ({ retainUntil }: Terms): boolean => retainUntil !== null && isDay(retainUntil);

/** Whether the last day on which it may be kept is over on `day`. Without a last day nothing is overdue. */
export const isOverdue = (terms: Terms, day: string): boolean =>
  hasLastDay(terms) && terms.retainUntil! < day;

/** The day that the calendar of this machine shows. */
export function today(now = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
