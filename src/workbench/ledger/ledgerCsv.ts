// The ledger for an auditor's spreadsheet: one line a picture.

import type { DatasetRecord } from '../datasets/record.js';
import { isOverdue, unstatedOf } from './terms.js';

const COLUMNS: readonly (readonly [
  name: string,
  of: (record: DatasetRecord, on: string) => string | null,
])[] = [
  ['image', ({ image }) => image],
  ['subject', ({ subject }) => subject],
  ['sha256', ({ sha256 }) => sha256],
  ['file', ({ file }) => file],
  ['source_type', ({ sourceType }) => sourceType],
  ['captured_at', ({ capturedAt }) => capturedAt],
  ['part', ({ part }) => part],
  ['source', ({ terms }) => terms.source],
  ['licence', ({ terms }) => terms.licence],
  ['consent', ({ terms }) => terms.consent],
  ['purpose', ({ terms }) => terms.purpose],
  ['retain_until', ({ terms }) => terms.retainUntil],
  ['not_stated', ({ terms }) => unstatedOf(terms).join(' ')],
  ['overdue', ({ terms }, on) => (isOverdue(terms, on) ? 'yes' : 'no')],
];

/** CSV as RFC 4180 has it, with a byte order mark, without which spreadsheets garble names. */
export function ledgerCsv(records: readonly DatasetRecord[], on: string): string {
  const lines = [
    COLUMNS.map(([name]) => name),
    ...records.map((record) => COLUMNS.map(([, of]) => cell(of(record, on)))),
  ];
  return `\ufeff${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

/**
 * What begins like a formula would be computed by a spreadsheet, and could send the sheet away: an apostrophe before
 * it makes it text (OWASP, "CSV Injection").
 */
function cell(value: string | null): string {
  const text = /^[=+\-@\t\r]/.test(value ?? '') ? `'${value}` : (value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
