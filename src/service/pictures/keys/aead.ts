// AES-256-GCM as wrapped keys and sealed pictures both use it: header ‖ nonce ‖ ciphertext ‖ tag. Pure functions over
// node:crypto; what a failure means is for the caller to say.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { LikenessError } from '../../../errors.js';

export const KEY_BYTES = 32;

/** NIST SP 800-38D: 96 bits, the length for which GCM takes the nonce as it is, and the full tag. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Three letters and a version, in front of everything encrypted. */
const HEADER_BYTES = 4;

/** Bytes that sealing adds. */
export const OVERHEAD_BYTES = HEADER_BYTES + NONCE_BYTES + TAG_BYTES;

/** What a header says: `letters` are ASCII, three of them. */
export interface Form {
  readonly letters: string;
  readonly version: number;
}

/** Why bytes do not open. `unknown`: of our form, but of another version. */
export type Refusal = 'foreign' | 'unknown' | 'not_authentic';

/** A random key of 256 bits, for the caller to wipe. */
export const randomKey = (): Uint8Array => randomBytes(KEY_BYTES);

/**
 * Encrypts under a random nonce. One key may seal 2^32 messages so (NIST SP 800-38D, 8.3) before two nonces meet with
 * a probability of 2^-32; header and context are authenticated, not encrypted.
 */
export function seal(form: Form, key: Uint8Array, plain: Uint8Array, context: Uint8Array): Uint8Array {
  const header = headerOf(form);
  const nonce = randomBytes(NONCE_BYTES);
  // One copy of the whole, and no more: pictures have megabytes.
  return Buffer.concat([header, nonce, ...encrypt(key, nonce, plain, Buffer.concat([header, context]))]);
}

/** Decrypts what `seal` made of the same form, key and context. */
export function open(
  form: Form,
  key: Uint8Array,
  sealed: Uint8Array,
  context: Uint8Array,
): Uint8Array | Refusal {
  const header = Buffer.from(sealed.subarray(0, HEADER_BYTES));
  if (sealed.length < OVERHEAD_BYTES || header.toString('latin1', 0, 3) !== form.letters) return 'foreign';
  if (header[3] !== form.version) return 'unknown';
  const nonce = sealed.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
  const rest = sealed.subarray(HEADER_BYTES + NONCE_BYTES);
  return decrypt(key, nonce, rest, Buffer.concat([header, context])) ?? 'not_authentic';
}

const headerOf = ({ letters, version }: Form): Buffer =>
  Buffer.concat([Buffer.from(letters, 'latin1'), Buffer.of(version)]);

/** @returns ciphertext ‖ tag, in parts */
export function encrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  plain: Uint8Array,
  additional: Uint8Array,
): Uint8Array[] {
  refuseWiped(key);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(additional);
  return [cipher.update(plain), cipher.final(), cipher.getAuthTag()];
}

/** Undefined where key, nonce, ciphertext, tag or additional data are not those of `encrypt`. */
export function decrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  additional: Uint8Array,
): Uint8Array | undefined {
  refuseWiped(key);
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(additional)
    .setAuthTag(sealed.subarray(end));
  // GCM is a stream: `update` gives all there is, and a copy would be one more place to wipe a key from.
  const plain = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return undefined;
  }
}

/** A key that was wiped while somebody still held it must never encrypt: anybody could open what it makes. */
function refuseWiped(key: Uint8Array): void {
  if (key.length === KEY_BYTES && key.some((byte) => byte !== 0)) return;
  throw new LikenessError('internal', 'a key was used that was wiped already, or is none');
}
