// The workers' side: makes attempts, replays, and takes up what was lost.

import { sql } from 'kysely';
import { LikenessError } from '../../errors.js';
import type { AuditLog } from '../audit/index.js';
import { versionOfPackage } from '../http/index.js';
import { systemActor } from '../identity/index.js';
import { type JobLogger, type Jobs, QUEUES } from '../jobs/index.js';
import type { Database, Transacting } from '../storage/index.js';
import {
  type Claimed,
  callNext,
  claimDelivery,
  claimOldest,
  eventsFor,
  recordOutcome,
  releaseDelivery,
  replayEvents,
} from './deliveries.js';
import {
  dropPending,
  type Endpoint,
  findEndpoint,
  lockEndpoint,
  type Sealing,
  secretsOf,
} from './endpoints.js';
import { openPlaces, type Place } from './places.js';
import { type Outcome, post } from './post.js';
import { type Gate, openGate, type Reach } from './reach.js';
import { type Message, signedHeaders } from './signature.js';

export interface DeliveringOptions {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly audit: AuditLog;
  readonly sealing: Sealing;
  readonly reach: Reach;
  readonly logger: JobLogger;
  /** For a receiver to answer, ms. Default 15,000, and at most that: an attempt is over before another may begin. */
  readonly timeout?: number;
}

const TIMEOUT = 15_000;
/** How long an event is kept, and so can be replayed, days. */
export const KEPT_DAYS = 30;
/** Events that one job replays. */
const PAGE = 200;

/**
 * Sends events from now on. Their order is not promised: attempts run side by side, and one that failed comes later.
 *
 * A delivery whose job finds no place at its endpoint waits without a job, however many do: whoever held a place asks
 * for a job for the one that has waited longest once the place is free again, after a success for two, so that an
 * endpoint that is well again soon has all its places. So there are three jobs an attempt at most.
 * @throws `option_invalid` where a network is none; `internal` where this process does no jobs
 */
export function deliverWebhooks(options: DeliveringOptions): void {
  const { database, jobs, audit, sealing, logger, timeout = TIMEOUT } = options;
  const gate = openGate(options.reach);
  const place = openPlaces(QUEUES['webhook-delivery'].parallel);

  jobs.work('webhook-delivery', async ({ tenant, delivery }, { signal }) => {
    const here = place();
    try {
      const attempt = await database.tenant(tenant, (transaction) =>
        prepare(transaction, jobs, sealing, here, delivery),
      );
      const outcome = attempt && (await send(attempt, gate, Math.min(timeout, TIMEOUT), signal));
      // Before it is looked who waits: whoever comes now finds a place, and whoever came before is seen.
      const endpoint = here.leave();
      if (endpoint === undefined) return;
      await database.tenant(tenant, async (transaction) => {
        if (attempt) await conclude(transaction, attempt, outcome!);
        // Its job is given back, and looks then.
        if (outcome === 'cut_off') return;
        await callNext(transaction, jobs, { tenant, id: endpoint }, outcome?.delivered ? 2 : 1);
      });
      if (outcome === 'cut_off') signal.throwIfAborted();
    } finally {
      here.leave();
    }
  });

  const conclude = async (
    transaction: Transacting,
    { claimed, endpoint }: Attempt,
    outcome: Outcome | 'cut_off',
  ): Promise<void> => {
    if (outcome === 'cut_off') return releaseDelivery(transaction, claimed);
    const because = await recordOutcome(transaction, jobs, endpoint, claimed, outcome);
    if (because === undefined) return;
    const { tenant, id } = endpoint;
    logger.warn({ tenant, endpoint: id, because }, 'a webhook endpoint was disabled');
    const target = { kind: 'webhook', id };
    const actor = systemActor(tenant, 'webhook-delivery');
    await audit.append(transaction, actor, 'webhook.changed', target, { state: 'disabled', because });
  };

  jobs.work('webhook-replay', ({ tenant, endpoint, since, until, after }) =>
    database.tenant(tenant, async (transaction) => {
      const receiver = await findReceiver(transaction, endpoint);
      if (!receiver) return;
      const span = { since: new Date(since), until: new Date(until) };
      const rows = await eventsFor(transaction, receiver, span, after)
        .select('id')
        .orderBy('id')
        .limit(PAGE)
        .execute();
      const events = rows.map(({ id }) => id);
      await replayEvents(transaction, jobs, receiver, events);
      if (events.length === PAGE)
        await jobs.send(transaction, 'webhook-replay', {
          ...{ tenant, endpoint, since, until, after: events.at(-1)! },
        });
    }),
  );

  jobs.work('webhook-upkeep', ({ tenant }) =>
    database.tenant(tenant, (transaction) => keepUp(transaction, jobs, tenant)),
  );
}

interface Attempt {
  readonly claimed: Claimed;
  readonly endpoint: Endpoint;
  readonly message: Message;
  readonly secrets: readonly string[];
}

/** Takes the attempt that a job asks for, or the oldest of its endpoint, where one may be made now and has a place. */
async function prepare(
  transaction: Transacting,
  jobs: Jobs,
  sealing: Sealing,
  place: Place,
  delivery: string,
): Promise<Attempt | undefined> {
  const row = await transaction
    .selectFrom('webhook_deliveries')
    .select('endpoint')
    .where('id', '=', delivery)
    .executeTakeFirst();
  if (!row) return undefined;
  const endpoint = await findEndpoint(transaction, row.endpoint);
  const { tenant } = endpoint;
  if (endpoint.state === 'disabled') {
    // An event can be written while its endpoint is being disabled.
    await lockEndpoint(transaction, endpoint.id);
    await dropPending(transaction, endpoint.id);
    return undefined;
  }
  if (!place.take(endpoint.id, endpoint.failing_since !== null)) return undefined;
  const asked = await claimDelivery(transaction, delivery);
  if (asked !== 'over' && 'held' in asked)
    await jobs.send(transaction, 'webhook-delivery', { tenant, delivery }, { afterSeconds: asked.held + 1 });
  const claimed = asked !== 'over' && 'claim' in asked ? asked : await claimOldest(transaction, endpoint.id);
  return (
    claimed && {
      claimed,
      endpoint,
      message: await messageOf(transaction, claimed.id),
      secrets: await secretsOf(transaction, sealing, endpoint),
    }
  );
}

async function messageOf(transaction: Transacting, delivery: string): Promise<Message> {
  const { id, type, data, created_at } = await transaction
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhook_events as event', 'event.id', 'delivery.event')
    .select(['event.id', 'type', 'data', 'event.created_at'])
    .where('delivery.id', '=', delivery)
    .executeTakeFirstOrThrow();
  return { id, body: JSON.stringify({ type, timestamp: created_at.toISOString(), data }) };
}

const AGENT = `Likeness/${versionOfPackage()}`;

async function send(
  { endpoint, message, secrets }: Attempt,
  gate: Gate,
  timeout: number,
  signal: AbortSignal,
): Promise<Outcome | 'cut_off'> {
  let url: URL;
  try {
    // What may be reached can have been set anew since it was entered.
    url = gate.checkUrl(endpoint.url);
  } catch (error) {
    if (!(error instanceof LikenessError)) throw error;
    return { delivered: false, fault: 'address_refused' };
  }
  const headers = {
    'content-type': 'application/json',
    'user-agent': AGENT,
    ...signedHeaders(message, secrets, new Date()),
  };
  const outcome = await post({ url, headers, body: message.body }, { gate, timeout, signal });
  return !outcome.delivered && outcome.fault === 'cut_off' ? 'cut_off' : outcome;
}

async function findReceiver(transaction: Transacting, id: string): Promise<Endpoint | undefined> {
  return transaction
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'active')
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** A delivery that is so long overdue may have lost its job, s. */
const LOST = 600;

async function keepUp(transaction: Transacting, jobs: Jobs, tenant: string): Promise<void> {
  const overdue = await transaction
    .selectFrom('webhook_deliveries')
    .select('endpoint')
    .distinct()
    .where('state', '=', 'pending')
    .where('next_at', '<', ago(LOST))
    .where((row) => row.or([row('claimed_until', 'is', null), row('claimed_until', '<', ago(LOST))]))
    .execute();
  // One each: whoever makes that attempt asks for the next. Where the workers are merely behind, it is one too many.
  for (const { endpoint } of overdue) await callNext(transaction, jobs, { tenant, id: endpoint }, 1);
  await transaction
    .deleteFrom('webhook_events')
    .where('created_at', '<', ago(KEPT_DAYS * 86_400))
    .execute();
  await transaction.deleteFrom('webhook_secrets').where('expires_at', '<', ago(86_400)).execute();
}

const ago = (seconds: number) => sql<Date>`now() - make_interval(secs => ${seconds})`;
