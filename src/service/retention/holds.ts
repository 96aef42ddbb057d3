// Legal holds: what a court, an authority or a dispute asks for is kept, whatever its period says, until it is released.

import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import type { Actor } from '../identity/index.js';
import type { Transacting } from '../storage/index.js';

export interface HoldTarget {
  /** A customer or a subject is held with all decisions about them, a verification by itself. */
  readonly kind: 'customer' | 'subject' | 'verification';
  readonly id: string;
}

export interface Hold {
  readonly id: string;
  readonly target: HoldTarget;
  readonly subject: string;
  readonly reason: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly releasedAt: Date | null;
  readonly releasedBy: string | null;
}

/** @throws `not_found`, `erased` */
export async function placeHold(
  transaction: Transacting,
  target: HoldTarget,
  reason: string,
  by: Actor,
): Promise<Hold> {
  await oneAtATime(transaction);
  const subject = await subjectOf(transaction, target);
  const { erased_at } = await transaction
    .selectFrom('subjects')
    .select('erased_at')
    .where('id', '=', subject)
    .forShare()
    .executeTakeFirstOrThrow();
  if (erased_at) throw new LikenessError('erased', 'there is nothing left to hold');
  const row = await transaction
    .insertInto('holds')
    .values({
      id: uuidv7(),
      subject,
      verification: target.kind === 'verification' ? target.id : null,
      target_kind: target.kind,
      target_id: target.id,
      reason,
      created_at: new Date(),
      created_by: `${by.kind}:${by.id}`,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return holdOf(row);
}

/** @throws `not_found`, `state_conflict` where it was released before */
export async function releaseHold(transaction: Transacting, id: string, by: Actor): Promise<Hold> {
  const row = await transaction
    .updateTable('holds')
    .set({ released_at: new Date(), released_by: `${by.kind}:${by.id}` })
    .where('id', '=', id)
    .where('released_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (row) return holdOf(row);
  const known = await transaction.selectFrom('holds').select('id').where('id', '=', id).executeTakeFirst();
  throw known
    ? new LikenessError('state_conflict', 'the hold was released before')
    : new LikenessError('not_found', 'there is no such hold');
}

/** The latest first. */
export async function listHolds(
  transaction: Transacting,
  { before, inForce }: { readonly before?: string | undefined; readonly inForce?: boolean | undefined },
  limit: number,
): Promise<Hold[]> {
  let query = transaction.selectFrom('holds').selectAll().orderBy('id', 'desc').limit(limit);
  if (before !== undefined) query = query.where('id', '<', before);
  if (inForce !== undefined) query = query.where('released_at', inForce ? 'is' : 'is not', null);
  return (await query.execute()).map(holdOf);
}

/** Those in force on a subject or on any decision about them. */
export async function holdsOn(transaction: Transacting, subject: string): Promise<string[]> {
  const rows = await transaction
    .selectFrom('holds')
    .select('id')
    .where('subject', '=', subject)
    .where('released_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Placing a hold and choosing what is deleted follow one another: no hold comes too late without knowing it. */
export async function oneAtATime(transaction: Transacting): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('likeness.holds', 0) # hashtextextended(current_tenant()::text, 0))`.execute(
    transaction,
  );
}

async function subjectOf(transaction: Transacting, { kind, id }: HoldTarget): Promise<string> {
  if (kind !== 'customer' && !UUID.test(id)) throw unknown(kind);
  const query =
    kind === 'subject'
      ? transaction.selectFrom('subjects').select('id as subject').where('id', '=', id)
      : kind === 'customer'
        ? transaction.selectFrom('customers').select('subject').where('id', '=', id)
        : transaction.selectFrom('verifications').select('subject').where('id', '=', id);
  const row = await query.executeTakeFirst();
  if (!row) throw unknown(kind);
  return row.subject;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const unknown = (kind: HoldTarget['kind']) => new LikenessError('not_found', `there is no such ${kind}`);

interface Row {
  readonly id: string;
  readonly subject: string;
  readonly target_kind: HoldTarget['kind'];
  readonly target_id: string;
  readonly reason: string;
  readonly created_at: Date;
  readonly created_by: string;
  readonly released_at: Date | null;
  readonly released_by: string | null;
}

const holdOf = (row: Row): Hold => ({
  id: row.id,
  target: { kind: row.target_kind, id: row.target_id },
  subject: row.subject,
  reason: row.reason,
  createdAt: row.created_at,
  createdBy: row.created_by,
  releasedAt: row.released_at,
  releasedBy: row.released_by,
});
