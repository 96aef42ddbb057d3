// The one way in which a subject is erased, whoever asks: a customer, a decision, a face on a list, a case with a known
// answer. Locks are taken in one order: the subject, what is known of it, and the head of the log last.

import { LikenessError } from '../../errors.js';
import {
  type Action,
  type AuditLog,
  type AuditTarget,
  type Destroyed,
  demandLoggable,
  type Json,
} from '../audit/index.js';
import type { Actor } from '../identity/index.js';
import { type MasterKeys, type PictureStore, writeTombstone } from '../pictures/index.js';
import { holdsOn } from '../retention/index.js';
import type { Transacting } from '../storage/index.js';

/** Where it is remembered that somebody was erased, so that no backup brings them back. */
export interface Graveyard {
  readonly store: PictureStore;
  readonly masterKeys: MasterKeys;
}

export interface Burial {
  readonly audit: AuditLog;
  readonly actor: Actor;
  readonly action: Action;
  readonly target: AuditTarget;
  readonly subject: string;
  readonly at: Date;
  /** What the log says of it. */
  readonly details: (destroyed: Destroyed) => Readonly<Record<string, Json>>;
  /** Takes what else is known of the subject, before the log tells of it. */
  readonly take?: (transaction: Transacting) => Promise<void>;
}

/**
 * Erases a subject: a hold refuses it, then a tombstone is left, then the key is destroyed, with all that it opened.
 * @returns sequence of the entry in the log; null where the subject was erased before
 * @throws `not_found`; `held` where a hold is on the subject; `audit_entry_invalid`; errors of the store where the
 *   tombstone could not be written: nothing is erased then, and no tombstone is left but by the last
 */
export async function eraseSubject(
  transaction: Transacting,
  graveyard: Graveyard,
  burial: Burial,
): Promise<number | null> {
  const { actor, action, target, subject, at, details } = burial;
  if (!(await lockSubject(transaction, subject))) return null;
  await demandNotHeld(transaction, subject);
  // Whatever the log would refuse it refuses now: a tombstone cannot be taken back.
  demandLoggable({ tenant: actor.tenant, actor, action, target, details: details(NOTHING), at });
  await leaveTombstone(graveyard, { tenant: actor.tenant, subject, at });
  return bury(transaction, burial);
}

/**
 * As {@link eraseSubject}, for whoever logs it otherwise, in the same transaction and after it.
 * @returns what was destroyed; null where the subject was erased before
 */
export async function destroySubject(
  transaction: Transacting,
  graveyard: Graveyard,
  { tenant, subject, at }: { readonly tenant: string; readonly subject: string; readonly at: Date },
): Promise<Destroyed | null> {
  if (!(await lockSubject(transaction, subject))) return null;
  await demandNotHeld(transaction, subject);
  await leaveTombstone(graveyard, { tenant, subject, at });
  return destroy(transaction, subject, at);
}

/**
 * The part of it that is in the database, the key with it, and the entry of the log last. The subject's row must be
 * locked, or nobody else at work.
 * @returns sequence of the entry in the log
 */
export async function bury(
  transaction: Transacting,
  { audit, actor, action, target, subject, at, details, take }: Burial,
): Promise<number> {
  const destroyed = await destroy(transaction, subject, at);
  await take?.(transaction);
  const sequence = await audit.append(transaction, actor, action, { ...target }, details(destroyed));
  // They end with the entry's sequence, which was not known before; they are locked since they were counted.
  await transaction
    .updateTable('templates')
    .set({ sealed: null, ended: sequence, is_reference: false })
    .where('subject', '=', subject)
    .where('ended', 'is', null)
    .execute();
  return sequence;
}

/** A hold is placed under the same lock: either this sees it, or the hold is refused. @throws `not_found` */
async function lockSubject(transaction: Transacting, subject: string): Promise<boolean> {
  const row = await transaction
    .selectFrom('subjects')
    .select('erased_at')
    .where('id', '=', subject)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new LikenessError('not_found', `there is no subject ${subject}`);
  return row.erased_at === null;
}

async function demandNotHeld(transaction: Transacting, subject: string): Promise<void> {
  const holds = await holdsOn(transaction, subject);
  if (holds.length > 0)
    throw new LikenessError('held', `kept by ${holds.length} legal hold(s): ${holds.join(', ')}`);
}

/**
 * Before the key is destroyed: no erasure may be without one. Should the transaction be lost after it, then the erasure
 * was asked for all the same, and is to be asked for again.
 */
const leaveTombstone = (
  { store, masterKeys }: Graveyard,
  { tenant, subject, at }: { readonly tenant: string; readonly subject: string; readonly at: Date },
): Promise<void> => writeTombstone(store, masterKeys, { tenant, subject, erasedAt: at.toISOString() });

const NOTHING: Destroyed = { keys: 0, templates: 0, reports: 0, pictures: 0 };

/** Templates are locked and counted here, and end with the entry of the log, which follows. */
async function destroy(transaction: Transacting, subject: string, at: Date): Promise<Destroyed> {
  const key = await transaction
    .updateTable('subjects')
    .set({ wrapped_key: null, master_key: null, erased_at: at })
    .where('id', '=', subject)
    .where('wrapped_key', 'is not', null)
    .executeTakeFirst();
  const pictures = await transaction
    .updateTable('pictures')
    .set({ deleted_at: at })
    .where('subject', '=', subject)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  const reports = await transaction
    .updateTable('verifications')
    .set({ report: null, device: null, hints: null, document_digest: null })
    .where('subject', '=', subject)
    .where('report', 'is not', null)
    .executeTakeFirst();
  await transaction.deleteFrom('shadow_scores').where('subject', '=', subject).execute();
  await transaction.deleteFrom('reembedding_failures').where('subject', '=', subject).execute();
  const templates = await transaction
    .selectFrom('templates')
    .select('id')
    .where('subject', '=', subject)
    .where('ended', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  // The name stays: a later request by it must not make somebody new of the person, and is told that they are gone. The
  // log, which nothing erases, knows the name in any case: so it should say nothing of the person.
  await transaction
    .updateTable('customers')
    .set({ status: 'erased' })
    .where('subject', '=', subject)
    .execute();
  return {
    keys: Number(key.numUpdatedRows),
    templates: templates.length,
    reports: Number(reports.numUpdatedRows),
    pictures: Number(pictures.numUpdatedRows),
  };
}
