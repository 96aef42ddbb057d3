// The receipt of an erasure: what the log says of it, signed, so that it can be shown to the person and to a supervisor
// when nothing else is left. It is made from the entry alone, and so is the same whenever it is asked for.

import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import { canonicalText, digestOf } from './canonical.js';
import type { StoredEntry } from './chain.js';
import { HashText, Instant, Name, parseEntry, Sequence } from './entry.js';
import { isSigned, type PublicKey, publicKeyFrom, type Signer } from './keys.js';

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const DestroyedSchema = v.strictObject({ keys: Count, templates: Count, reports: Count, pictures: Count });

/** How many of each could be read until then and cannot any more. */
export type Destroyed = Readonly<v.InferOutput<typeof DestroyedSchema>>;

const StatedSchema = v.strictObject({
  format: v.literal('likeness-erasure-receipt'),
  version: v.literal(1),
  tenant: Name,
  target: v.strictObject({ kind: v.picklist(['customer', 'verification']), id: Name }),
  subject: Name,
  erasedAt: Instant,
  destroyed: DestroyedSchema,
  /** The entry of the log that tells of it. */
  audit: v.strictObject({ sequence: Sequence, hash: HashText }),
});

const ReceiptSchema = v.strictObject({
  ...StatedSchema.entries,
  /** JWK (RFC 8037). */
  publicKey: v.unknown(),
  /** Ed25519, base64url. */
  signature: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{86}$/, 'must be an Ed25519 signature in base64url')),
});

export type ErasureReceipt = Readonly<v.InferOutput<typeof ReceiptSchema>>;

/** What the entry of an erasure says beside its target. */
export const erasureDetails = (subject: string, erasedAt: Date, destroyed: Destroyed) => ({
  subject,
  erasedAt: erasedAt.toISOString(),
  destroyed,
});

/** @param stored the entry `customer.erased` or `verification.erased` */
export function receiptOf(stored: StoredEntry, signer: Signer): ErasureReceipt {
  const entry = parseEntry(stored.body);
  const stated = v.safeParse(StatedSchema, {
    format: 'likeness-erasure-receipt',
    version: 1,
    tenant: entry?.tenant,
    target: entry?.target,
    subject: entry?.details.subject,
    erasedAt: entry?.details.erasedAt,
    destroyed: entry?.details.destroyed,
    audit: { sequence: entry?.sequence, hash: Buffer.from(stored.hash).toString('hex') },
  });
  if (!stated.success) throw new LikenessError('internal', 'an entry of the log tells of no erasure');
  const signature = signer.sign(digestOfReceipt(stated.output)).toString('base64url');
  return { ...stated.output, publicKey: signer.publicKey.jwk, signature };
}

/** @throws `receipt_invalid` */
export function readReceipt(text: string): ErasureReceipt {
  try {
    return v.parse(ReceiptSchema, JSON.parse(text));
  } catch (cause) {
    throw new LikenessError(
      'receipt_invalid',
      `this is no receipt of an erasure: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}

export interface ReceiptVerification {
  /** Whether one of the keys signed it as it stands. */
  readonly ok: boolean;
  readonly receipt: ErasureReceipt;
  /** Thumbprints of the keys that it was checked with. */
  readonly keys: readonly string[];
  /** `given` from outside, or that which the receipt itself names: then anybody could have made it. */
  readonly keySource: 'given' | 'file';
}

/** Offline. @throws `receipt_invalid` */
export async function verifyReceipt(
  text: string,
  { publicKeys }: { readonly publicKeys?: readonly PublicKey[] } = {},
): Promise<ReceiptVerification> {
  const receipt = readReceipt(text);
  const { publicKey, signature, ...stated } = receipt;
  const keys = publicKeys ?? [keyOf(publicKey)];
  return {
    ok: await isSigned(digestOfReceipt(stated), Buffer.from(signature, 'base64url'), keys),
    receipt,
    keys: keys.map(({ thumbprint }) => thumbprint),
    keySource: publicKeys ? 'given' : 'file',
  };
}

function keyOf(jwk: unknown): PublicKey {
  try {
    return publicKeyFrom(jwk);
  } catch (cause) {
    throw new LikenessError('receipt_invalid', 'the receipt names no public key', { cause });
  }
}

const digestOfReceipt = (stated: v.InferOutput<typeof StatedSchema>): Buffer =>
  digestOf('likeness.erasure.receipt.v1', canonicalText(stated));
