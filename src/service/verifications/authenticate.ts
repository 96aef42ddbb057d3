// Authentication: is this selfie the customer who was enrolled? For a login, a new device, a large payment: account
// takeover is the fraud to stop.

import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import { findCustomer, healReference, type Missing, referenceOf } from '../customers/index.js';
import type { Settle } from '../http/index.js';
import type { Actor } from '../identity/index.js';
import { activePolicy } from '../policies/index.js';
import { traced } from '../telemetry/index.js';
import { decide } from './decide.js';
import type { Compared, Decided, Deciding } from './decided.js';

export interface AuthenticationRequest {
  readonly selfie: Uint8Array;
  readonly customer: string;
  readonly device: string | null;
  readonly channel: Compared['channel'];
  readonly hints?: readonly string[];
}

/** What the caller is told to do. `step_up`: ask for more than a face. */
export const ANSWERS = {
  approve: 'pass',
  review: 'step_up',
  reject: 'block',
  recapture: 'recapture',
} as const;
export type Answer = (typeof ANSWERS)[keyof typeof ANSWERS];

/**
 * @throws errors of the picture; `not_found`, `erased`, `customer_not_enrolled`; `overloaded`, `inference_failed`,
 * `inference_timeout`
 */
export async function authenticate(
  deciding: Deciding,
  actor: Actor,
  request: AuthenticationRequest,
  settle: Settle,
): Promise<Decided> {
  const compared = await compare(deciding, actor.tenant, request);
  return decide(deciding, actor, compared, 'customer.authenticated', settle);
}

async function compare(
  deciding: Deciding,
  tenant: string,
  { selfie, customer: name, device, channel, hints = [] }: AuthenticationRequest,
): Promise<Compared> {
  const { database, subjects, inference } = deciding;
  const at = new Date();
  const { policy, customer, known } = await database.tenant(tenant, async (transaction) => {
    const customer = await findCustomer(transaction, subjects, tenant, name);
    const known = await referenceOf(transaction, subjects, customer, inference.model.digest);
    return { customer, known, policy: await activePolicy(transaction) };
  });
  const reference = known ?? (await healReference(deciding, tenant, customer));
  if (typeof reference === 'string') throw new LikenessError('customer_not_enrolled', WHY[reference]);
  const { passFmr, blockLlr } = policy.document.authentication;
  const { report, template, model } = await traced('inference', { kind: 'authentication' }, () =>
    inference.authenticate({
      ...{ selfie, reference },
      policy: { ...policy.document, approveFmr: passFmr, rejectLlr: blockLlr },
    }),
  );
  return {
    ...{ id: uuidv7(), kind: 'authentication', tenant, at, channel, device, hints },
    today: at.toISOString().slice(0, 10),
    ...{ customer, policy, report, model, document: null },
    ...{ subject: customer.subject, isNew: false },
    pictures: [['selfie', selfie]],
    templates: template ? [{ role: 'selfie', vector: template }] : [],
  };
}

const WHY: Readonly<Record<Missing, string>> = {
  never_enrolled: 'the customer has no reference to be compared with',
  picture_gone:
    'the customer was enrolled under another model, and the picture that this one would need is kept no more',
  picture_unusable:
    'the customer was enrolled under another model, and this one can make nothing of the picture',
};
