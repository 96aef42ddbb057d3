// Dates of a zone: six characters without a century (Doc 9303-3, 4.8), and which century is meant.

import { LikenessError } from '../../errors.js';

export interface ZoneDate {
  /** The six characters as they stand: YYMMDD, with fillers for what is unknown. */
  readonly text: string;
  /**
   * The day as `1974-08-12`, what is unknown as X (`1974-XX-XX`, as in ISO 8601-2); null where the characters are no
   * date, or of no day that there is.
   */
  readonly value: string | null;
}

/**
 * A date of birth: the latest century in which it is not after `today`. So nobody is read as older than a hundred:
 * who is 101 is read as a child of one, which `--json` and pages show, and only the visual zone or the chip can mend.
 */
export function readBirthDate(text: string, today: string): ZoneDate {
  const parts = partsOf(text, /^(?:\d\d|<<)(?:\d\d|<<)(?:\d\d|<<)$/);
  if (!parts) return { text, value: null };
  const century = 100 * Math.floor(yearOf(today) / 100);
  const { year, month, day } = parts;
  if (year === undefined) return { text, value: dateText(parts) };
  const earliest = (base: number): string =>
    dateText({ year: base + year, month: month ?? 1, day: day ?? 1 });
  return {
    text,
    value: realDate({ ...parts, year: earliest(century) <= today ? century + year : century - 100 + year }),
  };
}

/**
 * A date of expiry. Doc 9303 does not say which century is meant; the rule here: the one that lies within 50 years
 * of `today`, before or after, but never before the birth. Documents are valid for ten years or so: it errs for a
 * document that ran out more than 50 years ago, and for States that write "for life" as a year such as 99.
 */
export function readExpiryDate(text: string, today: string, birth: ZoneDate): ZoneDate {
  const parts = partsOf(text, /^\d{6}$/);
  if (!parts) return { text, value: null };
  const now = yearOf(today);
  const from = now - 49;
  let year = from + ((parts.year! - (from % 100) + 100) % 100);
  const born = birth.value && /^\d{4}/.test(birth.value) ? yearOf(birth.value) : undefined;
  if (born !== undefined && year < born) year += 100;
  return { text, value: realDate({ ...parts, year }) };
}

/**
 * The six characters of a day: `1974-08-12`, or with X for what is unknown (`1974-XX-XX`) where `partly` lets it.
 * @throws LikenessError `zone_details_invalid` where it is no day
 */
export function writeDate(value: string, about: string, partly: boolean): string {
  const shape = partly ? /^(?:\d{4}|XXXX)-(?:\d\d|XX)-(?:\d\d|XX)$/ : /^\d{4}-\d\d-\d\d$/;
  if (typeof value === 'string' && shape.test(value) && isRealDate(value))
    return (value.slice(2, 4) + value.slice(5, 7) + value.slice(8)).replaceAll('X', '<');
  throw new LikenessError(
    'zone_details_invalid',
    `${about} is ${JSON.stringify(value)}: give a day as 1974-08-12${partly ? ', with XX for a month or day that is unknown' : ''}.`,
  );
}

/** @throws LikenessError `zone_details_invalid` where `today` is no day such as `2026-11-28` */
export function requireDay(today: string): void {
  writeDate(today, 'today', false);
}

/** Whether there is such a day; X matches any. */
export function isRealDate(value: string): boolean {
  const [year, month, day] = value.split('-').map((part) => (part.includes('X') ? undefined : Number(part)));
  if (month !== undefined && (month < 1 || month > 12)) return false;
  if (day === undefined) return true;
  // Without a year or a month, the longest that it could be.
  const days = new Date(Date.UTC(year ?? 2000, month ?? 1, 0)).getUTCDate();
  return day >= 1 && day <= days;
}

interface Parts {
  readonly year: number | undefined;
  readonly month: number | undefined;
  readonly day: number | undefined;
}

function partsOf(text: string, shape: RegExp): Parts | undefined {
  if (!shape.test(text)) return undefined;
  const [year, month, day] = [0, 2, 4].map((at) => {
    const pair = text.slice(at, at + 2);
    return pair === '<<' ? undefined : Number(pair);
  });
  return { year, month, day };
}

function realDate(parts: Parts): string | null {
  const value = dateText(parts);
  return isRealDate(value) ? value : null;
}

function dateText({ year, month, day }: Parts): string {
  const digits = (number: number | undefined, length: number): string =>
    number === undefined ? 'X'.repeat(length) : String(number).padStart(length, '0');
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
}

const yearOf = (day: string): number => Number(day.slice(0, 4));
