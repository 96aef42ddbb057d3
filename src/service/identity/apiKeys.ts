// API keys: how programs say who they are. A key is `lk_<id>_<secret>`.

import { sql } from 'kysely';
import { LikenessError } from '../../errors.js';
import type { Database, Transacting } from '../storage/index.js';
import type { Actor, Machine } from './actor.js';
import { isPermission, KEY_PERMISSIONS, type Permission } from './permissions.js';
import { isSecretOf, makeToken, parseToken } from './tokens.js';

/** What is known of a key once it was made. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** Day (UTC), `2026-11-28`. */
  readonly lastUsedOn: string | null;
  /** The key that a rotation put in its place. */
  readonly successor: string | null;
}

export interface KeyDraft {
  /** 1 to 100 characters, none of them a control character. */
  readonly name: string;
  readonly scopes: readonly Permission[];
  readonly expiresAt?: Date;
}

const NAME = /^[^\p{Cc}]{1,100}$/u;

/**
 * Makes a key. Its text is given here and never again. A person with `keys.write` may give every scope that keys may
 * have; a key gives none that it lacks, and nothing that it makes outlives it.
 * @throws `option_invalid` where a scope is not for keys, `permission_missing`
 */
export async function createKey(
  transaction: Transacting,
  draft: KeyDraft,
  by: Actor,
): Promise<{ key: ApiKey; text: string }> {
  checkDraft(draft);
  demandScopes(by, draft.scopes);
  const { id, text, secretHash } = makeToken('lk');
  const row = await transaction
    .insertInto('api_keys')
    .values({
      id,
      name: draft.name,
      secret_hash: secretHash,
      scopes: [...new Set(draft.scopes)],
      created_at: new Date(),
      created_by: `${by.kind}:${by.id}`,
      expires_at: earlier(draft.expiresAt ?? null, await endOf(transaction, by)),
      revoked_at: null,
      last_used_on: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { key: keyOf(row), text };
}

/**
 * Revokes a key and all that was made with it: whoever had it may have given themselves others.
 * @returns the identifiers of the keys that serve no more, the one asked for among them; empty where there was none
 */
export async function revokeKey(transaction: Transacting, id: string): Promise<string[]> {
  // Against one that is being made with it just now.
  const key = await transaction
    .selectFrom('api_keys')
    .select('id')
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!key) return [];
  const revoked = await transaction
    .withRecursive('descent', (with_) =>
      with_
        .selectFrom('api_keys')
        .select('id')
        .where('id', '=', id)
        .union(
          with_
            .selectFrom('api_keys as made')
            .innerJoin('descent', (join) =>
              join.on(sql`'key:' || descent.id`, '=', sql.ref('made.created_by')),
            )
            .select('made.id'),
        ),
    )
    .updateTable('api_keys')
    .set({ revoked_at: new Date() })
    .where('id', 'in', ({ selectFrom }) => selectFrom('descent').select('id'))
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute();
  return revoked.map((row) => row.id);
}

/**
 * A new key with the name, scopes and lifetime of an old one, which goes on for a while, so that programs can change
 * over.
 * @param overlap milliseconds for which the old one still serves
 * @throws `not_found` where there is no such key, or it serves no more; `state_conflict` where it was rotated before;
 *   `permission_missing`
 */
export async function rotateKey(
  transaction: Transacting,
  id: string,
  overlap: number,
  by: Actor,
): Promise<{ key: ApiKey; text: string }> {
  const old = await transaction
    .selectFrom('api_keys')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!old || !isServing(old)) throw new LikenessError('not_found', `there is no key ${id} that serves`);
  if (old.successor !== null)
    throw new LikenessError(
      'state_conflict',
      `the key ${id} was rotated already: ${old.successor} follows it`,
    );
  const made = await createKey(
    transaction,
    {
      name: old.name,
      scopes: old.scopes.filter(isPermission),
      ...(old.expires_at && {
        expiresAt: new Date(Date.now() + old.expires_at.getTime() - old.created_at.getTime()),
      }),
    },
    by,
  );
  await transaction
    .updateTable('api_keys')
    .set({
      successor: made.key.id,
      expires_at: earlier(old.expires_at, new Date(Date.now() + overlap)),
    })
    .where('id', '=', id)
    .execute();
  return made;
}

export async function listKeys(transaction: Transacting): Promise<ApiKey[]> {
  const rows = await transaction
    .selectFrom('api_keys')
    .selectAll()
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(keyOf);
}

/**
 * Whose key it is; notes the day of its use.
 * @throws `unauthenticated`, the same for a key that never was, that is wrong, expired or revoked
 */
export async function authenticateKey(database: Database, text: string): Promise<Machine> {
  const token = parseToken('lk', text);
  if (!token) throw unknown();
  const row = await database.presented(token.id, (transaction) =>
    transaction.selectFrom('api_keys').selectAll().where('id', '=', token.id).executeTakeFirst(),
  );
  if (!isSecretOf(token, row) || !row || !isServing(row)) throw unknown();
  const today = new Date().toISOString().slice(0, 10);
  if (row.last_used_on !== today)
    await database.tenant(row.tenant, (transaction) => noteUse(transaction, row.id, today));
  return {
    kind: 'key',
    id: row.id,
    name: row.name,
    tenant: row.tenant,
    permissions: new Set(row.scopes.filter(isPermission)),
  };
}

/** Whoever is at it does it: a request waits for no other to note the same day. */
async function noteUse(transaction: Transacting, id: string, today: string): Promise<void> {
  await transaction
    .updateTable('api_keys')
    .set({ last_used_on: today })
    .where(
      sql<boolean>`id in (select id from api_keys
        where id = ${id} and (last_used_on is null or last_used_on < ${today}) for update skip locked)`,
    )
    .execute();
}

function checkDraft({ name, scopes, expiresAt }: KeyDraft): void {
  if (!NAME.test(name))
    throw new LikenessError('option_invalid', 'a key’s name has 1 to 100 characters, on one line');
  if (scopes.length === 0 || scopes.some((scope) => !KEY_PERMISSIONS.includes(scope)))
    throw new LikenessError(
      'option_invalid',
      `scopes of a key are one or more of ${KEY_PERMISSIONS.join(', ')}`,
    );
  if (expiresAt && !(expiresAt > new Date()))
    throw new LikenessError('option_invalid', 'a key must expire in the future, or never');
}

/** A program that could give more than it has would have it all. Of people, roles and scopes are apart on purpose. */
function demandScopes(by: Actor, scopes: readonly Permission[]): void {
  const lacking = by.kind === 'key' ? scopes.filter((scope) => !by.permissions.has(scope)) : [];
  if (lacking.length > 0)
    throw new LikenessError(
      'permission_missing',
      `a key gives no scope that it lacks itself: ${lacking.join(', ')}`,
    );
}

async function endOf(transaction: Transacting, by: Actor): Promise<Date | null> {
  if (by.kind !== 'key') return null;
  // Locked: a key that is being revoked makes no other behind its back.
  const row = await transaction
    .selectFrom('api_keys')
    .select(['expires_at', 'revoked_at'])
    .where('id', '=', by.id)
    .forShare()
    .executeTakeFirst();
  if (row?.revoked_at) throw unknown();
  return row?.expires_at ?? null;
}

/** Null is never. */
const earlier = (one: Date | null, other: Date | null): Date | null =>
  one === null || other === null ? (one ?? other) : one < other ? one : other;

const unknown = () => new LikenessError('unauthenticated', 'the key is not known, or serves no more');

const isServing = (row: { revoked_at: Date | null; expires_at: Date | null }): boolean =>
  row.revoked_at === null && (row.expires_at === null || row.expires_at > new Date());

function keyOf(row: {
  id: string;
  name: string;
  scopes: string[];
  created_at: Date;
  created_by: string;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_on: string | null;
  successor: string | null;
}): ApiKey {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedOn: row.last_used_on,
    successor: row.successor,
  };
}
