// What a policy would change, counted: how many decisions, what that does to the queue of people who look, and what they
// had said of those who would now pass unseen. Shares carry intervals that know that one person may have tried often.

import type { Reviewed } from './past.js';
import type { Decision, UntoldRule } from './reconsider.js';
import { type Share, sharesOf } from './shares.js';

export interface Outcome {
  readonly id: string;
  readonly subject: string;
  readonly before: Decision;
  readonly after: Decision;
  readonly reviewed: Reviewed | null;
  readonly untold: readonly UntoldRule[];
}

export interface Change extends Share {
  readonly from: Decision;
  readonly to: Decision;
  /** What people have said of them so far; `none` where none of it was theirs to say. */
  readonly reviewed: Readonly<Record<Reviewed | 'none', number>>;
  /** Some of them, to look at. */
  readonly examples: readonly string[];
}

export interface Tally {
  readonly decisions: number;
  readonly subjects: number;
  readonly before: Readonly<Record<Decision, Share>>;
  readonly after: Readonly<Record<Decision, Share>>;
  readonly changed: Share;
  /** Each way in which a decision would change, the commonest first. */
  readonly changes: readonly Change[];
  /** Decisions that hang on a rule which cannot be told from what was kept: counted as they were by it. */
  readonly untold: Readonly<Partial<Record<UntoldRule, number>>>;
}

export const DECISIONS: readonly Decision[] = ['approve', 'review', 'reject', 'recapture'];
const EXAMPLES = 10;

/** @param outcomes at least one */
export function tally(outcomes: readonly Outcome[]): Tally {
  const { subjects, share: shareOf } = sharesOf(outcomes);
  const sharesBy = (when: 'before' | 'after') =>
    Object.fromEntries(
      DECISIONS.map((decision) => [decision, shareOf((outcome) => outcome[when] === decision)]),
    ) as Record<Decision, Share>;
  return {
    ...{ decisions: outcomes.length, subjects },
    ...{ before: sharesBy('before'), after: sharesBy('after') },
    changed: shareOf(({ before, after }) => before !== after),
    changes: changesIn(outcomes, shareOf),
    untold: untoldIn(outcomes),
  };
}

function changesIn(
  outcomes: readonly Outcome[],
  shareOf: (isOne: (outcome: Outcome) => boolean) => Share,
): Change[] {
  return DECISIONS.flatMap((from) =>
    DECISIONS.filter((to) => to !== from).flatMap((to) => {
      const isOne = ({ before, after }: Outcome) => before === from && after === to;
      const these = outcomes.filter(isOne);
      if (these.length === 0) return [];
      const examples = these.slice(0, EXAMPLES).map(({ id }) => id);
      return [{ from, to, ...shareOf(isOne), reviewed: reviewedOf(these), examples }];
    }),
  ).sort((a, b) => b.count - a.count);
}

function reviewedOf(outcomes: readonly Outcome[]): Change['reviewed'] {
  const counts = { approve: 0, reject: 0, recapture: 0, open: 0, none: 0 };
  for (const { reviewed } of outcomes) counts[reviewed ?? 'none']++;
  return counts;
}

function untoldIn(outcomes: readonly Outcome[]): Tally['untold'] {
  const counts: Partial<Record<UntoldRule, number>> = {};
  for (const { untold } of outcomes) for (const rule of untold) counts[rule] = (counts[rule] ?? 0) + 1;
  return counts;
}
