// A customer who was enrolled under another model has no template of the one in use until one is made: at the latest
// when it is needed, from the picture that they were enrolled with.

import { LikenessError } from '../../errors.js';
import type { AuditLog } from '../audit/index.js';
import { systemActor } from '../identity/index.js';
import type { InferencePool } from '../inference/index.js';
import type { Database } from '../storage/index.js';
import type { Subjects } from '../subjects/index.js';
import type { Customer } from './customers.js';
import { embedAnew, facesWithout, keepMade } from './otherModel.js';
import { type Reference, referenceOf } from './reference.js';

export interface Healing {
  readonly database: Database;
  readonly subjects: Subjects;
  readonly audit: AuditLog;
  readonly inference: Pick<InferencePool, 'model' | 'embed'>;
}

/** Why there is no reference, and none can be made. */
export type Missing = 'never_enrolled' | 'picture_gone' | 'picture_unusable';

/**
 * The reference of a customer of whom the model in use has none: made now, and kept.
 * @throws `overloaded`, `inference_failed`, `inference_timeout`; errors of the store and the database
 */
export async function healReference(
  healing: Healing,
  tenant: string,
  customer: Customer,
): Promise<Reference | Missing> {
  const { database, subjects, inference } = healing;
  const missing = await makeReference(healing, tenant, customer);
  // Somebody else may have made it, or enrolled them anew, in the same moment.
  const reference = await database.tenant(tenant, (transaction) =>
    referenceOf(transaction, subjects, customer, inference.model.digest),
  );
  return reference ?? missing ?? 'never_enrolled';
}

async function makeReference(
  { database, subjects, audit, inference }: Healing,
  tenant: string,
  customer: Customer,
): Promise<Missing | undefined> {
  const { digest } = inference.model;
  const which = { subject: customer.subject.id };
  const [face] = await database.tenant(tenant, (transaction) =>
    facesWithout(transaction, tenant, digest, which),
  );
  if (!face) return 'never_enrolled';
  const { picture } = face;
  if (picture === null) return 'picture_gone';
  try {
    const made = await embedAnew(subjects, inference, { ...face, picture });
    const by = systemActor(tenant, 'models');
    await database.tenant(tenant, (transaction) => keepMade(transaction, audit, by, digest, [made]));
    return undefined;
  } catch (error) {
    const code = error instanceof LikenessError ? error.code : '';
    if (code === 'picture_missing') return 'picture_gone';
    // Of the enrolled picture, not of the one that was sent now.
    if (/^(image|face|faces|picture)_/.test(code)) return 'picture_unusable';
    throw error;
  }
}
