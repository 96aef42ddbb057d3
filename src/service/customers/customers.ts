// Customers: the callers' own names for people, each with one subject.

import { LikenessError } from '../../errors.js';
import type { CustomerStatus, Transacting } from '../storage/index.js';
import type { KnownSubject, Subjects } from '../subjects/index.js';

export interface Customer {
  /** As the caller names the person. Should be a number or a code, and say nothing of the person. */
  readonly id: string;
  readonly status: CustomerStatus;
  readonly subject: KnownSubject;
  readonly createdAt: Date;
  readonly enrolledAt: Date | null;
}

/**
 * The customer of this name, made where there is none: `pending` until a decision enrols.
 * @throws `erased`
 */
export async function ensureCustomer(
  transaction: Transacting,
  subjects: Subjects,
  tenant: string,
  id: string,
): Promise<Customer> {
  const known = await rowOf(transaction, id);
  if (!known) {
    const drafted = await subjects.draft(tenant);
    await subjects.insert(transaction, drafted);
    const { numInsertedOrUpdatedRows = 0n } = await transaction
      .insertInto('customers')
      .values({ id, subject: drafted.id, status: 'pending', created_at: new Date(), enrolled_at: null })
      .onConflict((conflict) => conflict.columns(['tenant', 'id']).doNothing())
      .executeTakeFirst();
    // Somebody else made the customer in this moment: the subject that was drafted is nobody's.
    if (numInsertedOrUpdatedRows === 0n)
      await transaction.deleteFrom('subjects').where('id', '=', drafted.id).execute();
  }
  return findCustomer(transaction, subjects, tenant, id);
}

/** @throws `not_found`, `erased` */
export async function findCustomer(
  transaction: Transacting,
  subjects: Subjects,
  tenant: string,
  id: string,
): Promise<Customer> {
  const row = await rowOf(transaction, id);
  if (!row) throw new LikenessError('not_found', 'there is no such customer');
  const { status, created_at, enrolled_at } = row;
  const subject = await subjects.find(transaction, tenant, row.subject);
  return { id, status, subject, createdAt: created_at, enrolledAt: enrolled_at };
}

/** Keeps the customer as they are until the transaction ends. */
export async function lockCustomer(
  transaction: Transacting,
  id: string,
): Promise<Pick<Customer, 'status' | 'enrolledAt'>> {
  const { status, enrolled_at } = await transaction
    .selectFrom('customers')
    .select(['status', 'enrolled_at'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { status, enrolledAt: enrolled_at };
}

function rowOf(transaction: Transacting, id: string) {
  return transaction.selectFrom('customers').selectAll().where('id', '=', id).executeTakeFirst();
}

/** @returns whether that changed anything */
export async function setBlocked(transaction: Transacting, id: string, isBlocked: boolean): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('customers')
    .set(({ ref, eb }) => ({
      status: isBlocked
        ? 'blocked'
        : eb
            .case()
            .when(ref('enrolled_at'), 'is not', null)
            .then('enrolled' as const)
            .else('pending' as const)
            .end(),
    }))
    .where('id', '=', id)
    .where('status', isBlocked ? 'in' : '=', isBlocked ? ['pending', 'enrolled'] : ('blocked' as never))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
