// Erases a person: destroys the key of their subject, in one transaction with all that says so. What was sealed with it
// is noise from then on, in the database, in the picture store and in every copy of either.

import { LikenessError } from '../../errors.js';
import {
  type AuditLog,
  type AuditTarget,
  type Destroyed,
  type ErasureReceipt,
  entriesAfter,
  erasureDetails,
  receiptOf,
  type Signer,
} from '../audit/index.js';
import type { Actor } from '../identity/index.js';
import { type MasterKeys, type PictureStore, writeTombstone } from '../pictures/index.js';
import { holdsOn } from '../retention/index.js';
import type { Database, Transacting } from '../storage/index.js';

/** Takes what else is known of the subject, within the transaction; `sequence` is that of the entry in the log. */
export type OnErased = (
  transaction: Transacting,
  erased: { readonly tenant: string; readonly subject: string; readonly sequence: number },
) => Promise<void>;

export interface Erasing {
  readonly database: Database;
  readonly store: PictureStore;
  readonly masterKeys: MasterKeys;
  readonly audit: AuditLog;
  /** The one that signs the log. */
  readonly signer: Signer;
  readonly onErased: readonly OnErased[];
  /** Asks for the removal of the objects, within the transaction. */
  readonly removeObjects: (transaction: Transacting, tenant: string, subject: string) => Promise<void>;
  /** Tells the tenant's programs, within the transaction. */
  readonly tell?: (transaction: Transacting, customer: string) => Promise<void>;
}

export interface ErasureTarget {
  readonly kind: 'customer' | 'verification';
  readonly id: string;
}

/**
 * Erases a customer, or the subject of a decision that is about no customer. Done before, it answers the same receipt.
 * @throws `not_found`; `held` where a hold is on the subject; `state_conflict` for a decision about a customer; errors
 *   of the store where the tombstone could not be written: nothing is erased then
 */
export async function erase(
  erasing: Erasing,
  actor: Actor,
  target: ErasureTarget,
  reason: string | null = null,
): Promise<ErasureReceipt> {
  const { database, store, masterKeys, audit, signer } = erasing;
  return database.tenant(actor.tenant, async (transaction) => {
    const subject = await subjectOf(transaction, target);
    const { erased_at } = await transaction
      .selectFrom('subjects')
      .select('erased_at')
      .where('id', '=', subject)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (erased_at) return receiptFromLog(transaction, target, signer);
    const holds = await holdsOn(transaction, subject);
    if (holds.length > 0)
      throw new LikenessError('held', `kept by ${holds.length} legal hold(s): ${holds.join(', ')}`);
    const at = new Date();
    // Before the key is destroyed: no erasure may be without one. Should this transaction be lost after it, then the
    // erasure was asked for all the same, and is to be asked for again.
    await writeTombstone(store, masterKeys, { tenant: actor.tenant, subject, erasedAt: at.toISOString() });
    const sequence = await bury(transaction, { audit, actor, target, subject, at, reason });
    for (const take of erasing.onErased) await take(transaction, { tenant: actor.tenant, subject, sequence });
    await erasing.removeObjects(transaction, actor.tenant, subject);
    if (target.kind === 'customer') await erasing.tell?.(transaction, target.id);
    return receiptAt(transaction, sequence, signer);
  });
}

export interface Burial {
  readonly audit: AuditLog;
  readonly actor: Actor;
  readonly target: AuditTarget;
  readonly subject: string;
  readonly at: Date;
  readonly reason: string | null;
}

/**
 * The part of it that is in the database, the key with it. The subject's row must be locked.
 * @returns sequence of the entry in the log
 */
export async function bury(
  transaction: Transacting,
  { audit, actor, target, subject, at, reason }: Burial,
): Promise<number> {
  const destroyed = await destroy(transaction, subject, at);
  const action = target.kind === 'customer' ? 'customer.erased' : 'verification.erased';
  const details = { ...erasureDetails(subject, at, destroyed), ...(reason !== null && { reason }) };
  const sequence = await audit.append(transaction, actor, action, { ...target }, details);
  await transaction
    .updateTable('templates')
    .set({ sealed: null, ended: sequence, is_reference: false })
    .where('subject', '=', subject)
    .where('ended', 'is', null)
    .execute();
  return sequence;
}

/** Templates are counted here and taken with the sequence of the entry, which follows. */
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
    .set({ report: null, device: null, document_digest: null })
    .where('subject', '=', subject)
    .where('report', 'is not', null)
    .executeTakeFirst();
  const { templates } = await transaction
    .selectFrom('templates')
    .select(({ fn }) => fn.countAll<number>().as('templates'))
    .where('subject', '=', subject)
    .where('ended', 'is', null)
    .executeTakeFirstOrThrow();
  // The name stays: a later request by it must not make somebody new of the person, and is told that they are gone. The
  // log, which nothing erases, knows the name in any case: so it should say nothing of the person.
  await transaction
    .updateTable('customers')
    .set({ status: 'erased' })
    .where('subject', '=', subject)
    .execute();
  return {
    keys: Number(key.numUpdatedRows),
    templates: Number(templates),
    reports: Number(reports.numUpdatedRows),
    pictures: Number(pictures.numUpdatedRows),
  };
}

async function subjectOf(transaction: Transacting, { kind, id }: ErasureTarget): Promise<string> {
  if (kind === 'customer') {
    const row = await transaction
      .selectFrom('customers')
      .select('subject')
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row) throw new LikenessError('not_found', 'there is no such customer');
    return row.subject;
  }
  const row = await transaction
    .selectFrom('verifications')
    .select(['subject', 'customer'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw new LikenessError('not_found', 'there is no such verification');
  if (row.customer !== null)
    throw new LikenessError('state_conflict', 'this decision is about a customer: erase the customer', {
      hint: 'DELETE /v1/customers/{id}',
    });
  return row.subject;
}

/** Written by whichever request erased first. */
async function receiptFromLog(
  transaction: Transacting,
  { kind, id }: ErasureTarget,
  signer: Signer,
): Promise<ErasureReceipt> {
  const row = await transaction
    .selectFrom('audit_entries')
    .select('sequence')
    .where('action', 'in', ['customer.erased', 'verification.erased'])
    .where('target_kind', '=', kind)
    .where('target_id', '=', id)
    .orderBy('sequence')
    .limit(1)
    .executeTakeFirst();
  if (!row) throw new LikenessError('erased', 'this was erased, and the log has no entry of it');
  return receiptAt(transaction, row.sequence, signer);
}

async function receiptAt(
  transaction: Transacting,
  sequence: number,
  signer: Signer,
): Promise<ErasureReceipt> {
  const [entry] = await entriesAfter(transaction, sequence - 1, 1);
  return receiptOf(entry!, signer);
}
