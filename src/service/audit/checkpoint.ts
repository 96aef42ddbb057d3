// A checkpoint is a chain's head, signed, that an auditor keeps outside: whoever can write the database and even holds
// the signing key cannot change what came before it unseen.

import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import { canonicalText, digestOf } from './canonical.js';
import type { Head } from './chain.js';
import { HashText, Instant, Name, Sequence } from './entry.js';
import { isSigned, type PublicKey, type Signer } from './keys.js';

export const CheckpointSchema = v.strictObject({
  tenant: Name,
  sequence: Sequence,
  /** Of the entry with this sequence, hexadecimal. */
  hash: HashText,
  /** When it was taken. */
  at: Instant,
  /** Ed25519, base64url. */
  signature: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{86}$/, 'must be an Ed25519 signature in base64url')),
});

export type Checkpoint = Readonly<v.InferOutput<typeof CheckpointSchema>>;

/**
 * @param head a chain's head, or any earlier entry of it
 * @throws `audit_checkpoint_invalid` where the chain has no entry yet
 */
export function checkpointOf(tenant: string, head: Head, signer: Signer, at = new Date()): Checkpoint {
  if (head.sequence === 0)
    throw new LikenessError(
      'audit_checkpoint_invalid',
      'the log has no entry yet: there is nothing to check',
    );
  const stated = {
    tenant,
    sequence: head.sequence,
    hash: Buffer.from(head.hash).toString('hex'),
    at: at.toISOString(),
  };
  return { ...stated, signature: signer.sign(digestOfCheckpoint(stated)).toString('base64url') };
}

/**
 * Reads a checkpoint's file.
 * @throws `audit_checkpoint_invalid`
 */
export function readCheckpoint(text: string): Checkpoint {
  try {
    return v.parse(CheckpointSchema, JSON.parse(text));
  } catch (cause) {
    throw new LikenessError(
      'audit_checkpoint_invalid',
      `this is no checkpoint: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}

export const isGenuine = (checkpoint: Checkpoint, keys: readonly PublicKey[]): Promise<boolean> =>
  isSigned(digestOfCheckpoint(checkpoint), Buffer.from(checkpoint.signature, 'base64url'), keys);

const digestOfCheckpoint = ({ tenant, sequence, hash, at }: Omit<Checkpoint, 'signature'>): Buffer =>
  digestOf('likeness.audit.checkpoint.v1', canonicalText({ tenant, sequence, hash, at }));
