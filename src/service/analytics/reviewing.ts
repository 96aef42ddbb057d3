// What reviewers had to do and what they found: cases opened and decided, how long they waited, hours of looking, and the
// fraud that was caught.

import { sql } from 'kysely';
import { CASE_REASONS, type CaseReason } from '../cases/index.js';
import type { CaseOutcome, Transacting } from '../storage/index.js';
import { type Asked, passing, stepOf, stepsOf } from './asked.js';

export interface Reviewing {
  readonly opened: number;
  readonly decided: Readonly<Record<CaseOutcome, number>>;
  /** Undecided now, whenever they were opened. */
  readonly waiting: number;
  /** From being opened to being decided, of those decided in the period, s. */
  readonly seconds: { readonly median: number; readonly high: number } | null;
  /** What people took to look, s; and how many looks that is of. */
  readonly looks: { readonly count: number; readonly median: number | null; readonly hours: number };
  readonly steps: readonly {
    readonly step: string;
    readonly opened: number;
    readonly decided: number;
    /** Of looking. */
    readonly hours: number;
  }[];
  /** With which reasons, by outcome; the most frequent first. */
  readonly reasons: readonly {
    readonly outcome: CaseOutcome;
    readonly code: string;
    readonly count: number;
  }[];
}

/** Cases with a known answer measure reviewers, and are not among them: they are no business of customers. */
const OF_BUSINESS = sql`not exists (select from case_seeds s where s.tenant = c.tenant and s."case" = c.id)`;

export async function readReviewing(transaction: Transacting, asked: Asked): Promise<Reviewing> {
  const { period, filter } = asked;
  const within = (column: string) =>
    sql`${sql.ref(column)} >= ${period.from} and ${sql.ref(column)} < ${period.to}`;
  const cases = sql`cases c join verifications v on v.tenant = c.tenant and v.id = c.verification`;
  const { rows } = await sql<
    Record<'opened' | 'waiting' | CaseOutcome, number> & { median: number | null; high: number | null }
  >`
    select count(*) filter (where ${within('c.opened_at')})::int as opened,
      count(*) filter (where c.state in ('open', 'assigned', 'awaiting_second'))::int as waiting,
      ${sql.join(
        (['approve', 'reject', 'recapture'] as const).map(
          (name) =>
            sql`count(*) filter (where ${within('c.decided_at')} and c.outcome = ${sql.lit(name)})::int as ${sql.ref(name)}`,
        ),
      )},
      percentile_cont(0.5) within group (order by extract(epoch from c.decided_at - c.opened_at))
        filter (where ${within('c.decided_at')}) as median,
      percentile_cont(0.95) within group (order by extract(epoch from c.decided_at - c.opened_at))
        filter (where ${within('c.decided_at')}) as high
    from ${cases}
    where ${OF_BUSINESS} and ${passing(filter)} and (${within('c.opened_at')} or ${within('c.decided_at')}
      or c.state in ('open', 'assigned', 'awaiting_second'))`.execute(transaction);
  const { opened, waiting, approve, reject, recapture, median, high } = rows[0]!;
  const { rows: reasons } = await sql<Reviewing['reasons'][number]>`
    select c.outcome, code, count(*)::int as count from ${cases}, unnest(c.outcome_reasons) as code
    where ${OF_BUSINESS} and ${passing(filter)} and ${within('c.decided_at')}
    group by c.outcome, code order by count(*) desc, code`.execute(transaction);
  const byStep = await readByStep(transaction, asked);
  const { rows: looks } = await sql<{ count: number; median: number | null; seconds: number }>`
    select count(*)::int as count, percentile_cont(0.5) within group (order by l.seconds) as median,
      coalesce(sum(l.seconds), 0)::float8 as seconds
    from case_looks l join ${cases} on c.tenant = l.tenant and c.id = l."case"
    where ${within('l.at')} and ${passing(filter)}`.execute(transaction);
  const [look] = looks;
  return {
    ...{ opened, waiting, decided: { approve, reject, recapture }, reasons, steps: byStep },
    seconds: median === null || high === null ? null : { median, high },
    looks: { count: look!.count, median: look!.median, hours: look!.seconds / 3600 },
  };
}

async function readByStep(transaction: Transacting, asked: Asked): Promise<Reviewing['steps']> {
  const { period, filter } = asked;
  const counted = async (column: 'opened_at' | 'decided_at'): Promise<Map<string, number>> => {
    const moment = sql.ref(`c.${column}`);
    const { rows } = await sql<{ step: string; count: number }>`
      select ${stepOf(moment, asked)} as step, count(*)::int as count
      from cases c join verifications v on v.tenant = c.tenant and v.id = c.verification
      where ${OF_BUSINESS} and ${passing(filter)} and ${moment} >= ${period.from} and ${moment} < ${period.to}
      group by 1`.execute(transaction);
    return new Map(rows.map(({ step, count }) => [step, count]));
  };
  const { rows } = await sql<{ step: string; seconds: number }>`
    select ${stepOf(sql`l.at`, asked)} as step, sum(l.seconds)::float8 as seconds
    from case_looks l join cases c on c.tenant = l.tenant and c.id = l."case"
      join verifications v on v.tenant = c.tenant and v.id = c.verification
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

/** Reasons to reject that speak of fraud, and not of bad papers. */
const FRAUD: ReadonlySet<string> = new Set<CaseReason>([
  'different_person',
  'document_forged',
  'not_a_live_person',
  'face_rightly_listed',
  'second_identity',
  'suspected_fraud',
]);

/** Rejections for fraud, by reason. A case may have several. */
export const fraudOf = ({ reasons }: Pick<Reviewing, 'reasons'>) =>
  reasons
    .filter(({ outcome, code }) => outcome === 'reject' && FRAUD.has(code))
    .map(({ code, count }) => ({ code, sentence: CASE_REASONS[code as CaseReason].sentence, count }));
