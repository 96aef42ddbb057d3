// What live traffic tells of the two errors, week by week. Nobody labels it, so each figure is of a part of it, and says of
// which: cases that people settled, and logins that failed before the same customer passed.

import { sql } from 'kysely';
import { labelOf } from '../cases/index.js';
import type { Transacting } from '../storage/index.js';
import { type Asked, matching, passing, stepOf, stepsOf } from './asked.js';
import { estimateOf, type Share } from './traffic.js';

export interface StepOfErrors {
  readonly step: string;
  /** Cases settled as one person in which the evidence (LLR below 0) spoke for two. Null: there was none. */
  readonly matedMissed: Wrong | null;
  /** Cases settled as two people in which the evidence (LLR of 0 and more) spoke for one. */
  readonly nonMatedMatched: Wrong | null;
  /** Logins that did not pass though the same customer passed within the hour, of all that passed or were such. */
  readonly failedLogins: Wrong | null;
}

/** Of so many. */
export interface Wrong extends Share {
  readonly trials: number;
}

/** Whoever fails and passes within it is taken for the same person, s. */
const SOON = 3600;

interface Own {
  readonly step: string;
  readonly subject: string;
  readonly trials: number;
  readonly ones: number;
}

export async function readErrorRates(transaction: Transacting, asked: Asked): Promise<StepOfErrors[]> {
  const weekly: Asked = { ...asked, step: asked.step === 'day' ? 'week' : asked.step };
  const settled = await settledCases(transaction, weekly);
  const mated = settled.flatMap(({ label, llr, ...row }) =>
    label === 'mated' ? [{ ...row, trials: 1, ones: Number(llr < 0) }] : [],
  );
  const nonMated = settled.flatMap(({ label, llr, ...row }) =>
    label === 'non_mated' ? [{ ...row, trials: 1, ones: Number(llr >= 0) }] : [],
  );
  const logins = asked.filter.kind === 'proofing' ? [] : await failedLogins(transaction, weekly);
  const [matedMissed, nonMatedMatched, failed] = [mated, nonMated, logins].map(byStep) as [
    Map<string, Wrong>,
    Map<string, Wrong>,
    Map<string, Wrong>,
  ];
  return stepsOf(weekly).map((step) => ({
    step,
    matedMissed: matedMissed.get(step) ?? null,
    nonMatedMatched: nonMatedMatched.get(step) ?? null,
    failedLogins: failed.get(step) ?? null,
  }));
}

/** By people: somebody with many tries is one person. */
function byStep(rows: readonly Own[]): Map<string, Wrong> {
  const steps = new Map<string, Map<string, { trials: number; ones: number }>>();
  for (const { step, subject, trials, ones } of rows) {
    const people = steps.get(step) ?? new Map<string, { trials: number; ones: number }>();
    const own = people.get(subject) ?? { trials: 0, ones: 0 };
    people.set(subject, { trials: own.trials + trials, ones: own.ones + ones });
    steps.set(step, people);
  }
  return new Map(
    [...steps].map(([step, people]) => {
      const groups = [...people.values()].map((own) => ({ ...own, people: 1 }));
      const sum = (of: (own: (typeof groups)[number]) => number) =>
        groups.reduce((total, own) => total + of(own), 0);
      const counts = { trials: sum(({ trials }) => trials), count: sum(({ ones }) => ones) };
      return [step, { ...counts, ...estimateOf(groups) }];
    }),
  );
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

/** From the last to the first: the other way PostgreSQL would begin anew for each row of a customer. */
async function failedLogins(transaction: Transacting, asked: Asked): Promise<Own[]> {
  const { rows } = await sql<Own>`
    with logins as (
      select v.created_at, v.subject, v.decision,
        min(v.created_at) filter (where v.decision = 'approve')
          over (partition by v.subject order by v.created_at desc rows between unbounded preceding and 1 preceding)
          as passed_at
      from business_verifications v
      where v.kind = 'authentication' and ${matching(asked.period, asked.filter)}
    ), counted as (
      select ${stepOf(sql`created_at`, asked)} as step, subject, decision = 'approve' as passed
      from logins
      where decision = 'approve' or decision in ('review', 'reject')
        and passed_at <= created_at + make_interval(secs => ${SOON})
    )
    select step, subject, count(*)::int as trials, count(*) filter (where not passed)::int as ones
    from counted group by step, subject`.execute(transaction);
  return rows;
}
