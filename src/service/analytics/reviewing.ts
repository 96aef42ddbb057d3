// What reviewers had to do and what they found: cases opened and decided, how long they waited, hours of looking, and the
// fraud that was caught.
//
// Cases with a known answer measure reviewers and are no business of customers: no case here is one of them. Looking at
// them is work all the same: hours are of all looks.

import { type RawBuilder, sql } from 'kysely';
import { CASE_REASONS, type CaseReason, SECONDS_OF_LOOK } from '../cases/index.js';
import type { CaseOutcome, Transacting } from '../storage/index.js';
import { type Asked, partsOf, passing, stepOf, stepsOf } from './asked.js';
import { isFew, LEAST_PEOPLE, LEAVES_OUT_FEW, leavesOutFew, TOO_FEW, type TooFew } from './fewPeople.js';

export interface Reviewing {
  readonly opened: number;
  readonly decided: number;
  /** Undecided now, whenever they were opened. */
  readonly waiting: number;
  /**
   * What people took to look, s, and how many looks that is of: known answers among them. The median is null where they
   * looked at the cases of fewer than five customers.
   */
  readonly looks: { readonly count: number; readonly median: number | null; readonly hours: number };
  readonly steps: readonly {
    readonly step: string;
    readonly opened: number;
    readonly decided: number;
    /** Of looking, at cases whose answer was known too. */
    readonly hours: number;
  }[];
  readonly outcomes: Outcomes | TooFew;
}

/** Of cases that were decided in the period. */
export interface Outcomes {
  readonly decided: Readonly<Record<CaseOutcome, number>>;
  /** From being opened to being decided, s; null where none was. */
  readonly seconds: { readonly median: number; readonly high: number } | null;
  /** Cases with each reason, by outcome; the most frequent first. A case may have several. */
  readonly reasons: readonly {
    readonly outcome: CaseOutcome;
    readonly code: string;
    readonly count: number;
  }[];
  readonly fraud: {
    /** Rejected for one such reason at least. */
    readonly cases: number;
    /** Of them those with each reason: they add up to more where a case has several. */
    readonly reasons: readonly { readonly code: string; readonly sentence: string; readonly count: number }[];
  };
}

const OF_BUSINESS = sql`not exists (select from case_seeds s where s.tenant = c.tenant and s."case" = c.id)`;
const CASES = sql`cases c join verifications v on v.tenant = c.tenant and v.id = c.verification`;
const UNDECIDED = sql`c.state in ('open', 'assigned', 'awaiting_second')`;

export async function readReviewing(transaction: Transacting, asked: Asked): Promise<Reviewing> {
  const { period, filter } = asked;
  const within = (column: string) =>
    sql`(${sql.ref(column)} >= ${period.from} and ${sql.ref(column)} < ${period.to})`;
  const { rows: counts } = await sql<Record<'opened' | 'decided' | 'waiting', number>>`
    select count(*) filter (where ${within('c.opened_at')})::int as opened,
      count(*) filter (where ${within('c.decided_at')})::int as decided,
      count(*) filter (where ${UNDECIDED})::int as waiting
    from ${CASES}
    where ${OF_BUSINESS} and ${passing(filter)}
      and (${within('c.opened_at')} or ${within('c.decided_at')} or ${UNDECIDED})`.execute(transaction);
  const { rows: looks } = await sql<{ count: number; median: number | null; seconds: number }>`
    select count(*)::int as count,
      case when count(distinct v.subject) >= ${LEAST_PEOPLE}
        then percentile_cont(0.5) within group (order by ${SECONDS_OF_LOOK}) end as median,
      coalesce(sum(${SECONDS_OF_LOOK}), 0)::float8 as seconds
    from case_looks l join ${CASES} on c.tenant = l.tenant and c.id = l."case"
    where ${within('l.at')} and ${passing(filter)}`.execute(transaction);
  const { count, median, seconds } = looks[0]!;
  return {
    ...counts[0]!,
    looks: { count, median, hours: seconds / 3600 },
    steps: await readByStep(transaction, asked),
    outcomes: await readOutcomes(transaction, asked),
  };
}

/** Reasons to reject that speak of fraud, and not of bad papers. */
const FRAUD: readonly CaseReason[] = [
  'different_person',
  'document_forged',
  'not_a_live_person',
  'face_rightly_listed',
  'second_identity',
  'suspected_fraud',
];

async function readOutcomes(transaction: Transacting, { period, filter }: Asked): Promise<Outcomes | TooFew> {
  const decided = sql`${OF_BUSINESS} and c.decided_at >= ${period.from} and c.decided_at < ${period.to}`;
  const waited = sql`extract(epoch from c.decided_at - c.opened_at)`;
  const { rows } = await sql<
    Record<'people' | 'fraud' | CaseOutcome, number> & { median: number | null; high: number | null }
  >`
    select count(distinct v.subject)::int as people,
      ${sql.join(
        (['approve', 'reject', 'recapture'] as const).map(
          (name) => sql`count(*) filter (where c.outcome = ${sql.lit(name)})::int as ${sql.ref(name)}`,
        ),
      )},
      count(*) filter (where c.outcome = 'reject' and c.outcome_reasons && ${FRAUD}::text[])::int as fraud,
      percentile_cont(0.5) within group (order by ${waited}) as median,
      percentile_cont(0.95) within group (order by ${waited}) as high
    from ${CASES} where ${decided} and ${passing(filter)}`.execute(transaction);
  const { people, fraud, approve, reject, recapture, median, high } = rows[0]!;
  if (isFew(people)) return TOO_FEW;
  const all = (passing: RawBuilder<boolean>) => sql`${CASES} where ${decided} and ${passing}`;
  if (await leavesOutFew(transaction, { rows: all, person: sql`v.subject`, parts: partsOf(filter) }))
    return LEAVES_OUT_FEW;
  const { rows: reasons } = await sql<Outcomes['reasons'][number]>`
    select c.outcome, code, count(*)::int as count from ${CASES}, unnest(c.outcome_reasons) as code
    where ${decided} and ${passing(filter)}
    group by c.outcome, code order by count(*) desc, code`.execute(transaction);
  return {
    ...{ decided: { approve, reject, recapture }, reasons },
    seconds: median === null || high === null ? null : { median, high },
    fraud: { cases: fraud, reasons: fraudIn(reasons) },
  };
}

const fraudIn = (reasons: Outcomes['reasons']): Outcomes['fraud']['reasons'] =>
  FRAUD.flatMap((code) => {
    const found = reasons.find((reason) => reason.outcome === 'reject' && reason.code === code);
    return found ? [{ code, sentence: CASE_REASONS[code].sentence, count: found.count }] : [];
  }).sort((a, b) => b.count - a.count);

async function readByStep(transaction: Transacting, asked: Asked): Promise<Reviewing['steps']> {
  const { period, filter } = asked;
  const counted = async (column: 'opened_at' | 'decided_at'): Promise<Map<string, number>> => {
    const moment = sql.ref(`c.${column}`);
    const { rows } = await sql<{ step: string; count: number }>`
      select ${stepOf(moment, asked)} as step, count(*)::int as count from ${CASES}
      where ${OF_BUSINESS} and ${passing(filter)} and ${moment} >= ${period.from} and ${moment} < ${period.to}
      group by 1`.execute(transaction);
    return new Map(rows.map(({ step, count }) => [step, count]));
  };
  const { rows } = await sql<{ step: string; seconds: number }>`
    select ${stepOf(sql`l.at`, asked)} as step, sum(${SECONDS_OF_LOOK})::float8 as seconds
    from case_looks l join ${CASES} on c.tenant = l.tenant and c.id = l."case"
    where l.at >= ${period.from} and l.at < ${period.to} and ${passing(filter)} group by 1`.execute(
    transaction,
  );
  const seconds = new Map(rows.map((row) => [row.step, row.seconds]));
  const [opened, decided] = [await counted('opened_at'), await counted('decided_at')];
  return stepsOf(asked).map((step) => ({
    step,
    opened: opened.get(step) ?? 0,
    decided: decided.get(step) ?? 0,
    hours: (seconds.get(step) ?? 0) / 3600,
  }));
}
