// Where each fact stands in a machine-readable zone: the five formats of Doc 9303 (8th edition), as tables. All that
// composes, parses or corrects a zone reads these tables, and nothing else knows a position.

import { FILLER, ZONE_ALPHABET } from './checkDigit.js';

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * What a field may hold. The alphabets are those of notes a, b and c to each part's table; `names` without digits by
 * Doc 9303-3, 4.6; `birthDate` with fillers by 4.8, which allows no such thing in a date of expiry.
 */
export const KIND_ALPHABETS = {
  passportCode: LETTERS + FILLER,
  documentCode: ZONE_ALPHABET,
  state: LETTERS + FILLER,
  names: LETTERS + FILLER,
  documentNumber: ZONE_ALPHABET,
  optional: ZONE_ALPHABET,
  birthDate: DIGITS + FILLER,
  expiryDate: DIGITS,
  sex: `MF${FILLER}`,
  checkDigit: DIGITS,
  /** A check digit that the standard lets be a filler: see `CheckRule.filler`. */
  checkDigitOrFiller: DIGITS + FILLER,
} as const;

export type FieldKind = keyof typeof KIND_ALPHABETS;

export type ZoneFormatName = 'TD1' | 'TD2' | 'TD3' | 'MRV-A' | 'MRV-B';

/** The fields of a zone that carry facts; check digits are not among them. */
export type ZoneFieldName =
  | 'documentCode'
  | 'issuingState'
  | 'names'
  | 'documentNumber'
  | 'nationality'
  | 'birthDate'
  | 'sex'
  | 'expiryDate'
  | 'optionalData'
  | 'optionalData2';

export type CheckName = 'documentNumber' | 'birthDate' | 'expiryDate' | 'personalNumber' | 'composite';

/** Columns `from` (first) to `to` (after the last) of a row, all from 0. */
export interface Span {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

export interface ZoneField extends Span {
  readonly name: ZoneFieldName;
  readonly kind: FieldKind;
}

export interface Position {
  readonly row: number;
  readonly column: number;
}

export interface CheckRule {
  readonly name: CheckName;
  readonly at: Position;
  /** What it is counted over, in this order. */
  readonly covers: readonly Span[];
  /**
   * Where a filler may stand for the digit: `empty`, where all that it covers are fillers (Doc 9303-4, 4.2.2.2,
   * position 43); `overflow`, where the document number has more than nine characters and goes on in the optional
   * data (Doc 9303-5 and -6, 4.2.2, note j); `never`.
   */
  readonly filler: 'never' | 'empty' | 'overflow';
}

export interface ZoneFormat {
  readonly name: ZoneFormatName;
  readonly rows: number;
  readonly columns: number;
  /** The letters that a document code may begin with. */
  readonly types: string;
  readonly fields: readonly ZoneField[];
  readonly checks: readonly CheckRule[];
  /** The clauses of Doc 9303 that the two tables are. */
  readonly clause: string;
}

const span = (row: number, from: number, to: number): Span => ({ row, from: from - 1, to });
const field = (name: ZoneFieldName, kind: FieldKind, row: number, from: number, to = from): ZoneField => ({
  name,
  kind,
  ...span(row, from, to),
});
const check = (
  name: CheckName,
  row: number,
  position: number,
  covers: readonly Span[],
  filler: CheckRule['filler'] = 'never',
): CheckRule => ({ name, at: { row, column: position - 1 }, covers, filler });

/** The lower line of all formats with two lines begins alike: Doc 9303-4, -6 and -7, 4.2.2.2. */
const LOWER_LINE: readonly ZoneField[] = [
  field('documentNumber', 'documentNumber', 1, 1, 9),
  field('nationality', 'state', 1, 11, 13),
  field('birthDate', 'birthDate', 1, 14, 19),
  field('sex', 'sex', 1, 21),
  field('expiryDate', 'expiryDate', 1, 22, 27),
];
const upperLine = (code: FieldKind, columns: number): readonly ZoneField[] => [
  field('documentCode', code, 0, 1, 2),
  field('issuingState', 'state', 0, 3, 5),
  field('names', 'names', 0, 6, columns),
];
const lowerChecks = (number: CheckRule['filler'] = 'never'): readonly CheckRule[] => [
  check('documentNumber', 1, 10, [span(1, 1, 9)], number),
  check('birthDate', 1, 20, [span(1, 14, 19)]),
  check('expiryDate', 1, 28, [span(1, 22, 27)]),
];

// Positions below are written as the standard writes them: from 1, both ends counted.
export const ZONE_FORMATS: Readonly<Record<ZoneFormatName, ZoneFormat>> = {
  TD1: {
    name: 'TD1',
    rows: 3,
    columns: 30,
    types: 'ACI',
    fields: [
      field('documentCode', 'documentCode', 0, 1, 2),
      field('issuingState', 'state', 0, 3, 5),
      field('documentNumber', 'documentNumber', 0, 6, 14),
      field('optionalData', 'optional', 0, 16, 30),
      field('birthDate', 'birthDate', 1, 1, 6),
      field('sex', 'sex', 1, 8),
      field('expiryDate', 'expiryDate', 1, 9, 14),
      field('nationality', 'state', 1, 16, 18),
      field('optionalData2', 'optional', 1, 19, 29),
      field('names', 'names', 2, 1, 30),
    ],
    checks: [
      check('documentNumber', 0, 15, [span(0, 6, 14)], 'overflow'),
      check('birthDate', 1, 7, [span(1, 1, 6)]),
      check('expiryDate', 1, 15, [span(1, 9, 14)]),
      check('composite', 1, 30, [span(0, 6, 30), span(1, 1, 7), span(1, 9, 15), span(1, 19, 29)]),
    ],
    clause: 'Doc 9303-5, 4.2.2 and 4.2.4',
  },
  TD2: {
    name: 'TD2',
    rows: 2,
    columns: 36,
    types: 'ACI',
    fields: [...upperLine('documentCode', 36), ...LOWER_LINE, field('optionalData', 'optional', 1, 29, 35)],
    checks: [
      ...lowerChecks('overflow'),
      check('composite', 1, 36, [span(1, 1, 10), span(1, 14, 20), span(1, 22, 35)]),
    ],
    clause: 'Doc 9303-6, 4.2.2 and 4.2.4',
  },
  TD3: {
    name: 'TD3',
    rows: 2,
    columns: 44,
    types: 'P',
    fields: [...upperLine('passportCode', 44), ...LOWER_LINE, field('optionalData', 'optional', 1, 29, 42)],
    checks: [
      ...lowerChecks(),
      check('personalNumber', 1, 43, [span(1, 29, 42)], 'empty'),
      check('composite', 1, 44, [span(1, 1, 10), span(1, 14, 20), span(1, 22, 43)]),
    ],
    clause: 'Doc 9303-4, 4.2.2 and 4.2.4',
  },
  'MRV-A': {
    name: 'MRV-A',
    rows: 2,
    columns: 44,
    types: 'V',
    fields: [...upperLine('documentCode', 44), ...LOWER_LINE, field('optionalData', 'optional', 1, 29, 44)],
    checks: lowerChecks(),
    clause: 'Doc 9303-7, 4.2.2',
  },
  'MRV-B': {
    name: 'MRV-B',
    rows: 2,
    columns: 36,
    types: 'V',
    fields: [...upperLine('documentCode', 36), ...LOWER_LINE, field('optionalData', 'optional', 1, 29, 36)],
    checks: lowerChecks(),
    clause: 'Doc 9303-7, 5.2.2',
  },
};

/** The formats of a shape: two, of which one is a visa's, or one, or none. */
export function formatsOfShape(rows: number, columns: number): readonly ZoneFormat[] {
  return Object.values(ZONE_FORMATS).filter((format) => format.rows === rows && format.columns === columns);
}

export function fieldOf(format: ZoneFormat, name: ZoneFieldName): ZoneField | undefined {
  return format.fields.find((candidate) => candidate.name === name);
}

/** What may stand at a position: of the field there, and of a date's month and day no ten that none has. */
export function alphabetAt(format: ZoneFormat, row: number, column: number): string {
  const within = format.fields.find((f) => f.row === row && f.from <= column && column < f.to);
  if (!within) {
    const rule = format.checks.find(({ at }) => at.row === row && at.column === column)!;
    return KIND_ALPHABETS[rule.filler === 'never' ? 'checkDigit' : 'checkDigitOrFiller'];
  }
  const place = column - within.from;
  if (within.name === 'documentCode' && place === 0) return format.types;
  const alphabet: string = KIND_ALPHABETS[within.kind];
  if (within.kind !== 'birthDate' && within.kind !== 'expiryDate') return alphabet;
  const tens = place === 2 ? '01' : place === 4 ? '0123' : DIGITS;
  return [...alphabet].filter((character) => character === FILLER || tens.includes(character)).join('');
}
