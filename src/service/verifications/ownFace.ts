// What a customer's own record says against a decision: that they are blocked, or that the face is not the one that was
// enrolled. A new document must not be the way to take an account over.

import { operatingPoint } from '../../decision/index.js';
import { comparisonScore } from '../../face/index.js';
import {
  findCustomer,
  type Healing,
  healReference,
  type Reference,
  referenceOf,
} from '../customers/index.js';
import type { Concern } from './conclude.js';
import type { Faces } from './decided.js';

/** The comparison with the customer as they are now, and the concerns that follow. */
export async function heldAgainstRecord<Given extends Faces>(
  healing: Healing,
  compared: Given,
): Promise<{ compared: Given; concerns: Concern[] }> {
  const { customer: before, tenant, kind } = compared;
  if (!before) return { compared, concerns: [] };
  const { database, subjects, inference } = healing;
  const { customer, isReproofed, known } = await database.tenant(tenant, async (transaction) => {
    const customer = await findCustomer(transaction, subjects, tenant, before.id);
    const isReproofed = kind === 'proofing' && customer.enrolledAt !== null;
    const known = isReproofed && (await referenceOf(transaction, subjects, customer, inference.model.digest));
    return { customer, isReproofed, known };
  });
  const concerns: Concern[] = [];
  if (customer.status === 'blocked')
    concerns.push({ code: 'customer_blocked', effect: 'review', evidence: [] });
  if (isReproofed) {
    const reference = known || (await healReference(healing, tenant, customer));
    concerns.push(...notTheSame(compared, typeof reference === 'string' ? null : reference, inference));
  }
  return { compared: { ...compared, customer }, concerns };
}

/** @param reference null where there is none, and this model can make none: then nobody can say, and a person must */
function notTheSame(
  { templates, policy, customer }: Faces,
  reference: Reference | null,
  { model }: Healing['inference'],
): Concern[] {
  const probe = templates.find(({ role }) => role === 'selfie');
  // Without a face there is nothing to approve either.
  if (!probe) return [];
  const differs = (evidence: Concern['evidence']): Concern[] => [
    { code: 'not_the_enrolled_face', effect: 'review', evidence },
  ];
  if (!reference || !model.calibration) return differs([]);
  const score = comparisonScore(reference.template, { model: model.digest, vector: probe.vector });
  const { threshold } = operatingPoint(model.calibration, policy.document.authentication.passFmr);
  return score >= threshold ? [] : differs([{ kind: 'customer', id: customer!.id, score }]);
}
