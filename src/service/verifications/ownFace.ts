// What a customer's own record says against a decision: that they are blocked, or that the face is not the one that was
// enrolled. A new document must not be the way to take an account over.

import { operatingPoint } from '../../decision/index.js';
import { comparisonScore } from '../../face/index.js';
import { findCustomer, type Reference, referenceOf } from '../customers/index.js';
import type { Concern } from './conclude.js';
import type { Deciding, Faces } from './decided.js';

/** The comparison with the customer as they are now, and the concerns that follow. */
export async function heldAgainstRecord<Given extends Faces>(
  { database, subjects, inference }: Pick<Deciding, 'database' | 'subjects' | 'inference'>,
  compared: Given,
): Promise<{ compared: Given; concerns: Concern[] }> {
  const { customer: before, tenant, kind } = compared;
  if (!before) return { compared, concerns: [] };
  const { customer, reference } = await database.tenant(tenant, async (transaction) => {
    const found = await findCustomer(transaction, subjects, tenant, before.id);
    const isReproofed = kind === 'proofing' && found.enrolledAt !== null;
    return {
      customer: found,
      reference: isReproofed
        ? ((await referenceOf(transaction, subjects, found, inference.model.digest)) ?? null)
        : undefined,
    };
  });
  const concerns: Concern[] = [];
  if (customer.status === 'blocked')
    concerns.push({ code: 'customer_blocked', effect: 'review', evidence: [] });
  if (reference !== undefined) concerns.push(...notTheSame(compared, reference, inference));
  return { compared: { ...compared, customer }, concerns };
}

/** @param reference null where there is none that this model made: then nobody can say, and a person must */
function notTheSame(
  { templates, policy, customer }: Faces,
  reference: Reference | null,
  { model }: Deciding['inference'],
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
