// Figures of a few people are figures of each of them: whoever knows what was decided of four of five can tell the fifth’s
// from the sum. So nothing is told of one to four people, nor of what could be reckoned to be theirs by taking one figure
// of an answer from another, or an answer with a filter from the one without it.

import { type RawBuilder, sql } from 'kysely';
import type { Transacting } from '../storage/index.js';

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
    'The filter leaves out fewer than five people, whose figures would be what is missing here. Look without a part of it.',
};

/** Nobody is not few: that there was nothing tells of nobody. */
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
  readonly from: RawBuilder<unknown>;
  /** Who a row is about. */
  readonly person: RawBuilder<unknown>;
  /** What holds without the filter. */
  readonly where: RawBuilder<unknown>;
  readonly parts: readonly RawBuilder<boolean>[];
}

/** Whether the filter, or a part of it by which it is narrower than another, leaves out a few people. */
export async function leavesOutFew(
  transaction: Transacting,
  { from, person, where, parts }: Filtered,
): Promise<boolean> {
  if (parts.length === 0) return false;
  const all = and(parts);
  const wider = [sql`true`, ...(parts.length > 1 ? parts.map((part) => and(parts, part)) : [])];
  const { rows } = await sql<{ people: number[] }>`
    select array[${sql.join(
      wider.map((holds) => sql`count(distinct ${person}) filter (where ${holds} and (${all}) is not true)`),
    )}]::int[] as people
    from ${from} where ${where}`.execute(transaction);
  return rows[0]!.people.some(isFew);
}

const and = (parts: readonly RawBuilder<boolean>[], without?: RawBuilder<boolean>): RawBuilder<unknown> =>
  sql.join(
    parts.filter((part) => part !== without),
    sql` and `,
  );
