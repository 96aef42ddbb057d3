// The facts of a zone in words: one row each, with what a reviewer would work out in the head.

import {
  type Authenticity,
  type CheckName,
  type Correction,
  type Doubt,
  type PageSize,
  type ReadZone,
  VISUAL_LABELS,
  type VisualCheck,
  type VisualFact,
  type Zone,
  type ZoneDate,
  type ZoneState,
} from '../../document/index.js';

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Worked out of it, such as `expired 3 months ago`. */
  readonly remark?: string;
  /** Whether the remark speaks against the document. */
  readonly bad?: true;
}

/** `Passport`, by the document code (Doc 9303-4 to -7, 4.2.2). */
export function kindOf({ format, documentCode }: Zone): string {
  if (format.startsWith('MRV')) return 'Visa';
  if (documentCode.startsWith('P')) return 'Passport';
  if (documentCode === 'AC') return 'Crew member certificate';
  return /^[ACI]/.test(documentCode) ? 'Identity card' : 'Travel document';
}

/** `Passport of Utopia` */
export const titleOf = (zone: Zone): string => `${kindOf(zone)} of ${named(zone.issuingState)}`;

/** Said in place of a title where the zone was misread. */
export const MISREAD = 'Misread: its check digits fail, and what follows is a guess.';

/** So many corrections and doubts are told in sentences; all of them are marked, and in the JSON. */
const MOST_TOLD = 6;

export interface Told {
  readonly sign: '^' | '?';
  readonly text: string;
}

/** What was corrected and what is not sure, in sentences. */
export function notesOn({ zone, corrections, doubtful }: ReadZone): Told[] {
  const all: Told[] = [
    ...doubtGroups(doubtful).map((group) => ({ sign: '?' as const, text: doubtSentence(group, zone) })),
    ...corrections.map((one) => ({ sign: '^' as const, text: correctionSentence(one) })),
  ];
  const more = all.length - MOST_TOLD;
  return more > 1
    ? [...all.slice(0, MOST_TOLD), { sign: all[MOST_TOLD]!.sign, text: `and ${more} more` }]
    : all;
}

/** What a side is called where no zone tells its kind. */
export const SIZE_WORDS: Readonly<Record<PageSize, string>> = {
  TD1: 'a card (TD1)',
  TD2: 'a card (TD2)',
  TD3: 'the page of a passport (TD3)',
};

export function factsOf(zone: Zone, today: string): Fact[] {
  const { documentCode, format, documentNumber, names, sex, optionalData, optionalData2 } = zone;
  const truncated = names.truncated ? { remark: 'may be cut: it fills the zone to its end' } : {};
  return [
    { label: 'document', value: `${kindOf(zone)}, ${format}, code ${documentCode || 'none'}` },
    { label: 'issued by', ...stateFact(zone.issuingState) },
    { label: 'number', value: documentNumber || 'none' },
    { label: 'surname', value: names.surname || 'none', ...(names.givenNames === '' ? truncated : {}) },
    {
      label: 'given names',
      value: names.givenNames || 'none',
      ...(names.givenNames === '' ? {} : truncated),
    },
    { label: 'nationality', ...stateFact(zone.nationality) },
    { label: 'born', ...birthFact(zone.birthDate, today) },
    { label: 'sex', value: sex === null ? 'not readable' : SEXES[sex] },
    { label: 'expires', ...expiryFact(zone.expiryDate, today) },
    ...[optionalData, optionalData2]
      .filter((text) => text !== '')
      .map((value) => ({ label: 'optional data', value })),
  ];
}

const SEXES = { F: 'female', M: 'male', X: 'unspecified' } as const;

const named = ({ code, name }: ZoneState): string => name ?? `unknown state ${code}`;

function stateFact({ code, name }: ZoneState): Omit<Fact, 'label'> {
  return name === undefined
    ? { value: code || 'none', remark: 'no code of Doc 9303-3', bad: true }
    : { value: `${name} (${code})` };
}

function birthFact({ value, text }: ZoneDate, today: string): Omit<Fact, 'label'> {
  if (value === null) return { value: text, remark: 'no day', bad: true };
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return { value };
  return value > today
    ? { value, remark: 'in the future', bad: true }
    : { value, remark: `${wholeYears(value, today)} years old` };
}

/** `expires 2034-01-22 (in 7 years)` */
export function validity(expiry: ZoneDate, today: string): string {
  const { value, remark, bad } = expiryFact(expiry, today);
  if (remark === undefined) return `expires ${value}`;
  return `${bad && value < today ? 'expired' : 'expires'} ${value} (${remark.replace('expired ', '')})`;
}

function expiryFact({ value, text }: ZoneDate, today: string): Omit<Fact, 'label'> {
  if (value === null) return { value: text, remark: 'no day', bad: true };
  if (value === today) return { value, remark: 'today' };
  return value < today
    ? { value, remark: `expired ${apart(value, today)} ago`, bad: true }
    : { value, remark: `in ${apart(today, value)}` };
}

/** The time between two days, as people say it: in days, then months, then years. */
export function apart(from: string, to: string): string {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
  const months = wholeMonths(from, to);
  if (days < 60) return plural(days, 'day');
  return months < 24 ? plural(months, 'month') : plural(Math.floor(months / 12), 'year');
}

const wholeYears = (from: string, to: string): number => Math.floor(wholeMonths(from, to) / 12);

function wholeMonths(from: string, to: string): number {
  const months = (day: string) => 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7));
  return months(to) - months(from) - (to.slice(8) < from.slice(8) ? 1 : 0);
}

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

export const CHECK_WORDS: Readonly<Record<CheckName, string>> = {
  documentNumber: 'document number',
  birthDate: 'date of birth',
  expiryDate: 'date of expiry',
  personalNumber: 'personal number',
  composite: 'zone as a whole',
};

export interface VisualFactShown {
  readonly label: string;
  /** Absent where the fact was not found in print. */
  readonly check?: VisualCheck;
}

/** Every fact that print for people may hold, in the order of the page. */
export function visualFacts(checks: readonly VisualCheck[]): VisualFactShown[] {
  return (Object.keys(VISUAL_LABELS) as VisualFact[]).map((about) => {
    const check = checks.find((one) => one.about === about);
    return { label: VISUAL_LABELS[about], ...(check && { check }) };
  });
}

/** `line 2, place 5: O was read, 0 is right by the check digit of the document number` */
function correctionSentence({ row, column, from, to, proof }: Correction): string {
  const place = `line ${row + 1}, place ${column + 1}`;
  if (proof === 'alphabet') return `${place}: ${from} was read, but only ${kinOf(to)} can stand there: ${to}`;
  const checks = proof.map((name) => CHECK_WORDS[name]).join(' and ');
  return `${place}: ${from} was read, ${to} is proved by the check digit${proof.length > 1 ? 's' : ''} of ${checks}`;
}

const kinOf = (character: string): string =>
  /\d/.test(character) ? 'a digit' : character === '<' ? 'a filler' : 'a letter';

/** Never 100 %: no reader is that sure. */
function sureness(posterior: number): string {
  if (posterior > 0.9999) return 'over 99.99 %';
  return posterior < 0.001
    ? 'under 0.1 %'
    : `${Number((100 * posterior).toPrecision(posterior > 0.99 ? 4 : 3))} %`;
}

/** Neighbours with one cause are one doubt: a State's code is wrong as a whole. */
function doubtGroups(doubtful: readonly Doubt[]): Doubt[][] {
  const groups: Doubt[][] = [];
  for (const doubt of doubtful) {
    const last = groups.at(-1)?.at(-1);
    const joins =
      last && last.row === doubt.row && last.column === doubt.column - 1 && last.why === doubt.why;
    if (joins) groups.at(-1)!.push(doubt);
    else groups.push([doubt]);
  }
  return groups;
}

function doubtSentence(group: readonly Doubt[], { lines }: Zone): string {
  const [first, last] = [group[0]!, group.at(-1)!];
  const text = lines[first.row]!.slice(first.column, last.column + 1);
  const places =
    first === last ? `place ${first.column + 1}` : `places ${first.column + 1}–${last.column + 1}`;
  const least = Math.min(...group.map(({ posterior }) => posterior));
  const why = first.why === 'state' ? 'is the code of no state' : `is sure to ${sureness(least)} only`;
  return `line ${first.row + 1}, ${places}: ${text} ${why}`;
}

export const CHIP_VERDICTS: Readonly<Record<Authenticity['verdict'], string>> = {
  authentic: 'authentic: what a trusted state signed',
  not_verified: 'not verified: nothing speaks against it, but not all could be checked',
  forged: 'forged: something is not what was signed',
};
