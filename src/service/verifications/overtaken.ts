// Tries at once: what was seen before a decision is kept may have changed by then. It is looked at again when it is kept,
// and done anew where somebody else was faster.

import { LikenessError } from '../../errors.js';
import { lockCustomer } from '../customers/index.js';
import type { Transacting } from '../storage/index.js';
import type { Faces, Finding, Follower } from './decided.js';

/** Before all other followers; only an approval can have slipped by. */
export const recheckApproval =
  (found: readonly Finding[]): Follower =>
  async (transaction, { decision }) => {
    if (decision !== 'approve') return;
    for (const { recheck } of found) await recheck?.(transaction);
  };

/** Of tries at once each round lets at least one through, and the next round sees it. */
const ROUNDS = 3;

/** @throws what the attempt throws; `tries_at_once` where others were faster each time */
export async function untilKept<T>(attempt: () => Promise<T>): Promise<T> {
  for (let round = 1; ; round++) {
    try {
      return await attempt();
    } catch (error) {
      const isOvertaken = error instanceof LikenessError && error.code === 'tries_at_once';
      if (!isOvertaken || round === ROUNDS) throw error;
    }
  }
}

/**
 * Locks the customer, and looks whether what was concluded is of the customer as they are now: a block or another
 * enrolment in between is screened again.
 * @throws `tries_at_once`
 */
export async function holdCustomer(
  transaction: Transacting,
  { customer }: Pick<Faces, 'customer'>,
): Promise<void> {
  if (!customer) return;
  const now = await lockCustomer(transaction, customer.id);
  const isSame =
    now.status === customer.status && now.enrolledAt?.getTime() === customer.enrolledAt?.getTime();
  if (!isSame) throw new LikenessError('tries_at_once', 'the customer was changed while this was decided');
}
