// What becomes of a delivery: pending until it is delivered or dead. All times are the database's, so that no
// process's clock, however it jumps, sends early or never. Each state is reached from any process, and once.

import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import type { Jobs } from '../jobs/index.js';
import type { Tables, Transacting } from '../storage/index.js';
import { disableEndpoint, type Endpoint, findActive, lockEndpoint } from './endpoints.js';
import type { Outcome } from './post.js';
import { nextDelay } from './schedule.js';

export type Delivery = Selectable<Tables['webhook_deliveries']>;

/** An attempt is its worker's for so long, s: longer than any may last, shorter than its job is waited for. */
const CLAIM = 45;
/** An endpoint that has failed for so long without a success is disabled, s. */
export const FAILING = 5 * 86_400;

export async function addDelivery(
  transaction: Transacting,
  jobs: Jobs,
  { tenant, event, endpoint }: { tenant: string; event: string; endpoint: string },
): Promise<string> {
  const id = uuidv7();
  await transaction
    .insertInto('webhook_deliveries')
    .values({
      ...{ id, event, endpoint, created_at: new Date(), ...DUE },
      ...{ attempted_at: null, last_status: null, last_fault: null },
    })
    .execute();
  await jobs.send(transaction, 'webhook-delivery', { tenant, delivery: id });
  return id;
}

/** How a round begins. */
const DUE = {
  state: 'pending',
  attempts: 0,
  next_at: sql<Date>`now()`,
  claim: null,
  claimed_until: null,
} as const;

/** An attempt that is ours to make. */
export interface Claimed {
  readonly id: string;
  readonly claim: string;
  /** This one among them. */
  readonly attempts: number;
}

/** Takes the next attempt. `over`: there is none to make; `held`: another makes it, for so many seconds at most. */
export async function claimDelivery(
  transaction: Transacting,
  id: string,
): Promise<Claimed | 'over' | { readonly held: number }> {
  const claim = uuidv4();
  const row = await transaction
    .updateTable('webhook_deliveries')
    .set((now) => ({
      claim,
      claimed_until: sql<Date>`now() + make_interval(secs => ${CLAIM})`,
      attempts: now('attempts', '+', 1),
      attempted_at: sql<Date>`now()`,
      last_status: null,
      last_fault: 'cut_off',
    }))
    .where('id', '=', id)
    .where(isDue)
    .returning('attempts')
    .executeTakeFirst();
  if (row) return { id, claim, attempts: row.attempts };
  const holder = await transaction
    .selectFrom('webhook_deliveries')
    .select(sql<number>`ceil(extract(epoch from claimed_until - now()))::int`.as('seconds'))
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .where('claimed_until', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return holder ? { held: holder.seconds } : 'over';
}

/** An attempt may be made now, and nobody makes it. */
const isDue = (row: ExpressionBuilder<Tables, 'webhook_deliveries'>) =>
  row.and([
    row('state', '=', 'pending'),
    row('next_at', '<=', sql<Date>`now()`),
    row.or([row('claimed_until', 'is', null), row('claimed_until', '<=', sql<Date>`now()`)]),
  ]);

/** Takes the attempt that has waited longest at an endpoint, where one may be made now. */
export async function claimOldest(transaction: Transacting, endpoint: string): Promise<Claimed | undefined> {
  const oldest = await transaction
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('endpoint', '=', endpoint)
    .where(isDue)
    .orderBy('next_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  const claimed = oldest && (await claimDelivery(transaction, oldest.id));
  return claimed && claimed !== 'over' && 'claim' in claimed ? claimed : undefined;
}

/** Asks for jobs for those that have waited longest at an endpoint, and whose own jobs found no place. */
export async function callNext(
  transaction: Transacting,
  jobs: Jobs,
  { tenant, id: endpoint }: Pick<Endpoint, 'tenant' | 'id'>,
  most: number,
): Promise<void> {
  const next = await transaction
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('endpoint', '=', endpoint)
    .where(isDue)
    .orderBy('next_at')
    .limit(most)
    .execute();
  for (const { id } of next) await jobs.send(transaction, 'webhook-delivery', { tenant, delivery: id });
}

/** Gives an attempt up as if it had not been begun. */
export async function releaseDelivery(transaction: Transacting, { id, claim }: Claimed): Promise<void> {
  await transaction
    .updateTable('webhook_deliveries')
    .set((now) => ({ claim: null, claimed_until: null, attempts: now('attempts', '-', 1) }))
    .where('id', '=', id)
    .where('claim', '=', claim)
    .execute();
}

/**
 * Notes how an attempt ended, and asks for the next one where there is to be one.
 * @returns why the endpoint was disabled by it, if it was
 */
export async function recordOutcome(
  transaction: Transacting,
  jobs: Jobs,
  { tenant, id: endpoint }: Pick<Endpoint, 'tenant' | 'id'>,
  claimed: Claimed,
  outcome: Outcome,
): Promise<'gone' | 'failing' | undefined> {
  const ended = { claim: null, claimed_until: null, last_status: outcome.status ?? null };
  if (outcome.delivered) {
    await transaction
      .updateTable('webhook_endpoints')
      .set({ failing_since: null })
      .where('id', '=', endpoint)
      .where('failing_since', 'is not', null)
      .execute();
    await transaction
      .updateTable('webhook_deliveries')
      .set({ ...ended, state: 'delivered', next_at: null, last_fault: null })
      .where('id', '=', claimed.id)
      // Whoever holds it by now: the receiver has it.
      .where((now) => now.or([now('claim', '=', claimed.claim), now('state', '=', 'pending')]))
      .execute();
    return undefined;
  }
  // It may have to end, and with it all that waits.
  await lockEndpoint(transaction, endpoint);
  const isGone = outcome.status === 410;
  const delay = isGone ? undefined : nextDelay(claimed.attempts, outcome.retryAfter, Math.random());
  const { numUpdatedRows } = await transaction
    .updateTable('webhook_deliveries')
    .set({
      ...{ ...ended, last_fault: outcome.fault },
      ...(delay === undefined
        ? { state: 'dead', next_at: null }
        : { next_at: sql<Date>`now() + make_interval(secs => ${delay})` }),
    })
    .where('id', '=', claimed.id)
    .where('claim', '=', claimed.claim)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  if (numUpdatedRows > 0n && delay !== undefined)
    await jobs.send(
      transaction,
      'webhook-delivery',
      { tenant, delivery: claimed.id },
      { afterSeconds: delay },
    );
  const because = isGone ? 'gone' : (await hasFailedLong(transaction, endpoint)) ? 'failing' : undefined;
  return because && (await disableEndpoint(transaction, endpoint, because)) ? because : undefined;
}

async function hasFailedLong(transaction: Transacting, endpoint: string): Promise<boolean> {
  await transaction
    .updateTable('webhook_endpoints')
    .set({ failing_since: sql<Date>`now()` })
    .where('id', '=', endpoint)
    .where('failing_since', 'is', null)
    .execute();
  const row = await transaction
    .selectFrom('webhook_endpoints')
    .select(sql<boolean>`failing_since < now() - make_interval(secs => ${FAILING})`.as('long'))
    .where('id', '=', endpoint)
    .executeTakeFirst();
  return row?.long === true;
}

/**
 * Sends once more, whatever became of it: a round of attempts from the first.
 * @throws `not_found`; `state_conflict` where its endpoint is disabled
 */
export async function redeliver(transaction: Transacting, jobs: Jobs, id: string): Promise<Delivery> {
  const row = await transaction
    .selectFrom('webhook_deliveries')
    .select('endpoint')
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw new LikenessError('not_found', `there is no delivery ${id}`);
  await findActive(transaction, row.endpoint);
  const delivery = await transaction
    .updateTable('webhook_deliveries')
    .set(DUE)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await jobs.send(transaction, 'webhook-delivery', { tenant: delivery.tenant, delivery: id });
  return delivery;
}

export interface Span {
  /** Both ends included. */
  readonly since: Date;
  readonly until: Date;
}

/** A page of the events that an endpoint takes, in their order. */
export function eventsFor(
  transaction: Transacting,
  { event_types }: Endpoint,
  { since, until }: Span,
  after?: string,
) {
  return transaction
    .selectFrom('webhook_events')
    .where('created_at', '>=', since)
    .where('created_at', '<=', until)
    .where('type', '!=', 'webhook.test')
    .$if(event_types !== null, (query) => query.where('type', 'in', event_types!))
    .$if(after !== undefined, (query) => query.where('id', '>', after!));
}

/** Sends events to an endpoint once more, or for the first time; what waits to be sent goes on waiting. */
export async function replayEvents(
  transaction: Transacting,
  jobs: Jobs,
  { tenant, id: endpoint }: Endpoint,
  events: readonly string[],
): Promise<void> {
  if (events.length === 0) return;
  const fresh = { attempted_at: null, last_status: null, last_fault: null, created_at: new Date() };
  const rows = await transaction
    .insertInto('webhook_deliveries')
    .values(events.map((event) => ({ id: uuidv7(), event, endpoint, ...DUE, ...fresh })))
    .onConflict((conflict) =>
      conflict
        .columns(['tenant', 'endpoint', 'event'])
        .doUpdateSet(DUE)
        .where('webhook_deliveries.state', '!=', 'pending'),
    )
    .returning('id')
    .execute();
  for (const { id } of rows) await jobs.send(transaction, 'webhook-delivery', { tenant, delivery: id });
}
