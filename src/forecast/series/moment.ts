// Dates as tables hold them: a year, a quarter, a month, a week, a day or a time of day.

import { SeriesError } from '../seriesError.js';

export type Precision = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour';

/** The beginning of what a date says, and how finely it says it. */
export interface Moment {
  /** Milliseconds since 1970, as if the date were universal time; a time with an offset is brought there. */
  readonly at: number;
  readonly precision: Precision;
}

export const DAY = 86_400_000;
export const HOUR = 3_600_000;

/** The forms of dates, for help and errors. */
export const DATE_FORMS = '2026, 2026-Q1, 2026-01, 2026-W05, 2026-01-31, 2026-01-31 13:00';

const YEAR = /^(\d{4})$/;
const QUARTER = /^(\d{4})[- ]?Q([1-4])$/i;
const MONTH = /^(\d{4})-(\d\d)$/;
const WEEK = /^(\d{4})-?W(\d\d)$/i;
const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/** @throws SeriesError `dates` */
export function momentOf(text: string): Moment {
  const said = text.trim();
  const moment = read(said);
  if (!moment) throw new SeriesError('dates', `"${said}" is no date of the forms ${DATE_FORMS}`);
  return moment;
}

function read(text: string): Moment | null {
  const [, year] = YEAR.exec(text) ?? [];
  if (year) return { at: startOf(Number(year), 0, 1), precision: 'year' };
  const [, quarterYear, quarter] = QUARTER.exec(text) ?? [];
  if (quarter)
    return { at: startOf(Number(quarterYear), 3 * (Number(quarter) - 1), 1), precision: 'quarter' };
  const [, monthYear, month] = MONTH.exec(text) ?? [];
  if (month) {
    if (Number(month) < 1 || Number(month) > 12) return null;
    return { at: startOf(Number(monthYear), Number(month) - 1, 1), precision: 'month' };
  }
  const [, weekYear, week] = WEEK.exec(text) ?? [];
  if (week) {
    const at = weekStart(Number(weekYear), Number(week));
    return at === null ? null : { at, precision: 'week' };
  }
  return readTime(text);
}

function readTime(text: string): Moment | null {
  const found = TIME.exec(text);
  if (!found) return null;
  const [y, mo, d, h, mi, s] = found.slice(1, 7).map((part) => Number(part ?? 0));
  const day = startOf(y, mo - 1, d);
  // The calendar has no 31 June: it would be read as 1 July.
  if (new Date(day).getUTCDate() !== d || new Date(day).getUTCMonth() !== mo - 1) return null;
  if (h > 23 || mi > 59 || s > 59) return null;
  const at = day + h * HOUR + mi * 60_000 + s * 1000 - offsetOf(found[7]);
  return { at, precision: found[4] === undefined ? 'day' : 'hour' };
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '') || 0)];
  return (zone.startsWith('-') ? -1 : 1) * (hours * HOUR + minutes * 60_000);
}

function startOf(year: number, month: number, day: number): number {
  const date = new Date(0);
  // Date.UTC would take the year 99 for 1999.
  date.setUTCFullYear(year, month, day);
  return date.getTime();
}

/** The Monday of a week of ISO 8601: week 1 holds 4 January. Null where the year has no such week. */
function weekStart(year: number, week: number): number | null {
  const fourth = startOf(year, 0, 4);
  const first = fourth - mondayBased(fourth) * DAY;
  const at = first + (week - 1) * 7 * DAY;
  const thursday = new Date(at + 3 * DAY);
  return week >= 1 && thursday.getUTCFullYear() === year ? at : null;
}

/** Days since Monday. */
const mondayBased = (at: number): number => (new Date(at).getUTCDay() + 6) % 7;

/** As ISO 8601 names the week that begins at this Monday. */
export function weekName(monday: number): string {
  const thursday = new Date(monday + 3 * DAY);
  const year = thursday.getUTCFullYear();
  const day = Math.floor((thursday.getTime() - startOf(year, 0, 1)) / DAY);
  return `${year}-W${String(Math.floor(day / 7) + 1).padStart(2, '0')}`;
}
