// Options that several commands take, and how values are read.

import { InvalidArgumentError, Option } from 'commander';
import type { Part } from '../workbench/index.js';

/** Any finite number, also as `1e-4`. */
export function finite(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError(`"${text}" is no number.`);
  return value;
}

/** A whole number from 1. */
export function whole(text: string): number {
  const value = finite(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError(`"${text}" is no whole number from 1.`);
  return value;
}

/** What a random draw starts from: a whole number in [0, 2³²). */
export function seedNumber(text: string): number {
  const value = finite(text);
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32)
    throw new InvalidArgumentError(`"${text}" is no whole number from 0 to 4294967295.`);
  return value;
}

/** A day of the calendar, as `2026-11-28`. */
export function calendarDay(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) !== text)
    throw new InvalidArgumentError(`"${text}" is no day such as 2026-11-28.`);
  return text;
}

/** Words with commas between them. */
export function nameList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) throw new InvalidArgumentError('A name is empty.');
  return [...new Set(names)];
}

export function word(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

export const jsonOption = (): Option =>
  new Option('--json', 'print one JSON document on stdout, and nothing else');

export const modelOption = (): Option =>
  new Option(
    '--model <name>',
    'accurate, fast, or a model of `likeness models list` (default: the one with the star)',
  ).argParser(word);

export const visualOption = (): Option =>
  new Option(
    '--visual',
    'also read what the page prints for people, and hold it against the zone (half a second more)',
  );

const PARTS = ['train', 'calibrate', 'test'] as const satisfies readonly Part[];

export const partOption = (): Option =>
  new Option('--part <name>', 'of a data set: one part alone (default: all of it)').choices(PARTS);

export const outOption = (what: string): Option => new Option('--out <file.png>', what).argParser(word);
