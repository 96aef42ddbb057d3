// A policy while it is edited: numbers as they are typed, floors as rows, either of which may be wrong for a while. Pure.

import type { PolicyDocument } from '../../../client/index.js';
import { read, textOf } from '../typedNumber.js';
import { FLOOR, numberAt, ruleOf, withNumber } from './numbers.js';

export interface FloorRow {
  /** Stays the row's own while others come and go. */
  readonly key: number;
  /** `selfie.Sharpness`; empty until it is chosen. */
  readonly component: string;
  readonly floor: string;
}

export interface Draft {
  /** What it began as, with all that is chosen and not typed. */
  readonly document: PolicyDocument;
  /** Numbers that were typed, by where they stand. */
  readonly typed: Readonly<Record<string, string>>;
  readonly floors: readonly FloorRow[];
}

export const draftOf = (document: PolicyDocument): Draft => ({
  document,
  typed: {},
  floors: Object.entries(document.quality).map(([component, floor], key) => ({
    ...{ key, component, floor: textOf(floor, FLOOR) },
  })),
});

/** What stands in a field. */
export function typedAt({ document, typed }: Draft, path: string): string {
  const value = numberAt(document, path);
  return typed[path] ?? (value === undefined ? '' : textOf(value, ruleOf(path)));
}

export const withTyped = (draft: Draft, path: string, text: string): Draft => ({
  ...draft,
  typed: { ...draft.typed, [path]: text },
});

type Kind = keyof PolicyDocument['velocity'];
type Limit = NonNullable<PolicyDocument['velocity'][Kind]>;

/** A limit switched on, off, or with another effect; what was typed of one that is off is forgotten. */
export function withLimit({ document, typed, floors }: Draft, kind: Kind, limit: Limit | undefined): Draft {
  const { [kind]: _, ...others } = document.velocity;
  const velocity = limit ? { ...others, [kind]: limit } : others;
  const kept = Object.entries(typed).filter(([path]) => limit || !path.startsWith(`velocity.${kind}.`));
  return { document: { ...document, velocity }, typed: Object.fromEntries(kept), floors };
}

/** Of a floor that has just been added. */
const BEGINNING = '40';

export function withNewFloor(draft: Draft): Draft {
  const key = 1 + Math.max(-1, ...draft.floors.map((row) => row.key));
  return { ...draft, floors: [...draft.floors, { key, component: '', floor: BEGINNING }] };
}

export interface Checked {
  /** With every number that is right. */
  readonly document: PolicyDocument;
  /** What is wrong, by where: a number's path, `floors.0.component`, `floors.0.floor`. */
  readonly faults: ReadonlyMap<string, string>;
}

export function checked({ document, typed, floors }: Draft): Checked {
  const faults = new Map<string, string>();
  let whole = document;
  for (const [path, text] of Object.entries(typed)) {
    const [before, rule] = [numberAt(document, path), ruleOf(path)];
    // What only looks as it did before, rounded, is left to the last digit.
    if (before === undefined || text.trim() === textOf(before, rule)) continue;
    const found = read(text, rule);
    if ('fault' in found) faults.set(path, found.fault);
    else whole = withNumber(whole, path, found.value);
  }
  return { document: { ...whole, quality: qualityOf(floors, faults) }, faults };
}

function qualityOf(floors: readonly FloorRow[], faults: Map<string, string>): PolicyDocument['quality'] {
  const quality: Record<string, number> = {};
  for (const { key, component, floor } of floors) {
    const found = read(floor, FLOOR);
    if ('fault' in found) faults.set(`floors.${key}.floor`, found.fault);
    if (component === '') faults.set(`floors.${key}.component`, 'Choose what is to reach the floor.');
    else if (component in quality)
      faults.set(`floors.${key}.component`, 'It has a floor already: change that one, or take one away.');
    else quality[component] = 'value' in found ? found.value : 0;
  }
  return quality;
}
