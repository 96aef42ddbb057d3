// From the lines of a machine-readable zone to facts, with everything that is wrong with them. What can be shown is
// shown: only a shape that no format has is an error, all else is a problem of a field.

import { LikenessError } from '../../errors.js';
import { checkDigit, FILLER } from './checkDigit.js';
import { overflowOf, verifyChecks, type ZoneCheck } from './checks.js';
import { forbiddenCode } from './compose.js';
import { readBirthDate, readExpiryDate, requireDay, type ZoneDate } from './dates.js';
import {
  alphabetAt,
  fieldOf,
  formatsOfShape,
  ZONE_FORMATS,
  type ZoneField,
  type ZoneFieldName,
  type ZoneFormat,
  type ZoneFormatName,
} from './formats.js';
import { readNames, type ZoneNames } from './names.js';
import { mrzObjections } from './opinion.js';
import { readState, trimFillers, type ZoneState } from './states.js';

export type ZoneProblemCode =
  /** A character that its place does not allow. */
  | 'character_invalid'
  | 'code_reserved'
  | 'state_unknown'
  | 'date_invalid'
  | 'names_malformed'
  | 'number_missing'
  /** Something else that the library `mrz` objects to, in its words. */
  | 'rejected';

export interface ZoneProblem {
  readonly field: ZoneFieldName;
  readonly code: ZoneProblemCode;
  /** A plain sentence. */
  readonly message: string;
}

export interface Zone {
  readonly format: ZoneFormatName;
  readonly lines: readonly string[];
  /** One or two characters, as `P` or `ID`. */
  readonly documentCode: string;
  readonly issuingState: ZoneState;
  readonly nationality: ZoneState;
  /** Whole, also where it goes on in the optional data; fillers within it are spaces. */
  readonly documentNumber: string;
  readonly names: ZoneNames;
  readonly birthDate: ZoneDate;
  readonly expiryDate: ZoneDate;
  /** X is unspecified, printed `<`; null where something else stands there. */
  readonly sex: 'M' | 'F' | 'X' | null;
  /** What the State added, without the rest of a long document number; the second is of TD1 alone. */
  readonly optionalData: string;
  readonly optionalData2: string;
  readonly checks: readonly ZoneCheck[];
  /** Whether every check digit is right. */
  readonly valid: boolean;
  /** What is wrong beside the check digits, in the order of the fields. */
  readonly problems: readonly ZoneProblem[];
}

export interface ParseZoneOptions {
  /** The day by which centuries are told, as `2026-11-28`. */
  readonly today: string;
}

/**
 * Reads a zone.
 *
 * @param lines two of 44 or 36 characters, or three of 30
 * @throws LikenessError `zone_shape_unknown` where the lines have the shape of no format, `zone_format_unsupported`
 *   for a zone that is not of Doc 9303, `zone_details_invalid` where `today` is no day
 */
export function parseZone(lines: readonly string[], { today }: ParseZoneOptions): Zone {
  requireDay(today);
  const format = formatOf(lines);
  const read = (name: ZoneFieldName): string => textOf(lines, fieldOf(format, name));
  const birthDate = readBirthDate(read('birthDate'), today);
  const overflow = overflowOf(format, lines);
  const checks = verifyChecks(format, lines);
  const facts = {
    documentCode: trimFillers(read('documentCode')),
    issuingState: readState(read('issuingState')),
    nationality: readState(read('nationality')),
    documentNumber: spaced(read('documentNumber') + read('optionalData').slice(0, overflow)),
    names: readNames(read('names')),
    birthDate,
    expiryDate: readExpiryDate(read('expiryDate'), today, birthDate),
    sex: SEXES[read('sex')] ?? null,
    // After the rest of a long number: its check digit and a filler.
    optionalData: spaced(read('optionalData').slice(overflow && overflow + 2)),
    optionalData2: spaced(read('optionalData2')),
  };
  return {
    format: format.name,
    lines: [...lines],
    ...facts,
    checks,
    valid: checks.every(({ passes }) => passes),
    problems: problemsOf(format, lines, facts),
  };
}

const SEXES: Readonly<Record<string, 'M' | 'F' | 'X'>> = { M: 'M', F: 'F', [FILLER]: 'X', X: 'X' };

/** The format by shape, and a visa by its first letter. */
function formatOf(lines: readonly string[]): ZoneFormat {
  const strings = Array.isArray(lines) && lines.every((line) => typeof line === 'string');
  const columns = strings ? new Set(lines.map(({ length }) => length)) : new Set<number>();
  const formats = columns.size === 1 ? formatsOfShape(lines.length, [...columns][0]) : [];
  if (formats.length === 0) {
    const shape = strings
      ? `${lines.length} lines of ${lines.map(({ length }) => length).join(', ')} characters`
      : 'no lines';
    throw new LikenessError('zone_shape_unknown', `A machine-readable zone cannot have ${shape}.`);
  }
  if (isFrenchCard(lines))
    throw new LikenessError(
      'zone_format_unsupported',
      'This is the zone of a French identity card of 1988 to 2021, which has a format of its own that Doc 9303 does not describe.',
    );
  return (
    formats.find(({ types }) => types.includes(lines[0][0])) ?? formats.find(({ types }) => types !== 'V')!
  );
}

/**
 * The card has TD2's shape but fields and check digits of its own (arrêté of 1987): of the number in places 1 to 13 of
 * the lower line, of the birth in 28 to 33, of both lines. It is one if more of those are right than of TD2's.
 */
function isFrenchCard(lines: readonly string[]): boolean {
  if (lines.length !== 2 || !/^IDFRA[0-9A-Z<]{31}$/.test(lines[0]) || !/^[0-9A-Z<]{36}$/.test(lines[1]))
    return false;
  const [upper, lower] = lines;
  const french = [
    checkDigit(lower.slice(0, 13)) === lower[13],
    checkDigit(lower.slice(27, 33)) === lower[33],
    checkDigit(upper + lower.slice(0, 35)) === lower[35],
  ];
  const own = verifyChecks(ZONE_FORMATS.TD2, lines).filter(({ passes }) => passes).length;
  return french.filter(Boolean).length > own;
}

type Facts = Pick<
  Zone,
  'documentCode' | 'issuingState' | 'nationality' | 'documentNumber' | 'birthDate' | 'expiryDate'
>;

/** At most one problem a field: the first that is found, ours before what only `mrz` says. */
function problemsOf(format: ZoneFormat, lines: readonly string[], facts: Facts): readonly ZoneProblem[] {
  const objections = mrzObjections(format, lines);
  return format.fields.flatMap((field): ZoneProblem[] => {
    const text = textOf(lines, field);
    const own = strangerIn(format, lines, field) ?? faultOf(format, field.name, text, facts);
    if (own) return [{ field: field.name, ...own }];
    const objection = objections.get(field.name);
    return objection === undefined
      ? []
      : [{ field: field.name, code: 'rejected', message: `${field.name}: ${objection}.` }];
  });
}

type Fault = Omit<ZoneProblem, 'field'>;

function strangerIn(
  format: ZoneFormat,
  lines: readonly string[],
  { name, row, from, to }: ZoneField,
): Fault | undefined {
  for (let column = from; column < to; column++) {
    const character = lines[row][column];
    if (alphabetAt(format, row, column).includes(character)) continue;
    return {
      code: 'character_invalid',
      message: `${name} has ${JSON.stringify(character)} in line ${row + 1}, place ${column + 1}, where ${format.name} allows none.`,
    };
  }
  return undefined;
}

function faultOf(format: ZoneFormat, name: ZoneFieldName, text: string, facts: Facts): Fault | undefined {
  switch (name) {
    case 'documentCode':
      return forbiddenCode(format, facts.documentCode)
        ? { code: 'code_reserved', message: `The document code ${facts.documentCode} is reserved.` }
        : undefined;
    case 'issuingState':
    case 'nationality':
      return facts[name].name === undefined
        ? {
            code: 'state_unknown',
            message: `${name} is ${facts[name].code}, which is no code of Doc 9303-3, section 5.`,
          }
        : undefined;
    case 'birthDate':
    case 'expiryDate':
      return facts[name].value === null
        ? { code: 'date_invalid', message: `${name} is ${text}, which is no day.` }
        : undefined;
    case 'names':
      // Primary, then `<<` and secondary or nothing, then fillers (Doc 9303-3, 4.6).
      return /^[A-Z]+(<[A-Z]+)*(<<[A-Z]+(<[A-Z]+)*)?<*$/.test(text)
        ? undefined
        : { code: 'names_malformed', message: `The name ${text} is not of the form SURNAME<<GIVEN<NAMES.` };
    case 'documentNumber':
      return facts.documentNumber === ''
        ? { code: 'number_missing', message: 'There is no document number.' }
        : undefined;
    default:
      return undefined;
  }
}

function textOf(lines: readonly string[], field: ZoneField | undefined): string {
  return field ? lines[field.row].slice(field.from, field.to) : '';
}

/** Fillers stand for spaces and special characters within a field, and for nothing at its end. */
function spaced(text: string): string {
  return text.replaceAll(FILLER, ' ').trim();
}
