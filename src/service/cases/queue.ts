// The queue: what waits, in its order; and taking the next, so that no two people are given the same.

import { type Expression, type SqlBool, sql } from 'kysely';
import type { AuditLog } from '../audit/index.js';
import type { Person } from '../identity/index.js';
import type { CaseState, Transacting } from '../storage/index.js';

/** What an assignee has not touched for so long may be taken by another, ms. */
export const LEASE = 30 * 60_000;

/** s: whoever left a case alone for longer had lost it, whatever they did meanwhile. */
export const LONGEST_LOOK = LEASE / 1000;

/** Seconds of the look `l`. Of those that were kept before they had a bound, some were nights. */
export const SECONDS_OF_LOOK = sql<number>`least(l.seconds, ${sql.lit(LONGEST_LOOK)})`;

/** Undecided, as the index of the queue has it. */
const UNDECIDED = ['open', 'assigned', 'awaiting_second'] as const;

export interface CaseFilter {
  readonly state?: CaseState | undefined;
  /** UUID, or `none`. */
  readonly assignee?: string | undefined;
  readonly reason?: string | undefined;
  readonly customer?: string | undefined;
  readonly openedBefore?: Date | undefined;
  readonly openedAfter?: Date | undefined;
}

/** `queue`: as they are to be taken; `latest`: the latest first. */
export type CaseOrder = 'queue' | 'latest';

const columnsOf = (transaction: Transacting) =>
  transaction
    .selectFrom('cases')
    .leftJoin('people', (join) =>
      join.onRef('people.tenant', '=', 'cases.tenant').onRef('people.id', '=', 'cases.assignee'),
    )
    .selectAll('cases')
    .select('people.name as assignee_name');

export type CaseRow = Awaited<ReturnType<ReturnType<typeof columnsOf>['executeTakeFirstOrThrow']>>;

/**
 * A page of cases; without a state, those that are not decided.
 * @param after identifier of the last of the page before
 */
export async function listCases(
  transaction: Transacting,
  filter: CaseFilter,
  { order, after, limit }: { order: CaseOrder; after: string | undefined; limit: number },
): Promise<CaseRow[]> {
  const { state, assignee, reason, customer, openedBefore, openedAfter } = filter;
  let query = columnsOf(transaction).limit(limit);
  if (state !== undefined) query = query.where('cases.state', '=', state);
  else query = query.where(undecided);
  if (assignee === 'none') query = query.where('cases.assignee', 'is', null);
  else if (assignee !== undefined) query = query.where('cases.assignee', '=', assignee);
  if (reason !== undefined) query = query.where(sql<boolean>`${reason} = any(cases.reasons)`);
  if (customer !== undefined) query = query.where('cases.customer', '=', customer);
  if (openedBefore) query = query.where('cases.opened_at', '<', openedBefore);
  if (openedAfter) query = query.where('cases.opened_at', '>=', openedAfter);
  if (order === 'latest') {
    if (after !== undefined) query = query.where('cases.id', '<', after);
    return query.orderBy('cases.id', 'desc').execute();
  }
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(cases.stands_at, cases.id) > (select stands_at, id from cases where id = ${after})`,
    );
  return query.orderBy('cases.stands_at').orderBy('cases.id').execute();
}

// Written out, since the index holds for these very words alone.
const undecided = (): Expression<SqlBool> =>
  sql<boolean>`cases.state in (${sql.join(UNDECIDED.map((state) => sql.lit(state)))})`;

/** The case as it is shown; undefined where there is none. */
export const findCase = (transaction: Transacting, id: string): Promise<CaseRow | undefined> =>
  columnsOf(transaction).where('cases.id', '=', id).executeTakeFirst();

/**
 * Gives the next case to somebody: open, or left alone for too long; and, for supervisors, second looks at what others
 * looked at first. Rows that somebody else is just being given are passed over, so nobody waits and nobody doubles.
 * @returns its identifier; undefined where nothing waits for this person
 */
export async function takeNext(
  transaction: Transacting,
  audit: AuditLog,
  person: Person,
): Promise<string | undefined> {
  const now = new Date();
  const stale = new Date(now.getTime() - LEASE);
  const second = person.permissions.has('cases.supervise');
  const { rows } = await sql<{ id: string; state: CaseState; assignee: string | null }>`
    select id, state, assignee from cases
    where ${undecided()}
      and (assignee is null or touched_at < ${stale})
      and (state <> 'awaiting_second' or ${second} and not exists (
        select from case_looks l where l."case" = cases.id and l.person = ${person.id}))
      and not exists (select from case_seeds s where s."case" = cases.id and s.created_by = ${person.id})
    order by stands_at, id limit 1 for update skip locked`.execute(transaction);
  const next = rows[0];
  if (!next) return undefined;
  await transaction
    .updateTable('cases')
    .set(({ eb, ref }) => ({
      state: next.state === 'awaiting_second' ? next.state : 'assigned',
      version: eb(ref('version'), '+', 1),
      ...{ assignee: person.id, assigned_at: now, touched_at: now },
    }))
    .where('id', '=', next.id)
    .execute();
  const details = { to: person.id, ...(next.assignee && { from: next.assignee }) };
  await audit.append(transaction, person, 'case.assigned', { kind: 'case', id: next.id }, details);
  return next.id;
}

export interface Counts {
  readonly open: number;
  readonly assigned: number;
  readonly awaitingSecond: number;
  /** Assigned, and left alone for so long that others may take them. */
  readonly stale: number;
  /** Of the person who asks, second looks too; 0 for a key. */
  readonly mine: number;
  /** Of all other people, second looks too. */
  readonly others: number;
  readonly decidedToday: number;
  readonly oldestOpenedAt: Date | null;
}

export async function countCases(transaction: Transacting, me: string): Promise<Counts> {
  const now = Date.now();
  const stale = new Date(now - LEASE);
  const today = new Date(new Date(now).toISOString().slice(0, 10));
  const mine = /^[0-9a-f-]{36}$/.test(me) ? me : null;
  const { rows } = await sql<Omit<Counts, 'decidedToday'>>`
    select count(*) filter (where state = 'open') as open,
      count(*) filter (where state = 'assigned') as assigned,
      count(*) filter (where state = 'awaiting_second') as "awaitingSecond",
      count(*) filter (where touched_at < ${stale}) as stale,
      count(*) filter (where assignee = ${mine}::uuid) as mine,
      count(*) filter (where assignee is not null and assignee is distinct from ${mine}::uuid) as others,
      min(opened_at) as "oldestOpenedAt"
    from cases where ${undecided()}`.execute(transaction);
  const { decided } = await transaction
    .selectFrom('cases')
    .select(({ fn }) => fn.countAll<number>().as('decided'))
    .where('state', '=', 'decided')
    .where('decided_at', '>=', today)
    .executeTakeFirstOrThrow();
  return { ...rows[0]!, decidedToday: decided };
}
