// The ways in which a zone's check digits may stand, each as a chain of places with what is believed of them: the form
// in which posterior.ts sums over all texts.

import { characterValue, checkWeight, FILLER, ZONE_ALPHABET } from './checkDigit.js';
import { longestOverflow, planChecks, type ZoneCheckPlan } from './checks.js';
import { fieldOf, type Position, type ZoneFormat } from './formats.js';

/** Beliefs of one place, by the characters of ZONE_ALPHABET; they sum to 1. */
export type Beliefs = Float64Array;

/** What each character of ZONE_ALPHABET counts in a check digit, modulo 10. */
export const VALUES: readonly number[] = [...ZONE_ALPHABET].map(
  (character) => characterValue(character) % 10,
);
export const FILLER_INDEX = ZONE_ALPHABET.indexOf(FILLER);

/** A number for a place, as a key of maps and sets. */
export const keyOf = ({ row, column }: Position): number => 100 * row + column;

/** A way in which check digits may stand in a zone: one, and for each length of a long document number another. */
export interface Chain {
  readonly plan: readonly ZoneCheckPlan[];
  readonly steps: readonly Step[];
}

export interface Step {
  readonly at: Position;
  readonly kinds: readonly Kind[];
  /** Under which the place counts for its field and for the composite; 0 where it does not. */
  readonly field: number;
  readonly composite: number;
  /** The check digit that this place is. */
  readonly digit: 'field' | 'composite' | undefined;
  readonly fillerWhenEmpty: boolean;
}

/** Characters that a place's sums cannot tell apart: all of one value modulo 10, the filler by itself. */
export interface Kind {
  /** One for all, as an index into ZONE_ALPHABET. */
  readonly character: number;
  readonly members: readonly { readonly character: number; readonly belief: number }[];
  /** The beliefs of all members together. */
  readonly belief: number;
}

/** Chains of less weight than this beside the weightiest are left out: check digits cannot lift them above 1e-6. */
const NEGLIGIBLE = 1e-12;

export function chainsOf(format: ZoneFormat, beliefs: readonly (readonly Beliefs[])[]): readonly Chain[] {
  const chains = Array.from({ length: longestOverflow(format) + 1 }, (_, overflow) => {
    const allowed = overflow === 0 ? () => () => true : allowedByOverflow(format, overflow);
    const plan = planChecks(format, overflow);
    const steps = stepsOf(plan, beliefs, allowed);
    // Each step's beliefs sum to 1 but where characters are ruled out.
    const weight = steps.reduce(
      (product, { kinds }) => product * kinds.reduce((sum, { belief }) => sum + belief, 0),
      1,
    );
    return { plan, steps, weight };
  });
  const weightiest = Math.max(...chains.map(({ weight }) => weight));
  return chains.filter(({ weight }) => weight >= NEGLIGIBLE * weightiest);
}

/** Whether a character may stand at a place. */
type Allowed = (at: Position) => (character: string) => boolean;

/** Doc 9303-5 and -6, 4.2.2, note j: a filler for the check digit, the rest of the number, its digit, a filler. */
function allowedByOverflow(format: ZoneFormat, overflow: number): Allowed {
  const { at } = format.checks.find(({ filler }) => filler === 'overflow')!;
  const { row, from, to } = fieldOf(format, 'optionalData')!;
  return (position) => {
    const place = position.row === row && position.column < to ? position.column - from : -1;
    if (keyOf(position) === keyOf(at) || place === overflow + 1) return (character) => character === FILLER;
    if (place === overflow) return (character) => /\d/.test(character);
    if (0 <= place && place < overflow) return (character) => character !== FILLER;
    return () => true;
  };
}

/** The covered places: field by field, each with its digit at once behind it, then what the composite alone covers. */
function stepsOf(
  plan: readonly ZoneCheckPlan[],
  beliefs: readonly (readonly Beliefs[])[],
  allowed: Allowed,
): readonly Step[] {
  const composite = plan.find(({ name }) => name === 'composite');
  const fields = plan.filter(({ name }) => name !== 'composite');
  const inFields = fields.flatMap(({ covers, at }) => [...covers, at]);
  const fieldKeys = new Set(inFields.map(keyOf));
  const alone = composite
    ? [...composite.covers.filter((at) => !fieldKeys.has(keyOf(at))), composite.at]
    : [];
  const indices = (positions: readonly Position[]) => new Map(positions.map((at, i) => [keyOf(at), i]));
  const inComposite = indices(composite?.covers ?? []);
  const covering = fields.map(({ covers }) => indices(covers));
  return [...inFields, ...alone].map((at) => {
    const key = keyOf(at);
    const index = covering.find((covers) => covers.has(key))?.get(key);
    const digitOf = fields.find((check) => keyOf(check.at) === key);
    const digit = digitOf ? 'field' : composite && keyOf(composite.at) === key ? 'composite' : undefined;
    return {
      at,
      kinds: kindsOf(beliefs[at.row][at.column], allowed(at), digit !== undefined),
      field: index === undefined ? 0 : checkWeight(index),
      composite: inComposite.has(key) ? checkWeight(inComposite.get(key)!) : 0,
      digit,
      fillerWhenEmpty: digitOf?.fillerWhenEmpty ?? false,
    };
  });
}

function kindsOf(
  beliefs: Beliefs,
  allowed: (character: string) => boolean,
  isDigit: boolean,
): readonly Kind[] {
  const kinds = new Map<number, { character: number; belief: number }[]>();
  beliefs.forEach((belief, character) => {
    if (belief === 0 || !allowed(ZONE_ALPHABET[character])) return;
    // A check digit is a character and no value: `A` is no 0 there.
    const kind = isDigit || character === FILLER_INDEX ? character : VALUES[character];
    kinds.set(kind, [...(kinds.get(kind) ?? []), { character, belief }]);
  });
  return [...kinds.values()].map((members) => ({
    character: members[0].character,
    members,
    belief: members.reduce((sum, { belief }) => sum + belief, 0),
  }));
}
