// What live traffic tells of the two errors, week by week. Nobody labels it, so each figure is of a part of it, and says of
// which: cases that people settled, and logins that failed before the same customer passed.

import { sql } from 'kysely';
import type { PeopleAlike } from '../../trials/index.js';
import { labelOf } from '../cases/index.js';
import type { Transacting } from '../storage/index.js';
import { type Asked, matching, passing, stepOf, stepsOf } from './asked.js';
import { isFew, TOO_FEW, type TooFew } from './fewPeople.js';
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

/** Whoever fails and passes within it is taken for the same person, s. */
const SOON = 3600;

export async function readErrorRates(transaction: Transacting, asked: Asked): Promise<StepOfErrors[]> {
  const weekly: Asked = { ...asked, step: asked.step === 'day' ? 'week' : asked.step };
  const settled = await settledCases(transaction, weekly);
  const ofLabel = (label: 'mated' | 'non_mated', isWrong: (llr: number) => boolean) =>
    peopleOf(
      settled.flatMap((row) => (row.label === label ? [{ ...row, ones: Number(isWrong(row.llr)) }] : [])),
    );
  const mated = byStep(ofLabel('mated', (llr) => llr < 0));
  const nonMated = byStep(ofLabel('non_mated', (llr) => llr >= 0));
  const logins = byStep(asked.filter.kind === 'proofing' ? [] : await failedLogins(transaction, weekly));
  return stepsOf(weekly).map((step) => ({
    step,
    matedMissed: mated.get(step) ?? null,
    nonMatedMatched: nonMated.get(step) ?? null,
    failedLogins: logins.get(step) ?? null,
  }));
}

type Alike = PeopleAlike & { readonly step: string };

/** By people: somebody with many cases is one person. */
function peopleOf(
  cases: readonly { readonly step: string; readonly subject: string; readonly ones: number }[],
): Alike[] {
  const people = new Map<string, Alike>();
  for (const { step, subject, ones } of cases) {
    const key = `${step} ${subject}`;
    const own = people.get(key) ?? { step, people: 1, trials: 0, ones: 0 };
    people.set(key, { ...own, trials: own.trials + 1, ones: own.ones + ones });
  }
  return [...people.values()];
}

function byStep(alike: readonly Alike[]): Map<string, Wrong | TooFew> {
  const steps = new Map<string, Alike[]>();
  for (const one of alike) {
    const step = steps.get(one.step);
    if (step) step.push(one);
    else steps.set(one.step, [one]);
  }
  return new Map([...steps].map(([step, people]) => [step, wrongOf(people)]));
}

function wrongOf(alike: readonly Alike[]): Wrong | TooFew {
  const sum = (of: (one: Alike) => number) => alike.reduce((total, one) => total + of(one), 0);
  if (isFew(sum(({ people }) => people))) return TOO_FEW;
  return {
    trials: sum(({ people, trials }) => people * trials),
    count: sum(({ people, ones }) => people * ones),
    ...estimateOf(alike),
  };
}

async function settledCases(transaction: Transacting, asked: Asked) {
  const { period, filter } = asked;
  const { rows } = await sql<{ step: string; subject: string; reasons: string[]; llr: number }>`
    select ${stepOf(sql`c.decided_at`, asked)} as step, v.subject, c.outcome_reasons as reasons, v.llr
    from cases c join business_verifications v on v.tenant = c.tenant and v.id = c.verification
    where c.state = 'decided' and c.decided_at >= ${period.from} and c.decided_at < ${period.to}
      and v.llr is not null and ${passing(filter)}`.execute(transaction);
  return rows.map(({ reasons, ...row }) => ({ ...row, label: labelOf(reasons) }));
}

/**
 * Passes are read an hour beyond the period, so that what failed at its end is judged as all else is. From the last to the
 * first: the other way PostgreSQL would begin anew for each row of a customer.
 */
async function failedLogins(transaction: Transacting, asked: Asked): Promise<Alike[]> {
  const { from, to } = asked.period;
  const { rows } = await sql<Alike>`
    with logins as (
      select v.created_at, v.subject, v.decision,
        min(v.created_at) filter (where v.decision = 'approve')
          over (partition by v.subject order by v.created_at desc rows between unbounded preceding and 1 preceding)
          as passed_at
      from business_verifications v
      where v.kind = 'authentication'
        and ${matching({ from, to: new Date(to.getTime() + 1000 * SOON) }, asked.filter)}
    ), counted as (
      select ${stepOf(sql`created_at`, asked)} as step, subject, decision = 'approve' as passed
      from logins
      where created_at < ${to} and (decision = 'approve' or decision in ('review', 'reject')
        and passed_at <= created_at + make_interval(secs => ${SOON}))
    ), own as (
      select step, count(*)::int as trials, count(*) filter (where not passed)::int as ones
      from counted group by step, subject
    )
    select step, trials, ones, count(*)::int as people from own group by step, trials, ones`.execute(
    transaction,
  );
  return rows;
}
