// Figures of a few people are figures of each of them: whoever knows what was decided of four of five can tell the fifth’s
// from the sum. So nothing is told of one to four people, nor of what could be reckoned to be theirs by taking one figure
// of an answer from another, or an answer with a filter from the one without it.

import { type RawBuilder, sql } from 'kysely';
import type { Transacting } from '../storage/index.js';
import { allOf, type Part } from './asked.js';

/** Statistical offices draw the line at three to ten (Hundepool et al., Statistical Disclosure Control, 2012, 4.2). */
export const LEAST_PEOPLE = 5;

/** Instead of figures: why there are none. */
export interface TooFew {
  readonly tooFew: string;
}

export const TOO_FEW: TooFew = {
  tooFew: 'These are fewer than five people. Of so few nothing is told: one might be known by the others.',
};
export const LEAVES_OUT_FEW: TooFew = {
  tooFew:
    'These figures, taken from others that are told, would leave those of fewer than five people. Look without a part of the filter.',
};

/** Nobody is not few: that there was nothing tells of nobody. Not so where there were {@link KNOWN} decisions. */
export const isFew = (people: number): boolean => people > 0 && people < LEAST_PEOPLE;

export const isTold = <T extends object>(figures: T | TooFew): figures is T => !('tooFew' in figures);

/**
 * Of parts of one whole those that nothing is told of: the few; and with them the smallest of the others, since the whole
 * less all that is told would be the figures of the few.
 */
export function withheldOf<Part>(
  parts: readonly Part[],
  peopleOf: (part: Part) => number,
): ReadonlySet<Part> {
  const few = parts.filter((part) => isFew(peopleOf(part)));
  if (few.length === 0) return new Set();
  const [smallest] = parts
    .filter((part) => peopleOf(part) >= LEAST_PEOPLE)
    .sort((a, b) => peopleOf(a) - peopleOf(b));
  return new Set(smallest === undefined ? few : [...few, smallest]);
}

interface Filtered {
  /** From and where, to which more may be added by `and`: those rows that pass. */
  readonly rows: (passing: RawBuilder<boolean>) => RawBuilder<unknown>;
  /** The same of decisions with a known answer, where rows are decisions: see {@link KNOWN}. */
  readonly known?: (passing: RawBuilder<boolean>) => RawBuilder<unknown>;
  /** Who a row is about. */
  readonly person: RawBuilder<unknown>;
  readonly parts: readonly Part[];
}

/** Whether the figures of what a filter lets pass, taken from others that are told, would leave those of a few people. */
export async function leavesOutFew(transaction: Transacting, filtered: Filtered): Promise<boolean> {
  const steps = await stepsLeavingOutFew(transaction, { ...filtered, step: sql<string>`''::text` });
  return steps.size > 0;
}

interface Counted {
  readonly step: string;
  /** Of the property that a part of the filter is about. */
  readonly value: string | null;
  readonly people: number;
}

/**
 * The same of each step. Without a part of the filter all are told; with it, each of that property’s values may be asked for:
 * its own must be none of those that are withheld among them.
 */
export async function stepsLeavingOutFew(
  transaction: Transacting,
  { step, parts, ...filtered }: Filtered & { readonly step: RawBuilder<string> },
): Promise<ReadonlySet<string>> {
  const few = new Set<string>();
  const count = (passing: RawBuilder<boolean>, value: RawBuilder<string | null>) =>
    countPeople(transaction, filtered, { passing, step, value });
  for (const part of parts) {
    const others = allOf(parts.filter((other) => other !== part));
    for (const [name, values] of byStep(await count(others, sql`${part.of}::text`)))
      if ([...withheldOf(values, ({ people }) => people)].some(({ value }) => value === String(part.is)))
        few.add(name);
  }
  if (parts.length < 2) return few;
  const leftOut = await count(sql<boolean>`${allOf(parts)} is not true`, sql`null::text`);
  for (const { step: name, people } of leftOut) if (isFew(people)) few.add(name);
  return few;
}

interface Counting {
  readonly passing: RawBuilder<boolean>;
  readonly step: RawBuilder<string>;
  readonly value: RawBuilder<string | null>;
}

async function countPeople(
  transaction: Transacting,
  { rows, known, person }: Omit<Filtered, 'parts'>,
  { passing, step, value }: Counting,
): Promise<Counted[]> {
  const found = await sql<Counted>`
    select step, value, max(people)::int as people from (
      select ${step} as step, ${value} as value, count(distinct ${person}) as people
      from ${rows(passing)} group by 1, 2
      ${known ? sql`union all select distinct ${step}, ${value}, 1 from ${known(passing)}` : sql``}
    ) counted group by 1, 2`.execute(transaction);
  return found.rows;
}

function byStep(counted: readonly Counted[]): Map<string, Counted[]> {
  const steps = new Map<string, Counted[]>();
  for (const one of counted) {
    const values = steps.get(one.step);
    if (values) values.push(one);
    else steps.set(one.step, [one]);
  }
  return steps;
}

/**
 * Decisions `v` of cases with a known answer, which no figure counts. Where there are such alone, what would be told of one
 * person is told: by a day of which it is said that there was nothing, it would be known which case it is.
 */
export const KNOWN = sql`case_seeds s join verifications v on v.tenant = s.tenant and v.id = s.verification`;

/** What {@link KNOWN} decisions that pass have of this: steps, or values of a property. */
export async function knownBy<Value extends string | null>(
  transaction: Transacting,
  passing: RawBuilder<boolean>,
  property: RawBuilder<Value>,
): Promise<ReadonlySet<Value>> {
  const { rows } = await sql<{ value: Value }>`
    select distinct ${property} as value from ${KNOWN} where ${passing}`.execute(transaction);
  return new Set(rows.map(({ value }) => value));
}
