// An approval makes the selfie the customer's reference.

import type { AuditLog } from '../audit/index.js';
import { enrol } from '../customers/index.js';
import { systemActor } from '../identity/index.js';
import type { Follower } from './decided.js';

export const enrolWhenApproved =
  (audit: AuditLog): Follower =>
  async (transaction, { kind, decision, customer, id, tenant, model }) => {
    if (kind !== 'proofing' || decision !== 'approve' || !customer || customer.status === 'blocked') return;
    const sequence = await audit.append(
      transaction,
      systemActor(tenant, 'enrolment'),
      'customer.enrolled',
      { kind: 'customer', id: customer.id },
      { verification: id, model: model.digest },
    );
    await enrol(transaction, customer, id, sequence);
  };
