// What was read in the visual zone against the machine-readable one. The same fact is written differently there: names
// with national letters, dates in words (Doc 9303-3, 3.4 and 3.8).

import { LikenessError } from '../../errors.js';
import type { Finding } from '../finding.js';
import { nameComponents, spellings, type Zone } from '../zone/index.js';

export type VisualFact = 'documentNumber' | 'surname' | 'givenNames' | 'birthDate' | 'expiryDate';

/** A value as the visual zone prints it, and the probability that it was read rightly. */
export interface VisualValue {
  readonly text: string;
  readonly confidence: number;
}

/** A value of the visual zone, held against that of the machine-readable one. */
export interface VisualCheck extends VisualValue {
  readonly about: VisualFact;
  readonly agrees: boolean;
}

/** The value of the machine-readable zone, as a person would write it. */
export function zoneValue(zone: Zone, about: VisualFact): string {
  if (about === 'documentNumber') return zone.documentNumber;
  if (about === 'surname' || about === 'givenNames') return zone.names[about];
  return zone[about].value ?? zone[about].text;
}

/** Whether a text can be another way to write the zone's value; undefined where the two cannot be compared. */
export function saysTheSame(zone: Zone, about: VisualFact, text: string): boolean | undefined {
  const value = zoneValue(zone, about);
  if (about === 'birthDate' || about === 'expiryDate') return sameDay(text, value);
  if (about !== 'documentNumber') return sameName(text, value, zone.names.truncated);
  // A visa may carry its own number or the passport's (Doc 9303-7, 4.2.2.2): there the two zones may differ.
  return zone.format.startsWith('MRV') ? undefined : sameNumber(text, value);
}

/** At this confidence a difference is a contradiction; below it, it may be a misreading and is a hint. */
const SURE = 0.99;

/** A finding for each visual value that does not agree. */
export function visualFindings(zone: Zone, checks: readonly VisualCheck[]): readonly Finding[] {
  return checks
    .filter(({ agrees }) => !agrees)
    .map(({ about, text, confidence }) => ({
      code: 'visual_zone_differs',
      severity: confidence >= SURE ? 'fails' : 'hint',
      message: `The ${VISUAL_LABELS[about]} is ${text} in the visual zone and ${zoneValue(zone, about)} in the machine-readable one.`,
      about: [about],
    }));
}

export const VISUAL_LABELS: Readonly<Record<VisualFact, string>> = {
  documentNumber: 'document number',
  surname: 'surname',
  givenNames: 'given names',
  birthDate: 'date of birth',
  expiryDate: 'date of expiry',
};

function sameNumber(visual: string, zone: string): boolean | undefined {
  const bare = (text: string): string => text.toUpperCase().replace(/[^0-9A-Z]/g, '');
  return bare(visual) === '' ? undefined : bare(visual) === bare(zone);
}

/**
 * Whether a name can be written as the zone has it, by any choice of the tables. In a zone whose name may have been
 * cut, each component need only begin one of the visual zone's, in their order (Doc 9303-4, 4.2.3).
 */
function sameName(visual: string, zone: string, truncated: boolean): boolean | undefined {
  const written = zone === '' ? [] : zone.split(' ');
  return waysToWrite(visual)?.some((components) =>
    truncated ? beginInOrder(written, components) : written.join(' ') === components.join(' '),
  );
}

/** Undefined for a script without a table: the visual zone may carry a name in the national script beside the Latin. */
function waysToWrite(name: string): readonly (readonly string[])[] | undefined {
  try {
    return nameComponents(name).length === 0 ? undefined : spellings(name);
  } catch (error) {
    if (error instanceof LikenessError && error.code === 'zone_transliteration_missing') return undefined;
    throw error;
  }
}

function beginInOrder(written: readonly string[], components: readonly string[]): boolean {
  let next = 0;
  return written.every((part) => {
    while (next < components.length && !components[next].startsWith(part)) next++;
    return next++ < components.length;
  });
}

/** By day, month and the last two digits of the year; what either does not say is passed over. */
function sameDay(visual: string, zone: string): boolean | undefined {
  const day = readVisualDate(visual);
  if (!day || !/^[\dX]{4}-[\dX]{2}-[\dX]{2}$/.test(zone)) return undefined;
  const other = [zone.slice(8), zone.slice(5, 7), zone.slice(2, 4)];
  return day.every((part, i) => part.includes('X') || other[i].includes('X') || part === other[i]);
}

/** Doc 9303-3, 3.8, table 1: English, French, Spanish. A month in full begins with its abbreviation. */
const MONTHS = [
  ...[['JAN', 'ENE'], ['FEB', 'FEV'], ['MAR'], ['APR', 'AVR', 'ABR'], ['MAY', 'MAI'], ['JUN', 'JUIN']],
  ...[['JUL', 'JUIL'], ['AUG', 'AOU', 'AGO'], ['SEP'], ['OCT'], ['NOV'], ['DEC', 'DIC']],
];

/**
 * Day, month and two digits of the year of a date as a visual zone has it: `12 AUG/AOÛT 74`, `12.08.1974`, `12AUG1974`,
 * `XX XX 1974`. Undefined for any other form: a month in a language that is none of the three, a year first.
 */
export function readVisualDate(
  text: string,
): readonly [day: string, month: string, year: string] | undefined {
  const plain = text
    .toUpperCase()
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .trim();
  const parts = /^(\d\d|XX)[ .]?(\d\d|XX|[A-Z .]+(?:\/ ?[A-Z .]+)?)[ .]?((?:\d\d|XX)?(?:\d\d|XX))$/.exec(
    plain,
  );
  if (!parts) return undefined;
  const [, day, middle, year] = parts;
  const month = /^(\d\d|X+)$/.test(middle.trim()) ? middle.trim().slice(0, 2) : monthInWords(middle);
  return month === undefined ? undefined : [day, month, year.slice(-2)];
}

/** The month that the words agree on; a word of a fourth language beside one of the three is passed over. */
function monthInWords(words: string): string | undefined {
  const months = words.split('/').flatMap((word) => {
    const index = MONTHS.findIndex((beginnings) => beginnings.some((start) => word.trim().startsWith(start)));
    return index < 0 ? [] : [String(index + 1).padStart(2, '0')];
  });
  return new Set(months).size === 1 ? months[0] : undefined;
}
