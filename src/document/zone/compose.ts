// From a person's details to the lines of a machine-readable zone, with every check digit: what specimens are made of.

import { LikenessError } from '../../errors.js';
import { checkDigit, FILLER } from './checkDigit.js';
import { longestOverflow, planChecks } from './checks.js';
import { writeDate } from './dates.js';
import {
  fieldOf,
  KIND_ALPHABETS,
  type Position,
  ZONE_FORMATS,
  type ZoneFieldName,
  type ZoneFormat,
  type ZoneFormatName,
} from './formats.js';
import { writeNames } from './names.js';
import { stateName } from './states.js';
import { nameComponents, type Spelling } from './transliterate.js';

export interface ZoneDetails {
  readonly format: ZoneFormatName;
  /** One or two letters: `P`, `PP`, `I`, `ID`, `V`, … */
  readonly documentCode: string;
  /** A code of Doc 9303-3, section 5: `UTO`, `D`, … */
  readonly issuingState: string;
  /** In any script that Doc 9303-3, section 6, has a table for. */
  readonly surname: string;
  readonly givenNames?: string;
  /** Letters and digits; spaces and hyphens become fillers. More than nine are for TD1 and TD2 only. */
  readonly documentNumber: string;
  readonly nationality: string;
  /** `1974-08-12`, with XX for what is unknown. */
  readonly birthDate: string;
  readonly sex: 'M' | 'F' | 'X';
  readonly expiryDate: string;
  /** Of a passport, the personal number. */
  readonly optionalData?: string;
  /** The second such field, which TD1 alone has. */
  readonly optionalData2?: string;
  readonly spelling?: Spelling;
}

/**
 * The lines of a zone.
 * @throws LikenessError `zone_details_invalid` for a detail that the format cannot hold, `zone_transliteration_missing`
 *   for a name in a script without a table
 */
export function composeZone(details: ZoneDetails): readonly string[] {
  const format = Object.hasOwn(ZONE_FORMATS, details.format) ? ZONE_FORMATS[details.format] : undefined;
  if (!format)
    return refuse(
      `${JSON.stringify(details.format)} is no format: give ${Object.keys(ZONE_FORMATS).join(', ')}.`,
    );
  const places = Array.from({ length: format.rows }, () => Array<string>(format.columns).fill(FILLER));
  const { number, rest } = splitNumber(format, details.documentNumber);
  // The check digit of the long number follows its rest, and is written with the others below.
  const optional = characters('optionalData', details.optionalData ?? '');
  const texts: Partial<Record<ZoneFieldName, string>> = {
    documentCode: documentCode(format, details.documentCode),
    issuingState: state('issuingState', details.issuingState),
    names: names(format, details),
    documentNumber: number,
    nationality: state('nationality', details.nationality),
    birthDate: writeDate(details.birthDate, 'birthDate', true),
    sex: sex(details.sex),
    expiryDate: writeDate(details.expiryDate, 'expiryDate', false),
    optionalData: rest === '' ? optional : `${rest}${FILLER}${FILLER}${optional}`,
    optionalData2: characters('optionalData2', details.optionalData2 ?? ''),
  };
  for (const [name, text] of Object.entries(texts)) put(places, format, name as ZoneFieldName, text);
  for (const { at, covers, fillerWhenEmpty } of planChecks(format, rest.length)) {
    const text = covers.map(({ row, column }) => places[row][column]).join('');
    // Of an unused personal number `<` or `0`, as the State likes (Doc 9303-4, 4.2.2.2); the specimen in it has `<`.
    const unused = fillerWhenEmpty && /^<*$/.test(text);
    set(places, at, unused ? FILLER : checkDigit(text));
  }
  return places.map((line) => line.join(''));
}

function put(places: string[][], format: ZoneFormat, name: ZoneFieldName, text: string): void {
  const field = fieldOf(format, name);
  if (!field) {
    if (text !== '') refuse(`${name} is given, but ${format.name} has no such field.`);
    return;
  }
  const width = field.to - field.from;
  if (text.length > width)
    refuse(
      `${name} takes ${text.length} places as ${text}, and ${format.name} has ${width} (${format.clause}).`,
    );
  [...text].forEach((character, i) => {
    set(places, { row: field.row, column: field.from + i }, character);
  });
}

function set(places: string[][], { row, column }: Position, character: string): void {
  places[row][column] = character;
}

/** Doc 9303-4, -5, -6 and -7, 4.2.2.1, and note k of parts 5 and 6. */
function documentCode(format: ZoneFormat, code: string): string {
  const alphabet = format.types === 'P' ? KIND_ALPHABETS.passportCode : KIND_ALPHABETS.documentCode;
  const fits =
    typeof code === 'string' &&
    (code.length === 1 || code.length === 2) &&
    format.types.includes(code[0]) &&
    (code.length === 1 || alphabet.includes(code[1]));
  if (!fits)
    refuse(
      `documentCode is ${JSON.stringify(code)}: in ${format.name} it begins with ${[...format.types].join(', ')}, and one more letter may follow.`,
    );
  if (forbiddenCode(format, code)) refuse(`documentCode ${code} is reserved (${format.clause}, note k).`);
  return code;
}

/**
 * Second characters that Doc 9303-5 and -6, 4.2.2, note k, forbid. `AC` is left to crew members, and only in TD1.
 */
export function forbiddenCode(format: ZoneFormat, code: string): boolean {
  if (format.name === 'TD1') return code[1] === 'V' || code === 'AI';
  if (format.name === 'TD2') return code[1] === 'V' || code === 'AC';
  return false;
}

function state(name: string, code: string): string {
  if (typeof code !== 'string' || stateName(code) === undefined)
    refuse(`${name} is ${JSON.stringify(code)}: give a code of Doc 9303-3, section 5, such as UTO or D.`);
  return code;
}

function names(format: ZoneFormat, { surname, givenNames = '', spelling = {} }: ZoneDetails): string {
  const field = fieldOf(format, 'names')!;
  const primary = nameComponents(text('surname', surname), spelling);
  if (primary.length === 0)
    refuse('surname is empty: a holder with one name only has it there (Doc 9303-3, 4.6).');
  return writeNames(primary, nameComponents(text('givenNames', givenNames), spelling), field.to - field.from);
}

/** Nine characters, and in TD1 and TD2 those that go on in the optional data (Doc 9303-5 and -6, 4.2.2, note j). */
function splitNumber(format: ZoneFormat, given: string): { number: string; rest: string } {
  const number = characters('documentNumber', given);
  if (/^<*$/.test(number)) refuse('documentNumber is empty.');
  const longest = longestOverflow(format);
  if (number.length > 9 + longest)
    refuse(
      longest === 0
        ? `documentNumber has ${number.length} characters: ${format.name} holds nine.`
        : `documentNumber has ${number.length} characters: ${format.name} holds ${9 + longest}.`,
    );
  // A filler would end the rest too early for whoever reads it.
  if (number.slice(9).includes(FILLER))
    refuse('documentNumber has a space or hyphen after its ninth character.');
  return { number: number.slice(0, 9), rest: number.slice(9) };
}

function sex(value: ZoneDetails['sex']): string {
  if (value !== 'M' && value !== 'F' && value !== 'X')
    refuse(`sex is ${JSON.stringify(value)}: give M, F or X for unspecified.`);
  return value === 'X' ? FILLER : value;
}

function characters(name: string, value: string): string {
  const written = text(name, value).trim().toUpperCase().replace(/[\s-]/g, FILLER);
  if (!/^[0-9A-Z<]*$/.test(written))
    refuse(`${name} is ${JSON.stringify(value)}: letters A–Z, digits, spaces and hyphens can stand there.`);
  return written;
}

function text(name: string, value: unknown): string {
  return typeof value === 'string' ? value : refuse(`${name} is no text.`);
}

function refuse(message: string): never {
  throw new LikenessError('zone_details_invalid', message);
}
