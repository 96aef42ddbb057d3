// A tenant's endpoints: where events are sent, of which types, and what signs them.

import { type Selectable, sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import type { Tables, Transacting } from '../storage/index.js';
import type { EventType } from './eventTypes.js';
import { makeSecret } from './signature.js';

/** Encrypts what must be read again but never by who reads the database: bound to its place by `context`. */
export interface Sealing {
  seal(bytes: Uint8Array, context: string): Uint8Array | Promise<Uint8Array>;
  /** @throws where the bytes were changed, or sealed for another place */
  open(sealed: Uint8Array, context: string): Uint8Array | Promise<Uint8Array>;
}

export type Endpoint = Selectable<Tables['webhook_endpoints']>;

export interface EndpointDraft {
  readonly url: string;
  readonly description: string;
  /** Null: all, those of later versions too. */
  readonly types: readonly EventType[] | null;
}

export const MOST_ENDPOINTS = 50;
/** Secrets that sign at once: each is a signature in every request. */
const MOST_SECRETS = 4;

/**
 * @returns the endpoint, and the secret that its owner is told
 * @throws `state_conflict` where there are too many
 */
export async function createEndpoint(
  transaction: Transacting,
  sealing: Sealing,
  { url, description, types }: EndpointDraft,
  createdBy: string,
): Promise<{ endpoint: Endpoint; secret: string }> {
  const { count } = await transaction
    .selectFrom('webhook_endpoints')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (count >= MOST_ENDPOINTS)
    throw new LikenessError('state_conflict', `there are ${MOST_ENDPOINTS} endpoints already: remove one`);
  const endpoint = await transaction
    .insertInto('webhook_endpoints')
    .values({
      ...{ id: uuidv7(), url, description, event_types: types && [...types], state: 'active' },
      ...{ disabled_because: null, disabled_at: null, failing_since: null },
      ...{ created_at: new Date(), created_by: createdBy },
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { endpoint, secret: await addSecret(transaction, sealing, endpoint) };
}

/** @throws `not_found` */
export async function findEndpoint(transaction: Transacting, id: string): Promise<Endpoint> {
  const row = await transaction
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw new LikenessError('not_found', `there is no endpoint ${id}`);
  return row;
}

/** @throws `not_found`; `state_conflict` where nothing is sent to it */
export async function findActive(transaction: Transacting, id: string): Promise<Endpoint> {
  const endpoint = await findEndpoint(transaction, id);
  if (endpoint.state !== 'active')
    throw new LikenessError('state_conflict', `the endpoint ${id} is disabled: make it active first`);
  return endpoint;
}

export interface EndpointChange {
  readonly url?: string;
  readonly description?: string;
  readonly types?: readonly EventType[] | null;
  readonly state?: 'active' | 'disabled';
}

/** @throws `not_found` */
export async function changeEndpoint(
  transaction: Transacting,
  id: string,
  { url, description, types, state }: EndpointChange,
): Promise<Endpoint> {
  const before = await findEndpoint(transaction, id);
  if (state === 'disabled' && before.state === 'active') await disableEndpoint(transaction, id, 'asked');
  return transaction
    .updateTable('webhook_endpoints')
    .set({
      url: url ?? before.url,
      description: description ?? before.description,
      ...(types !== undefined && { event_types: types && [...types] }),
      ...(state === 'active' && {
        ...{ state, disabled_because: null, disabled_at: null, failing_since: null },
      }),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Ends an endpoint, and with it whatever waits to be sent to it. @returns whether it was active */
export async function disableEndpoint(
  transaction: Transacting,
  id: string,
  because: 'asked' | 'gone' | 'failing',
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('webhook_endpoints')
    .set({ state: 'disabled', disabled_because: because, disabled_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('state', '=', 'active')
    .executeTakeFirst();
  await dropPending(transaction, id);
  return numUpdatedRows > 0n;
}

/**
 * Of those who change what waits for an endpoint, one after the other. Whoever changes the endpoint or several of its
 * deliveries locks it before them: in two orders, two that do would wait for each other.
 */
export async function lockEndpoint(transaction: Transacting, id: string): Promise<void> {
  await sql`select from webhook_endpoints where id = ${id} for no key update`.execute(transaction);
}

/** Gives up whatever waits to be sent to an endpoint, which is locked. */
export async function dropPending(transaction: Transacting, endpoint: string): Promise<void> {
  await transaction
    .updateTable('webhook_deliveries')
    .set({ state: 'dead', next_at: null, last_fault: 'disabled' })
    .where('endpoint', '=', endpoint)
    .where('state', '=', 'pending')
    .execute();
}

export async function removeEndpoint(transaction: Transacting, id: string): Promise<void> {
  await transaction.deleteFrom('webhook_endpoints').where('id', '=', id).execute();
}

/**
 * A new secret. The one before goes on signing beside it for a while, so that the receiver can change over.
 * @param overlap seconds
 * @throws `not_found`; `state_conflict` where too many sign already
 */
export async function rotateSecret(
  transaction: Transacting,
  sealing: Sealing,
  id: string,
  overlap: number,
): Promise<{ endpoint: Endpoint; secret: string }> {
  const endpoint = await findEndpoint(transaction, id);
  // Of two that rotate at once, one after the other.
  await lockEndpoint(transaction, id);
  const signing = await signingSecrets(transaction, id);
  if (overlap > 0 && signing.length >= MOST_SECRETS)
    throw new LikenessError(
      'state_conflict',
      `${MOST_SECRETS} secrets of this endpoint sign already: wait, or rotate without an overlap`,
    );
  await transaction
    .updateTable('webhook_secrets')
    .set({ expires_at: sql<Date>`now() + make_interval(secs => ${overlap})` })
    .where('endpoint', '=', id)
    // Without an overlap a secret is lost to somebody: then all that came before end.
    .where((row) => (overlap === 0 ? row.val(true) : row('expires_at', 'is', null)))
    .execute();
  return { endpoint, secret: await addSecret(transaction, sealing, endpoint) };
}

/** What signs now, the current one first: `whsec_…`. */
export async function secretsOf(
  transaction: Transacting,
  sealing: Sealing,
  { tenant, id }: Pick<Endpoint, 'tenant' | 'id'>,
): Promise<string[]> {
  const rows = await signingSecrets(transaction, id);
  return Promise.all(
    rows.map(async (row) =>
      Buffer.from(await sealing.open(row.sealed, contextOf(tenant, id, row.id))).toString('utf8'),
    ),
  );
}

const signingSecrets = (transaction: Transacting, endpoint: string) =>
  transaction
    .selectFrom('webhook_secrets')
    .select(['id', 'sealed'])
    .where('endpoint', '=', endpoint)
    .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', sql<Date>`now()`)]))
    .orderBy('expires_at', (order) => order.desc().nullsFirst())
    .execute();

async function addSecret(
  transaction: Transacting,
  sealing: Sealing,
  { tenant, id: endpoint }: Endpoint,
): Promise<string> {
  const id = uuidv7();
  const secret = makeSecret();
  const sealed = await sealing.seal(Buffer.from(secret), contextOf(tenant, endpoint, id));
  await transaction
    .insertInto('webhook_secrets')
    .values({ id, endpoint, sealed: Buffer.from(sealed), created_at: new Date(), expires_at: null })
    .execute();
  return secret;
}

const contextOf = (tenant: string, endpoint: string, secret: string): string =>
  JSON.stringify(['webhook secret', tenant, endpoint, secret]);
