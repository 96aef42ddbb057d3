// What live traffic tells of the two errors, week by week. Nobody labels it, so each figure is of a part of it, and says of
// which: cases that people settled, and logins that failed before the same customer passed.

import { type RawBuilder, sql } from 'kysely';
import type { PeopleAlike } from '../../trials/index.js';
import { CASE_REASONS, labelOf } from '../cases/index.js';
import type { Transacting } from '../storage/index.js';
import { type Asked, type Period, partsOf, passing, stepOf, stepsOf, within } from './asked.js';
import { isFew, LEAVES_OUT_FEW, stepsLeavingOutFew, TOO_FEW, type TooFew } from './fewPeople.js';
import { estimateOf, type Share } from './traffic.js';

export interface StepOfErrors {
  readonly step: string;
  /** Cases settled as one person in which the evidence (LLR below 0) spoke for two. Null: there was none. */
  readonly matedMissed: Wrong | TooFew | null;
  /** Cases settled as two people in which the evidence (LLR of 0 and more) spoke for one. */
  readonly nonMatedMatched: Wrong | TooFew | null;
  /** Logins that did not pass though the same customer passed within the hour, of all that passed or were such. */
  readonly failedLogins: Wrong | TooFew | null;
}

/** Of so many. */
export interface Wrong extends Share {
  readonly trials: number;
}

export async function readErrorRates(transaction: Transacting, asked: Asked): Promise<StepOfErrors[]> {
  const { period, filter } = asked;
  const weekly: Asked = { ...asked, step: asked.step === 'day' ? 'week' : asked.step };
  const mated = await readSteps(transaction, weekly, settledAs('mated', 'non_mated', period));
  const nonMated = await readSteps(transaction, weekly, settledAs('non_mated', 'mated', period));
  const failed =
    filter.kind === 'proofing' ? undefined : await readSteps(transaction, weekly, loginsIn(period));
  return stepsOf(weekly).map((step) => ({
    step,
    matedMissed: mated.get(step) ?? null,
    nonMatedMatched: nonMated.get(step) ?? null,
    failedLogins: failed?.get(step) ?? null,
  }));
}

/** Trials of decisions `v`, each of which went right or wrong. */
interface Trials {
  /** From and where, to which more may be added by `and`: those of decisions that pass. */
  readonly rows: (passing: RawBuilder<boolean>) => RawBuilder<unknown>;
  readonly moment: RawBuilder<Date>;
  readonly isWrong: RawBuilder<boolean>;
}

type Label = NonNullable<ReturnType<typeof labelOf>>;

const reasonsFor = (label: Label): string[] =>
  Object.keys(CASE_REASONS).filter((code) => labelOf([code]) === label);

/** Cases whose reasons say the one of the two faces, and none the other. */
const settledAs = (label: Label, other: Label, { from, to }: Period): Trials => ({
  rows: (passing) => sql`
    cases c join business_verifications v on v.tenant = c.tenant and v.id = c.verification
    where c.state = 'decided' and c.decided_at >= ${from} and c.decided_at < ${to} and v.llr is not null
      and c.outcome_reasons && ${reasonsFor(label)}::text[]
      and not c.outcome_reasons && ${reasonsFor(other)}::text[] and ${passing}`,
  moment: sql`c.decided_at`,
  isWrong: label === 'mated' ? sql`v.llr < 0` : sql`v.llr >= 0`,
});

/** Whoever fails and passes within it is taken for the same person, s. */
const SOON = 3600;

/**
 * Passes are read an hour beyond the period, so that what failed at its end is judged as all else is. From the last to the
 * first: the other way PostgreSQL would begin anew for each row of a customer.
 */
const loginsIn = ({ from, to }: Period): Trials => ({
  rows: (passing) => sql`(
      select v.*, min(v.created_at) filter (where v.decision = 'approve')
        over (partition by v.subject order by v.created_at desc rows between unbounded preceding and 1 preceding)
        as passed_at
      from business_verifications v
      where v.kind = 'authentication' and ${within({ from, to: new Date(to.getTime() + 1000 * SOON) })} and ${passing}
    ) v
    where v.created_at < ${to} and (v.decision = 'approve' or v.decision in ('review', 'reject')
      and v.passed_at <= v.created_at + make_interval(secs => ${SOON}))`,
  moment: sql`v.created_at`,
  isWrong: sql`v.decision <> 'approve'`,
});

type Alike = PeopleAlike & { readonly step: string };

/** By people: somebody with many trials is one person. */
async function readSteps(
  transaction: Transacting,
  asked: Asked,
  { rows, moment, isWrong }: Trials,
): Promise<Map<string, Wrong | TooFew>> {
  const [step, person] = [stepOf(moment, asked), sql`v.subject`];
  const { rows: alike } = await sql<Alike>`
    with own as (
      select ${step} as step, count(*)::int as trials, count(*) filter (where ${isWrong})::int as ones
      from ${rows(passing(asked.filter))} group by 1, ${person}
    )
    select step, trials, ones, count(*)::int as people from own group by step, trials, ones`.execute(
    transaction,
  );
  const few = await stepsLeavingOutFew(transaction, { rows, person, parts: partsOf(asked.filter), step });
  const steps = new Map<string, Alike[]>();
  for (const one of alike) steps.set(one.step, [...(steps.get(one.step) ?? []), one]);
  return new Map([...steps].map(([name, people]) => [name, toldOf(people, few.has(name))]));
}

function toldOf(alike: readonly Alike[], leavesOutFew: boolean): Wrong | TooFew {
  const sum = (of: (one: Alike) => number) => alike.reduce((total, one) => total + of(one), 0);
  if (isFew(sum(({ people }) => people))) return TOO_FEW;
  if (leavesOutFew) return LEAVES_OUT_FEW;
  return {
    trials: sum(({ people, trials }) => people * trials),
    count: sum(({ people, ones }) => people * ones),
    ...estimateOf(alike),
  };
}
