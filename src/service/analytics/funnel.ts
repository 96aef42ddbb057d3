// How far customers came with capture links: made, opened, sent, decided; and what stopped them.

import { sql } from 'kysely';
import type { Transacting } from '../storage/index.js';
import type { Filter, Period } from './asked.js';
import { isFew, LEAVES_OUT_FEW, leavesOutFew, TOO_FEW, type TooFew } from './fewPeople.js';
import type { Decision } from './traffic.js';

export interface Funnel {
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
  /** From being opened to its end, of those that were completed, s. */
  readonly seconds: { readonly median: number; readonly high: number } | null;
  /** Why pictures had to be taken again, by reason; the most frequent first. */
  readonly advice: readonly { readonly code: string; readonly count: number }[];
}

/** Links that were made in the period; of the filter only the kind says something of a link. */
export async function readFunnel(
  transaction: Transacting,
  { from, to }: Period,
  { kind }: Filter,
): Promise<Funnel | TooFew> {
  const parts = kind === undefined ? [] : [sql<boolean>`c.purpose = ${kind}`];
  const made = sql`c.created_at >= ${from} and c.created_at < ${to}`;
  // Without a customer’s name each link is somebody else’s.
  const person = sql`coalesce(c.customer, c.id::text)`;
  const { rows } = await sql<
    Record<
      'people' | 'made' | 'opened' | 'sent' | 'completed' | 'failed' | 'expired' | 'open' | Decision,
      number
    > & {
      median: number | null;
      high: number | null;
    }
  >`
    select count(distinct ${person})::int as people, count(*)::int as made, count(c.opened_at)::int as opened,
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
    where ${sql.join([made, ...parts], sql` and `)}`.execute(transaction);
  const { people, approve, review, reject, recapture, median, high, ...counts } = rows[0]!;
  if (isFew(people)) return TOO_FEW;
  if (await leavesOutFew(transaction, { from: sql`captures c`, person, where: made, parts }))
    return LEAVES_OUT_FEW;
  const { rows: advice } = await sql<{ code: string; count: number }>`
    select code, count(*)::int as count
    from business_verifications v, unnest(v.reasons) as code
    where v.created_at >= ${from} and v.created_at < ${to} and v.channel = 'capture'
      and v.decision = 'recapture' and ${kind === undefined ? sql`true` : sql`v.kind = ${kind}`}
    group by code order by count(*) desc, code`.execute(transaction);
  return {
    ...counts,
    decided: { approve, review, reject, recapture },
    seconds: median === null || high === null ? null : { median, high },
    advice,
  };
}
