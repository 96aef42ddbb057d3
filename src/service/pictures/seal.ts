// Pictures and templates, encrypted with their subject's key before they touch disk, and bound to the place that they
// belong to: the same bytes under another tenant, subject, object or kind do not open.

import { LikenessError } from '../../errors.js';
import { type Form, OVERHEAD_BYTES, open, seal } from './keys/aead.js';

/** Whose it is and what it is: authenticated with the bytes, and kept by whoever keeps the row. */
export interface SealContext {
  readonly tenant: string;
  readonly subject: string;
  /** Identifier of the picture, template, report or note. */
  readonly object: string;
  readonly kind: 'picture' | 'template' | 'report' | 'note' | 'secret';
}

/** Bytes that a sealed object is longer than what is in it: header, nonce, tag. */
export const SEAL_OVERHEAD_BYTES = OVERHEAD_BYTES;

const SEALED: Form = { letters: 'LKP', version: 1 };

/**
 * Encrypts with AES-256-GCM (NIST SP 800-38D): `LKP`, version, 96-bit random nonce, ciphertext, 128-bit tag.
 *
 * One key may seal 2^32 objects under random nonces. We stay far below: a key has one subject, whose pictures and
 * templates are counted in hundreds. A single object may have up to 2^36 − 32 bytes; uploads end far below.
 *
 * @param subjectKey 32 bytes
 */
export function sealBytes(subjectKey: Uint8Array, bytes: Uint8Array, context: SealContext): Uint8Array {
  return seal(SEALED, subjectKey, bytes, bytesOf(context));
}

/**
 * Decrypts what `sealBytes` made with the same key for the same place.
 * @throws `picture_tampered`, `picture_version_unknown`
 */
export function openBytes(subjectKey: Uint8Array, sealed: Uint8Array, context: SealContext): Uint8Array {
  const plain = open(SEALED, subjectKey, sealed, bytesOf(context));
  if (typeof plain !== 'string') return plain;
  const what = `${context.kind} ${context.object} of subject ${context.subject}`;
  if (plain === 'unknown') {
    throw new LikenessError(
      'picture_version_unknown',
      `${what} is sealed in version ${sealed[3]} of our form; this Likeness reads version ${SEALED.version}`,
    );
  }
  throw new LikenessError(
    'picture_tampered',
    plain === 'foreign'
      ? `${what} is not a sealed object, or was cut off (${sealed.length} bytes)`
      : `${what} does not open with its subject's key: it was changed, or belongs elsewhere`,
  );
}

/** JSON of strings: no two places give the same bytes, whatever their identifiers hold. */
const bytesOf = ({ tenant, subject, object, kind }: SealContext): Uint8Array =>
  Buffer.from(JSON.stringify([kind, tenant, subject, object]));
