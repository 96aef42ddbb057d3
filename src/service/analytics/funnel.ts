// How far customers came with capture links: made, opened, sent, decided; and what stopped them.

import { type RawBuilder, sql } from 'kysely';
import { currentPeriods } from '../retention/index.js';
import type { Transacting } from '../storage/index.js';
import { allOf, type Filter, type Period, partsOf, passing, within } from './asked.js';
import { isFew, LEAST_PEOPLE, LEAVES_OUT_FEW, leavesOutFew, TOO_FEW, type TooFew } from './fewPeople.js';
import type { Decision } from './traffic.js';

export interface Funnel {
  /** RFC 3339: only links made from then on are counted, as earlier ones may be deleted. Null: all of the period are. */
  readonly since: string | null;
  /** Days for which links are kept that have ended. */
  readonly keptDays: number;
  readonly made: number;
  readonly opened: number;
  /** Pictures were sent at least once. */
  readonly sent: number;
  /** A decision ended it. */
  readonly completed: number;
  /** All tries were used up. */
  readonly failed: number;
  readonly expired: number;
  /** May still be used. */
  readonly open: number;
  /** Of those that were completed. */
  readonly decided: Readonly<Record<Decision, number>>;
  /** From being opened to its end, of those that were completed, s; null where fewer than five people have come so far. */
  readonly seconds: { readonly median: number; readonly high: number } | null;
  /** Why pictures had to be taken again in the period, whenever the link was made, by reason; the most frequent first. */
  readonly advice: readonly Advice[] | TooFew;
}

interface Advice {
  readonly code: string;
  readonly count: number;
}

const DAY = 86_400_000;

/**
 * Links that were made in the period; of the filter only the kind says something of a link. Those that have ended are
 * deleted some days later: of what was made before that, the ones that are left are not all.
 */
export async function readFunnel(
  transaction: Transacting,
  period: Period,
  { kind }: Filter,
): Promise<Funnel | TooFew> {
  const { since, keptDays } = await sinceKept(transaction, period);
  const [from, to] = [since ?? period.from.toISOString(), period.to];
  const parts = kind === undefined ? [] : [{ of: sql`c.purpose`, is: kind }];
  const made = sql`c.created_at >= ${from} and c.created_at < ${to}`;
  // Without a customer’s name each link is somebody else’s.
  const person = sql`coalesce(c.customer, c.id::text)`;
  const { rows } = await sql<
    Record<
      | 'people'
      | 'timed'
      | 'made'
      | 'opened'
      | 'sent'
      | 'completed'
      | 'failed'
      | 'expired'
      | 'open'
      | Decision,
      number
    > & {
      median: number | null;
      high: number | null;
    }
  >`
    select count(distinct ${person})::int as people, count(*)::int as made, count(c.opened_at)::int as opened,
      count(distinct ${person}) filter (where c.state = 'completed' and c.opened_at is not null)::int as timed,
      count(*) filter (where c.verification is not null or c.state = 'failed')::int as sent,
      count(*) filter (where c.state = 'completed')::int as completed,
      count(*) filter (where c.state = 'failed')::int as failed,
      count(*) filter (where c.state = 'expired')::int as expired,
      count(*) filter (where c.state = 'open')::int as open,
      ${sql.join(
        (['approve', 'review', 'reject', 'recapture'] as const).map(
          (name) =>
            sql`count(*) filter (where c.state = 'completed' and v.decision = ${sql.lit(name)})::int as ${sql.ref(name)}`,
        ),
      )},
      percentile_cont(0.5) within group (order by extract(epoch from c.ended_at - c.opened_at))
        filter (where c.state = 'completed') as median,
      percentile_cont(0.95) within group (order by extract(epoch from c.ended_at - c.opened_at))
        filter (where c.state = 'completed') as high
    from captures c left join verifications v on v.tenant = c.tenant and v.id = c.verification
    where ${made} and ${allOf(parts)}`.execute(transaction);
  const { people, timed, approve, review, reject, recapture, median, high, ...counts } = rows[0]!;
  if (isFew(people)) return TOO_FEW;
  const all = (passing: RawBuilder<boolean>) => sql`captures c where ${made} and ${passing}`;
  if (await leavesOutFew(transaction, { rows: all, person, parts })) return LEAVES_OUT_FEW;
  return {
    ...{ since, keptDays, ...counts },
    decided: { approve, review, reject, recapture },
    seconds: timed < LEAST_PEOPLE || median === null || high === null ? null : { median, high },
    advice: await readAdvice(transaction, period, { kind }),
  };
}

/** On the day after the one on which the earliest that is kept may have been made, so that each day is whole. */
async function sinceKept(
  transaction: Transacting,
  { from }: Period,
): Promise<Pick<Funnel, 'since' | 'keptDays'>> {
  const { days } = await currentPeriods(transaction);
  const kept = Math.ceil(Date.now() / DAY - days.captures) * DAY;
  return { since: kept > from.getTime() ? new Date(kept).toISOString() : null, keptDays: days.captures };
}

async function readAdvice(
  transaction: Transacting,
  period: Period,
  filter: Pick<Filter, 'kind'>,
): Promise<readonly Advice[] | TooFew> {
  const all = (passing: RawBuilder<boolean>) => sql`
    business_verifications v where ${within(period)} and v.channel = 'capture' and v.decision = 'recapture' and ${passing}`;
  const person = sql`v.subject`;
  const { rows } = await sql<{ people: number }>`
    select count(distinct ${person})::int as people from ${all(passing(filter))}`.execute(transaction);
  if (isFew(rows[0]!.people)) return TOO_FEW;
  if (await leavesOutFew(transaction, { rows: all, person, parts: partsOf(filter) })) return LEAVES_OUT_FEW;
  const { rows: advice } = await sql<Advice>`
    with advised as (select v.reasons from ${all(passing(filter))})
    select code, count(*)::int as count from advised, unnest(advised.reasons) as code
    group by code order by count(*) desc, code`.execute(transaction);
  return advice;
}
