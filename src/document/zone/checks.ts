// Which check digit of a given zone covers what, and whether it is right. A table cannot say it alone: a long document
// number moves its check digit (Doc 9303-5, 4.2.4; Doc 9303-6, 4.2.2, note j).

import { checkDigit, FILLER } from './checkDigit.js';
import {
  type CheckName,
  type CheckRule,
  fieldOf,
  type Position,
  type Span,
  type ZoneFormat,
} from './formats.js';

/** A check digit of one zone: where it stands and the positions that it is counted over, in order. */
export interface ZoneCheckPlan {
  readonly name: CheckName;
  readonly at: Position;
  readonly covers: readonly Position[];
  /** Whether `<` is right, where all that is covered are fillers. */
  readonly fillerWhenEmpty: boolean;
}

export interface ZoneCheck {
  readonly name: CheckName;
  readonly found: string;
  /** The digit that would be right; null where it cannot be counted, for a character that is none of a zone. */
  readonly expected: string | null;
  readonly at: Position;
  readonly passes: boolean;
}

/** Every check digit of a zone, counted anew; lines of the format's shape. */
export function verifyChecks(format: ZoneFormat, lines: readonly string[]): readonly ZoneCheck[] {
  return planChecks(format, overflowOf(format, lines)).map(({ name, at, covers, fillerWhenEmpty }) => {
    const text = covers.map(({ row, column }) => lines[row][column]).join('');
    const found = lines[at.row][at.column];
    const expected = /^[0-9A-Z<]*$/.test(text) ? checkDigit(text) : null;
    const fillers = fillerWhenEmpty && found === FILLER && [...text].every((c) => c === FILLER);
    return { name, found, expected, at, passes: found === expected || fillers };
  });
}

/**
 * The check digits of a format where `overflow` characters of the document number stand in the optional data.
 *
 * The digit of a long number is counted over its characters alone: the filler in the place of the check digit is
 * left out (Doc 9303-5, 4.2.4, note). It is the only reading that the 8th edition allows, though `mrz` takes both.
 */
export function planChecks(format: ZoneFormat, overflow: number): readonly ZoneCheckPlan[] {
  return format.checks.map((rule) => {
    const covers = rule.covers.flatMap(positionsOf);
    const fillerWhenEmpty = rule.filler === 'empty';
    if (rule.filler !== 'overflow' || overflow === 0)
      return { name: rule.name, at: rule.at, covers, fillerWhenEmpty };
    const { row, from } = fieldOf(format, 'optionalData')!;
    const rest = positionsOf({ row, from, to: from + overflow });
    return {
      name: rule.name,
      at: { row, column: from + overflow },
      covers: [...covers, ...rest],
      fillerWhenEmpty,
    };
  });
}

/** How many characters of the document number stand in the optional data; 0 where it ends in its own field. */
export function overflowOf(format: ZoneFormat, lines: readonly string[]): number {
  const rule = overflowRule(format);
  if (!rule || lines[rule.at.row][rule.at.column] !== FILLER) return 0;
  const { row, from, to } = fieldOf(format, 'optionalData')!;
  // The rest, its check digit, a filler: without all three it is no long number.
  const filler = lines[row].slice(from, to).indexOf(FILLER);
  return filler >= 2 ? filler - 1 : 0;
}

/** The longest rest of a document number: the optional data must hold its check digit and a filler too. */
export function longestOverflow(format: ZoneFormat): number {
  const optional = fieldOf(format, 'optionalData')!;
  return overflowRule(format) ? optional.to - optional.from - 2 : 0;
}

export function positionsOf({ row, from, to }: Span): readonly Position[] {
  return Array.from({ length: to - from }, (_, i) => ({ row, column: from + i }));
}

function overflowRule(format: ZoneFormat): CheckRule | undefined {
  return format.checks.find(({ filler }) => filler === 'overflow');
}
