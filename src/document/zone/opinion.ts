// What the library `mrz` (5.0.2) says of a zone's fields, less what it says wrongly. It judges TD1, TD2 and TD3. What it
// lets through that the standard does not, and every check digit, we judge ourselves (parse.ts, checks.ts):
//
// - It takes any day up to 31 in any month, and fillers anywhere in a date, of expiry too.
// - It has no visas: it reads them as TD3 and TD2, whose upper and lower lines begin alike, so what it says of those
//   parts is of use; of document code, optional data and composite it is not.
// - It takes any TD2 with a digit in columns 31 to 35 of its upper line for a French identity card of 1988, as an
//   optical misreading can make it; then it has no opinion here.
// - It lacks UTO and XMP, so that every specimen of the standard is "invalid" (states.ts).
// - Where a name has no `<<` it takes the whole field for the given names as well as for the surname; where the
//   field ends with exactly two fillers it finds the given names malformed. What it says of given names is left out.
// - For a long document number it also accepts a digit that counts the filler in between, which Doc 9303-5, 4.2.4,
//   excludes, and without the filler that must follow it reads past the end (checks.ts).
// - Its `autocorrect` exchanges letters and digits whatever the check digits say: we never ask for it (settle.ts).

import { type FieldName, parse } from 'mrz';
import type { ZoneFieldName, ZoneFormat } from './formats.js';
import { readState } from './states.js';

const FIELDS: Partial<Record<FieldName, ZoneFieldName>> = {
  documentCode: 'documentCode',
  issuingState: 'issuingState',
  lastName: 'names',
  documentNumber: 'documentNumber',
  nationality: 'nationality',
  birthDate: 'birthDate',
  sex: 'sex',
  expirationDate: 'expiryDate',
  optional: 'optionalData',
  optional1: 'optionalData',
  personalNumber: 'optionalData',
  optional2: 'optionalData2',
};

/** The fields that `mrz` rightly finds at fault, each with its own words. */
export function mrzObjections(
  format: ZoneFormat,
  lines: readonly string[],
): ReadonlyMap<ZoneFieldName, string> {
  const objections = new Map<ZoneFieldName, string>();
  for (const { field, valid, error, ranges } of judge(lines)) {
    const name = field === null ? undefined : FIELDS[field];
    if (name === undefined || valid) continue;
    const { line, start, end } = ranges[0];
    const known = readState(lines[line].slice(start, end)).name !== undefined;
    if ((name === 'issuingState' || name === 'nationality') && known) continue;
    if (format.types === 'V' && (name === 'documentCode' || name === 'optionalData')) continue;
    objections.set(name, error ?? 'not valid');
  }
  return objections;
}

function judge(lines: readonly string[]): ReturnType<typeof parse>['details'] {
  try {
    const { format, details } = parse(lines);
    return ['TD1', 'TD2', 'TD3'].includes(format) ? details : [];
  } catch {
    // It throws for lines without any character of a zone: then our own alphabets find every field at fault.
    return [];
  }
}
