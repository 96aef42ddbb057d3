// A request under a key has one effect, however often it is sent: what it made is noted in the very transaction that
// made it. After draft-ietf-httpapi-idempotency-key-header. No answer is kept: it would be a second copy of what
// destroying the subject's key must erase.

import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { v4 as uuidv4 } from 'uuid';
import { LikenessError } from '../../errors.js';
import type { Database, Transacting } from '../storage/index.js';
import { Refusal } from './problems.js';

/** Called within the transaction that does the work, with the identifier of what it made. */
export type Settle = (transaction: Transacting, made: string) => Promise<void>;

/**
 * For how long a key is claimed, s. Whoever works on it claims it again and again; of a process that has died, another
 * takes over after that.
 */
const LEASE = 20;
const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Runs the work unless it was done before. A failure is not kept: the request may be sent again.
 * @param content what makes two requests the same, beside route and key: digests and texts, in a fixed order
 * @param again the answer of work that was done before
 * @throws `idempotency_in_progress`, `idempotency_key_reused`, `request_invalid`, and whatever the work throws
 */
export async function once<Answer>(
  database: Database,
  request: FastifyRequest,
  content: readonly (string | null)[],
  work: (settle: Settle) => Promise<Answer>,
  again: (made: string) => Promise<Answer>,
): Promise<Answer> {
  if (!request.routeOptions.config.isOnce)
    throw new LikenessError(
      'internal',
      `${request.routeOptions.url} does not say that it takes Idempotency-Key`,
    );
  const key = request.headers['idempotency-key'];
  if (key === undefined) return work(async () => {});
  if (typeof key !== 'string' || !KEY.test(key))
    throw new LikenessError(
      'request_invalid',
      'Idempotency-Key must be of 1 to 255 visible ASCII characters',
    );

  const { tenant, kind, id } = request.actor;
  const claim: Claim = {
    key,
    actor: `${kind}:${id}`,
    request_hash: hashOf([request.method, request.routeOptions.url ?? '', ...content]),
    worker: uuidv4(),
  };
  const made = await database.tenant(tenant, (transaction) => reserve(transaction, claim));
  if (made !== undefined) return again(made);
  // Of work that failed, or made nothing, the key is free again.
  const free = () => freed(() => database.tenant(tenant, (transaction) => release(transaction, claim)));
  let isSettled = false;
  const renewing = setInterval(
    () => void database.tenant(tenant, (transaction) => renew(transaction, claim)).catch(() => {}),
    (1000 * LEASE) / 4,
  );
  try {
    const answer = await work(async (transaction, identifier) => {
      await settle(transaction, claim, identifier);
      isSettled = true;
    });
    if (!isSettled) await free();
    return answer;
  } catch (error) {
    await free();
    throw error;
  } finally {
    clearInterval(renewing);
  }
}

/** Where the database is away, as it may be for the very reason that the work failed: later, beside other work. */
async function freed(release: () => Promise<void>, pause = 1000): Promise<void> {
  await release().catch(() => {
    // The lease runs out by itself.
    if (pause < 1000 * LEASE) setTimeout(() => void freed(release, 2 * pause), pause).unref();
  });
}

interface Claim {
  readonly key: string;
  readonly actor: string;
  readonly request_hash: Buffer;
  readonly worker: string;
}

/** @returns what was made under the key before; undefined where the work is ours to do */
async function reserve(transaction: Transacting, claim: Claim): Promise<string | undefined> {
  const created_at = new Date();
  const { numInsertedOrUpdatedRows = 0n } = await transaction
    .insertInto('idempotency')
    .values({ ...claim, locked_until: LEASED, made: null, created_at })
    .onConflict((conflict) => conflict.columns(['tenant', 'actor', 'key']).doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows > 0n) return undefined;

  const row = await transaction
    .selectFrom('idempotency')
    .select(['request_hash', 'made', sql<boolean>`locked_until > now()`.as('isClaimed')])
    .where('actor', '=', claim.actor)
    .where('key', '=', claim.key)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new Refusal('idempotency_in_progress', 'a request with this key has just failed', 1);
  if (!row.request_hash.equals(claim.request_hash))
    throw new LikenessError('idempotency_key_reused', 'another request was sent with this key');
  if (row.made !== null) return row.made;
  if (row.isClaimed)
    throw new Refusal('idempotency_in_progress', 'a request with this key is being worked on', 1);
  await transaction
    .updateTable('idempotency')
    .set({ worker: claim.worker, locked_until: LEASED })
    .where('actor', '=', claim.actor)
    .where('key', '=', claim.key)
    .execute();
  return undefined;
}

/** By the database's clock, which all replicas share. */
const LEASED = sql<Date>`now() + make_interval(secs => ${LEASE})`;

async function renew(transaction: Transacting, claim: Claim): Promise<void> {
  await transaction
    .updateTable('idempotency')
    .set({ locked_until: LEASED })
    .where('actor', '=', claim.actor)
    .where('key', '=', claim.key)
    .where('worker', '=', claim.worker)
    .execute();
}

async function settle(transaction: Transacting, claim: Claim, made: string): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('idempotency')
    .set({ made })
    .where('actor', '=', claim.actor)
    .where('key', '=', claim.key)
    .where('worker', '=', claim.worker)
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    throw new Refusal('idempotency_in_progress', 'the request took so long that another took over', 1);
}

async function release(transaction: Transacting, claim: Claim): Promise<void> {
  await transaction
    .deleteFrom('idempotency')
    .where('actor', '=', claim.actor)
    .where('key', '=', claim.key)
    .where('worker', '=', claim.worker)
    .where('made', 'is', null)
    .execute();
}

const hashOf = (parts: readonly (string | null)[]): Buffer =>
  createHash('sha256').update(JSON.stringify(parts)).digest();
