// Which events follow from what happens: one place, so that nothing is told twice.

import type { AuditLog } from './audit/index.js';
import type { Capture } from './captures/index.js';
import { systemActor } from './identity/index.js';
import type { Transacting } from './storage/index.js';
import type { ConcernCode, Decided, Follower } from './verifications/index.js';
import type { Events } from './webhooks/index.js';

/** After enrolment: it looks at what that has done. */
export const tellDecision =
  (events: Events): Follower =>
  async (transaction, { kind, id, customer, decision, concerns }) => {
    const verification = id;
    for (const { code } of concerns) await tellConcern(events, transaction, verification, code);
    if (kind === 'authentication') {
      await events.emit(transaction, 'customer.authenticated', {
        customer: customer!.id,
        verification,
        decision,
      });
      return;
    }
    await events.emit(transaction, 'verification.decided', {
      verification,
      customer: customer?.id ?? null,
      decision,
    });
    if (decision === 'approve' && customer && customer.status !== 'blocked')
      await events.emit(transaction, 'customer.enrolled', { customer: customer.id, verification });
  };

/** @param code of a concern; most of them are no event of their own */
async function tellConcern(
  events: Events,
  transaction: Transacting,
  verification: string,
  code: ConcernCode,
): Promise<void> {
  if (code === 'face_of_another_customer')
    await events.emit(transaction, 'duplicate.found', { verification });
  if (code === 'face_on_list') await events.emit(transaction, 'list.hit', { verification });
  const [, rule] = /^velocity_(customer|device|document|face)$/.exec(code) ?? [];
  if (rule) await events.emit(transaction, 'velocity.alarm', { verification, rule: rule as 'customer' });
}

/** A capture link that led to a decision, or used up its tries. */
export const tellCapture =
  (events: Events, audit: AuditLog) =>
  async (
    transaction: Transacting,
    { id, state, customer }: Capture,
    { tenant, id: verification, decision }: Decided,
  ): Promise<void> => {
    const isDone = state === 'completed';
    await audit.append(
      transaction,
      systemActor(tenant, 'captures'),
      isDone ? 'session.completed' : 'session.expired',
      { kind: 'session', id },
      { verification },
    );
    if (isDone)
      await events.emit(transaction, 'capture.completed', { capture: id, verification, customer, decision });
    else await events.emit(transaction, 'capture.expired', { capture: id, customer });
  };

export const tellExpiry =
  (events: Events, audit: AuditLog) =>
  async (transaction: Transacting, tenant: string, { id, customer }: Capture): Promise<void> => {
    await audit.append(transaction, systemActor(tenant, 'captures'), 'session.expired', {
      kind: 'session',
      id,
    });
    await events.emit(transaction, 'capture.expired', { capture: id, customer });
  };
