// The codes for States, organizations and persons without nationality: Doc 9303-3, section 5.

import { states } from 'mrz';
import { FILLER } from './checkDigit.js';

/** A code as it stands in a zone, without fillers, and whom it is for where that is known. */
export interface ZoneState {
  readonly code: string;
  readonly name?: string;
}

/**
 * What the table of `mrz` 5.0.2 lacks of section 5: Utopia, of which all specimens are (part G), and the Parliamentary
 * Assembly of the Mediterranean (part D, 8th edition). `IAO` (part H) signs lists and is in no document. The table
 * also knows `XXK`, which is not of section 5 but stands in visas of the European Union for holders from Kosovo.
 */
const BESIDE: Readonly<Record<string, string>> = {
  UTO: 'Utopia',
  XMP: 'Parliamentary Assembly of the Mediterranean',
};

/** The name of a code, or undefined where the list has no such code. */
export function stateName(code: string): string | undefined {
  const name = Object.hasOwn(BESIDE, code)
    ? BESIDE[code]
    : Object.hasOwn(states, code)
      ? states[code]
      : undefined;
  return name?.replace(/ \(the\)$/, '');
}

/** Reads a field of three characters: `D<<` is Germany's `D`. */
export function readState(text: string): ZoneState {
  const code = trimFillers(text);
  const name = stateName(code);
  return name === undefined ? { code } : { code, name };
}

/** Without the fillers at its end; those within stay. */
export function trimFillers(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === FILLER) end--;
  return text.slice(0, end);
}
