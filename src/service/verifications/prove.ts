// Proofing: a selfie and a document come in, a decision goes out.

import { createHmac } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { VerificationJson } from '../../decision/index.js';
import { ensureCustomer } from '../customers/index.js';
import type { Settle } from '../http/index.js';
import type { Actor } from '../identity/index.js';
import { activePolicy } from '../policies/index.js';
import type { PicturePart } from '../storage/index.js';
import { traced } from '../telemetry/index.js';
import { decide } from './decide.js';
import type { Compared, Decided, Deciding } from './decided.js';

export interface ProofingRequest {
  readonly selfie: Uint8Array;
  readonly document: {
    readonly front: Uint8Array;
    readonly back?: Uint8Array;
    readonly chip?: Readonly<Partial<Record<'dg1' | 'dg2' | 'sod', Uint8Array>>>;
  };
  /** The caller's own name for the person, who is enrolled when approved. */
  readonly customer: string | null;
  readonly device: string | null;
  readonly channel: Compared['channel'];
  readonly hints?: readonly string[];
}

/**
 * @param settle called within the transaction that keeps the decision
 * @throws errors of the pictures, `overloaded`, `inference_failed`, `inference_timeout`, `erased`
 */
export async function prove(
  deciding: Deciding,
  actor: Actor,
  request: ProofingRequest,
  settle: Settle,
): Promise<Decided> {
  const compared = await compareProofing(deciding, actor.tenant, request);
  return decide(deciding, actor, compared, 'verification.decided', settle);
}

/** @throws as `prove` does */
export async function compareProofing(
  { database, subjects, inference, digestKey }: Deciding,
  tenant: string,
  { selfie, document, customer: name, device, channel, hints = [] }: ProofingRequest,
): Promise<Compared> {
  const at = new Date();
  const today = at.toISOString().slice(0, 10);
  const { policy, customer } = await database.tenant(tenant, async (transaction) => ({
    policy: await activePolicy(transaction),
    customer: name === null ? null : await ensureCustomer(transaction, subjects, tenant, name),
  }));
  const { report, templates, model } = await traced('inference', { kind: 'proofing' }, () =>
    inference.verify({ selfie, document, policy: policy.document, today }),
  );
  const { mrz, page } = report.document;
  return {
    ...{ id: uuidv7(), kind: 'proofing', tenant, at, today, channel, device, hints },
    ...{ customer, policy, report, model },
    subject: customer?.subject ?? (await subjects.draft(tenant)),
    isNew: customer === null,
    pictures: picturesOf(selfie, document),
    templates: (['selfie', 'document'] as const).flatMap((role) => {
      const vector = templates[role];
      return vector ? [{ role, vector }] : [];
    }),
    document: {
      type: mrz?.format ?? page?.size ?? null,
      issuingState: mrz?.issuingState.code ?? null,
      digest: documentDigest(digestKey, tenant, mrz),
    },
  };
}

function picturesOf(
  selfie: Uint8Array,
  { front, back, chip }: ProofingRequest['document'],
): (readonly [PicturePart, Uint8Array])[] {
  const parts: [PicturePart, Uint8Array | undefined][] = [
    ['selfie', selfie],
    ['document_front', front],
    ['document_back', back],
    ['dg1', chip?.dg1],
    ['dg2', chip?.dg2],
    ['sod', chip?.sod],
  ];
  return parts.flatMap(([part, bytes]) => (bytes ? [[part, bytes] as const] : []));
}

/** Equal for equal documents of a tenant; without the key it tells nothing. */
function documentDigest(
  key: Uint8Array,
  tenant: string,
  zone: VerificationJson['document']['mrz'],
): Buffer | null {
  if (zone?.status !== 'read' || zone.documentNumber === '') return null;
  return createHmac('sha256', key)
    .update(JSON.stringify([tenant, zone.issuingState.code, zone.documentCode[0], zone.documentNumber]))
    .digest();
}
