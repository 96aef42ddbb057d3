// Which words of a page are the facts that its zone holds. Every State lays its pages out in its own way, and no place is
// known: a fact is known by its value, or, where that is not there, by a value much like it.

import type { Zone } from '../zone/index.js';
import {
  readVisualDate,
  saysTheSame,
  type VisualCheck,
  type VisualFact,
  type VisualValue,
  zoneValue,
} from './compareVisual.js';

/** Words of a line from left to right, each with how sure its reader is, 0–1. */
export type VisualLine = readonly VisualValue[];

/** The facts of the zone that are found in print, each with whether it agrees. What is not found says nothing. */
export function findFacts(lines: readonly VisualLine[], zone: Zone): VisualCheck[] {
  const phrases = lines.flatMap(phrasesOf);
  return [
    ...findNumber(phrases, zone),
    ...findName(phrases, zone, 'surname'),
    ...findName(phrases, zone, 'givenNames'),
    ...findDates(phrases, zone),
  ];
}

/** Words that stand next to each other, and how sure the least sure of them is. */
interface Phrase extends VisualValue {
  readonly words: number;
}

const MOST_WORDS = 6;

function phrasesOf(line: VisualLine): Phrase[] {
  const words = line
    .map(({ text, confidence }) => ({ text: trimmed(text), confidence }))
    .filter(({ text }) => text !== '');
  return words.flatMap((_, from) =>
    Array.from({ length: Math.min(MOST_WORDS, words.length - from) }, (_, more) => {
      const run = words.slice(from, from + more + 1);
      return {
        text: run.map(({ text }) => text).join(' '),
        confidence: Math.min(...run.map(({ confidence }) => confidence)),
        words: run.length,
      };
    }),
  );
}

/** Frames, lines and ornament at either end are read as signs. */
const trimmed = (text: string): string => text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');

const check = (about: VisualFact, { text, confidence }: VisualValue, agrees: boolean): VisualCheck => ({
  ...{ about, text, confidence, agrees },
});

/** What readers of print confuse and cannot be held against anybody. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  ...{ O: '0', Q: '0', D: '0', I: '1', L: '1', Z: '2', S: '5', G: '6', B: '8' },
};

const bareNumber = (text: string): string => text.toUpperCase().replace(/[^0-9A-Z]/g, '');
const lookOf = (number: string): string => [...number].map((c) => LOOKALIKES[c] ?? c).join('');

/** Numbers shorter than this are found anywhere. */
const SHORTEST_NUMBER = 5;

function findNumber(phrases: readonly Phrase[], zone: Zone): VisualCheck[] {
  const about = 'documentNumber';
  const number = zone.documentNumber;
  if (number.length < SHORTEST_NUMBER || saysTheSame(zone, about, number) === undefined) return [];
  const same = phrases.find(({ text }) => lookOf(bareNumber(text)) === lookOf(number));
  if (same) return [check(about, same, true)];
  return alteration(phrases, about, (text) =>
    within(changedCharacters(bareNumber(text), number), MOST_CHANGED),
  );
}

/** Letters that States write as two, and whoever does not know them reads as one: Ä as AE or A. Every mixture. */
function plainNames(name: string): readonly string[] {
  const letters = onlyLetters(name);
  const pair = /AE|OE|UE|AA/g;
  let ways = [''];
  let last = 0;
  for (const { 0: two, index } of [...letters.matchAll(pair)].slice(0, MOST_PAIRS)) {
    const before = letters.slice(last, index);
    ways = ways.flatMap((way) => [way + before + two, way + before + two[0]]);
    last = index + 2;
  }
  return ways.map((way) => way + letters.slice(last));
}

const MOST_PAIRS = 5;

const onlyLetters = (text: string): string =>
  text
    .toUpperCase()
    .normalize('NFD')
    .replace(/[^A-Z]/g, '');

const LETTERS_A_CHANGE = 4;

function findName(phrases: readonly Phrase[], zone: Zone, about: 'surname' | 'givenNames'): VisualCheck[] {
  const name = zoneValue(zone, about);
  const ways = plainNames(name);
  if (ways.includes('')) return [];
  const same = phrases.find(({ text }) => {
    const letters = onlyLetters(text);
    return letters !== '' && (ways.includes(letters) || saysTheSame(zone, about, text));
  });
  if (same) return [check(about, same, true)];
  if (zone.names.truncated) return [];
  return alteration(phrases, about, (text) => {
    const letters = /\d/.test(text) ? '' : onlyLetters(text);
    // Of short names there are many that differ in a letter or two.
    const most = Math.min(MOST_CHANGED, Math.floor(letters.length / LETTERS_A_CHANGE));
    return least(ways.map((way) => within(changedCharacters(letters, way), most)));
  });
}

function findDates(phrases: readonly Phrase[], zone: Zone): VisualCheck[] {
  const dates = phrases.filter(({ text }) => readVisualDate(text));
  const birth = dates.filter(({ text }) => saysTheSame(zone, 'birthDate', text));
  const others = dates.filter((date) => !birth.includes(date));
  return [
    ...findDate(dates, dates, zone, 'birthDate'),
    ...findDate(dates, latestOf(others, zone.expiryDate.value), zone, 'expiryDate'),
  ];
}

function findDate(
  dates: readonly Phrase[],
  candidates: readonly Phrase[],
  zone: Zone,
  about: 'birthDate' | 'expiryDate',
): VisualCheck[] {
  const same = dates.find(({ text }) => saysTheSame(zone, about, text));
  if (same) return [check(about, same, true)];
  const [year = '', month = '', day = ''] = zoneValue(zone, about).split('-');
  const own = day + month + year.slice(-2);
  return alteration(candidates, about, (text) =>
    within(changedCharacters(readVisualDate(text)!.join(''), own), MOST_CHANGED),
  );
}

/**
 * The latest of two days at least. Documents are issued five or ten years before they expire, nearly to the day: a day
 * of issue, where that of expiry could not be read, must not be taken for it.
 */
function latestOf(dates: readonly Phrase[], expiry: string | null): Phrase[] {
  const dated = dates.filter(({ text }) => /\d{4}$/.test(text));
  const days = [...new Set(dated.map(({ text }) => dayOf(text)))].toSorted();
  const latest = days.at(-1);
  if (days.length < 2 || isYearsBefore(latest!, expiry ?? '')) return [];
  return dated.filter(({ text }) => dayOf(text) === latest);
}

const DAY = 86_400_000;

const isYearsBefore = (day: string, expiry: string): boolean =>
  [5, 10].some((years) => {
    const [year, rest] = [Number(expiry.slice(0, 4)), expiry.slice(4)];
    return Math.abs(Date.parse(day) - Date.parse(`${year - years}${rest}`)) <= 2 * DAY;
  });

/** Of a date whose year has four digits; sorts as days do. */
function dayOf(text: string): string {
  const [day, month] = readVisualDate(text)!;
  return `${text.slice(-4)}-${month}-${day}`;
}

/** Below this a difference is likelier to be a misreading than an alteration. */
const LEAST_CONFIDENCE = 0.9;
const MOST_CHANGED = 2;

function least(changes: readonly (number | null)[]): number | null {
  const known = changes.filter((changed) => changed !== null);
  return known.length === 0 ? null : Math.min(...known);
}

const within = (changed: number | null, most: number): number | null =>
  changed !== null && changed <= most ? changed : null;

/** What is nearly the value, and was read well: an alteration changes a character or two. The nearest. */
function alteration(
  phrases: readonly Phrase[],
  about: VisualFact,
  changedIn: (text: string) => number | null,
): VisualCheck[] {
  const near = phrases
    .filter(({ confidence }) => confidence >= LEAST_CONFIDENCE)
    .flatMap((phrase) => {
      const changed = changedIn(phrase.text);
      return changed === null ? [] : [{ phrase, changed }];
    })
    .toSorted((a, b) => a.changed - b.changed);
  return near[0] ? [check(about, near[0].phrase, false)] : [];
}

/**
 * Characters that are others of their kind, a digit for a digit, a letter for a letter; null where the texts differ
 * otherwise. A digit for a letter is a misreading, and no alteration.
 */
function changedCharacters(text: string, value: string): number | null {
  if (text.length !== value.length) return null;
  let changed = 0;
  for (let i = 0; i < value.length; i++) {
    if (text[i] === value[i]) continue;
    if (/\d/.test(text[i]!) !== /\d/.test(value[i]!)) return null;
    changed++;
  }
  return changed;
}
