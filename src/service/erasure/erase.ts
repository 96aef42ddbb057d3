// Erases a person when asked to, and says so in a receipt. What was sealed with the person's key is noise from then on, in
// the database, in the picture store and in every copy of either.

import { LikenessError } from '../../errors.js';
import {
  type AuditLog,
  type ErasureReceipt,
  entriesAfter,
  erasureDetails,
  receiptOf,
  type Signer,
} from '../audit/index.js';
import type { Actor } from '../identity/index.js';
import type { Database, Transacting } from '../storage/index.js';
import { eraseSubject, type Graveyard } from './eraseSubject.js';

export interface Erasing extends Graveyard {
  readonly database: Database;
  readonly audit: AuditLog;
  /** The one that signs the log. */
  readonly signer: Signer;
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
 * @throws `not_found`; `held` where a hold is on the subject; `state_conflict` for a decision about a customer;
 *   `audit_entry_invalid`; errors of the store where the tombstone could not be written: nothing is erased then
 */
export async function erase(
  erasing: Erasing,
  actor: Actor,
  target: ErasureTarget,
  reason: string | null = null,
): Promise<ErasureReceipt> {
  const { database, audit, signer } = erasing;
  return database.tenant(actor.tenant, async (transaction) => {
    const subject = await subjectOf(transaction, target);
    const at = new Date();
    const sequence = await eraseSubject(transaction, erasing, {
      ...{ audit, actor, target, subject, at },
      action: target.kind === 'customer' ? 'customer.erased' : 'verification.erased',
      details: (destroyed) => ({
        ...erasureDetails(subject, at, destroyed),
        ...(reason !== null && { reason }),
      }),
      async take() {
        await erasing.removeObjects(transaction, actor.tenant, subject);
        if (target.kind === 'customer') await erasing.tell?.(transaction, target.id);
      },
    });
    return sequence === null
      ? receiptFromLog(transaction, target, signer)
      : receiptAt(transaction, sequence, signer);
  });
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
