// When the pictures were taken, and how long after one another those of a subject: faces age, and a passport is valid
// for ten years.

import { groupedBy } from '../../datasets/grouped.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { Inspection } from '../inspection.js';
import { binned, percentilesOf } from './distribution.js';

export const YEAR = 365.25;
/** Days: the same day, to a month, to a year, to two, five, ten years, and beyond. */
const LAPSES = [0, 1, 30, YEAR, 2 * YEAR, 5 * YEAR, 10 * YEAR];

/** @param on the day of the inspection */
export function timeOf(records: readonly DatasetRecord[], on: string): Inspection['time'] {
  const dated = records.flatMap((record) => {
    const day = dayOf(record);
    return day === undefined ? [] : [{ subject: record.subject, day, at: Date.parse(day) / MILLISECONDS }];
  });
  const spans = [...groupedBy(dated, ({ subject }) => subject).values()].flatMap((own) => {
    if (own.length < 2) return [];
    const days = own.map(({ at }) => at).sort((a, b) => a - b);
    return [days.at(-1)! - days[0]!];
  });
  return {
    known: dated.length,
    unknown: records.length - dated.length,
    future: dated.filter(({ day }) => day > on).length,
    years: [...groupedBy(dated, ({ day }) => day.slice(0, 4))]
      .map(([year, own]) => ({ year, pictures: own.length }))
      .sort((a, b) => (a.year < b.year ? -1 : 1)),
    lapse: {
      subjects: spans.length,
      days: percentilesOf(spans),
      longest: Math.round(spans.reduce((longest, days) => Math.max(longest, days), 0)),
      histogram: binned(spans, LAPSES),
    },
  };
}

const MILLISECONDS = 86_400_000;

/** Undefined where it is not known, or is no day: other tools may have written it. */
function dayOf({ capturedAt }: DatasetRecord): string | undefined {
  const day = capturedAt?.slice(0, 10) ?? '';
  return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : undefined;
}
