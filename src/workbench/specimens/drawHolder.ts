// Invents the holder of a document.

import type { Random } from '../../autograd/index.js';
import { chance, pick, weighted, whole } from './chance.js';
import { NAME_STOCKS, type NameStock, PLACES } from './names.js';
import type { Holder } from './sheet.js';
import { SPECIMEN_STATE } from './states.js';

/** Somebody who does not exist, with a document that is valid on a day, or has been (one in twelve). */
export function drawHolder(random: Random, today: Date): Holder {
  const sex = weighted(random, [
    ['F', 49],
    ['M', 49],
    ['X', 2],
  ] as const);
  const stock = pick(random, Object.values(NAME_STOCKS));
  const age = whole(random, 16, 92);
  const birth = daysAfter(yearsAfter(today, -age), -whole(random, 0, 364));
  const years = age < 18 ? 5 : 10;
  const lapsed = chance(random, 1 / 12);
  const issued = daysAfter(today, -whole(random, 1, 365 * years - 30) - (lapsed ? 365 * years : 0));
  return {
    surname: surname(random, stock),
    givenNames: givenNames(random, stock, sex),
    documentNumber: documentNumber(random),
    nationality: SPECIMEN_STATE,
    birth: iso(birth),
    sex,
    issued: iso(issued),
    expiry: iso(daysAfter(yearsAfter(issued, years), -1)),
    placeOfBirth: pick(random, PLACES),
    ...(chance(random, 0.5) ? { personalNumber: serial(random, whole(random, 7, 12)) } : {}),
  };
}

function surname(random: Random, { surnames, double }: NameStock): string {
  const first = pick(random, surnames);
  if (double === 'never' || chance(random, double === 'spaced' ? 0.2 : 0.75)) return first;
  return `${first}${double === 'spaced' ? ' ' : '-'}${pick(random, surnames)}`;
}

function givenNames(random: Random, { men, women }: NameStock, sex: Holder['sex']): string {
  const names = sex === 'M' ? men : sex === 'F' ? women : [...men, ...women];
  if (names.length === 0) return '';
  const count = weighted(random, [
    [1, 5],
    [2, 4],
    [3, 1],
  ] as const);
  return [...new Set(Array.from({ length: count }, () => pick(random, names)))].join(' ');
}

/** Nine characters as states number them: letters in front, in between, or none. */
function documentNumber(random: Random): string {
  const form = pick(random, [
    'A########',
    'AA#######',
    '#########',
    '##AA#####',
    'AAA######',
    'A#A#A##A#',
    'C########',
    '########',
  ]);
  return form.replace(/[A#]/g, (place) => pick(random, [...(place === 'A' ? LETTERS : DIGITS)]));
}

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const serial = (random: Random, length: number): string =>
  Array.from({ length }, () => pick(random, [...(chance(random, 0.9) ? DIGITS : LETTERS)])).join('');

const DAY = 86_400_000;

const daysAfter = (date: Date, days: number): Date => new Date(date.getTime() + days * DAY);

function yearsAfter(date: Date, years: number): Date {
  const moved = new Date(date);
  moved.setUTCFullYear(date.getUTCFullYear() + years);
  return moved;
}

const iso = (date: Date): string => date.toISOString().slice(0, 10);
