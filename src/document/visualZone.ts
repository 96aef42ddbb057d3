// What was read in the visual zone against the machine-readable one. The same fact is written differently there: names
// with national letters, dates in words (Doc 9303-3, 3.4 and 3.8).

import { LikenessError } from '../errors.js';
import type { Finding } from './finding.js';
import { nameComponents, spellings, type Zone } from './zone/index.js';

/** A value as the visual zone prints it, and the probability that it was read rightly. */
export interface VisualValue {
  readonly text: string;
  readonly confidence: number;
}

export interface VisualFacts {
  readonly documentNumber?: VisualValue;
  readonly surname?: VisualValue;
  readonly givenNames?: VisualValue;
  readonly birthDate?: VisualValue;
  readonly expiryDate?: VisualValue;
}

/** At this confidence a difference is a contradiction; below it, it may be a misreading and is a hint. */
const SURE = 0.99;

/** A finding for each visual value that cannot be another way to write the zone's. */
export function visualFindings(zone: Zone, visual: VisualFacts): readonly Finding[] {
  const { surname, givenNames, truncated } = zone.names;
  // A visa may carry its own number or the passport's (Doc 9303-7, 4.2.2.2): there the two zones may differ.
  const number = zone.format.startsWith('MRV') ? undefined : visual.documentNumber;
  return [
    ...compare('documentNumber', number, zone.documentNumber, sameNumber),
    ...compare('surname', visual.surname, surname, (text) => sameName(text, surname, truncated)),
    ...compare('givenNames', visual.givenNames, givenNames, (text) => sameName(text, givenNames, truncated)),
    ...compare('birthDate', visual.birthDate, zone.birthDate.value ?? zone.birthDate.text, sameDay),
    ...compare('expiryDate', visual.expiryDate, zone.expiryDate.value ?? zone.expiryDate.text, sameDay),
  ];
}

/** Undefined where the two cannot be compared. */
type Same = (visual: string, zone: string) => boolean | undefined;

const LABELS: Readonly<Record<keyof VisualFacts, string>> = {
  documentNumber: 'document number',
  surname: 'surname',
  givenNames: 'given names',
  birthDate: 'date of birth',
  expiryDate: 'date of expiry',
};

function compare(
  about: keyof VisualFacts,
  visual: VisualValue | undefined,
  zone: string,
  same: Same,
): readonly Finding[] {
  if (!visual || same(visual.text, zone) !== false) return [];
  const severity = visual.confidence >= SURE ? 'fails' : 'hint';
  const message = `The ${LABELS[about]} is ${visual.text} in the visual zone and ${zone} in the machine-readable one.`;
  return [{ code: 'visual_zone_differs', severity, message, about: [about] }];
}

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
