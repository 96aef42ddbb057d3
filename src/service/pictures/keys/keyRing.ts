// Master keys in memory, whatever they came from: the first derives, the current one wraps, all unwrap.
//
// Keys are wrapped by AES-256-GCM and not by AES-KW (RFC 3394): AES-KW has no room for a context, and it is the context
// that keeps a wrapped key from being moved to another subject's row. AES-KW needs no nonce in turn, but a random one is
// safe for 2^32 wraps a master key, which is four hundred times the ten million subjects we plan for.
//
// Secrets for other parts hang on the first key, and not on a root secret wrapped beside it: the ring is all there is to
// keep then, the same in a file and in the environment; and whoever has the ring has either.

import { createHmac, hkdfSync } from 'node:crypto';
import { LikenessError } from '../../../errors.js';
import { type Form, KEY_BYTES, open, seal } from './aead.js';
import type { WrappedKey } from './masterKeys.js';

export interface MasterKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

export interface KeyRing {
  /** Oldest first. */
  readonly keys: readonly [MasterKey, ...MasterKey[]];
  /** One of them, mostly the last. */
  readonly current: MasterKey;
}

const WRAPPED: Form = { letters: 'LKW', version: 1 };

/** Identifiers follow from the key, so that a wrong key is known before anything is decrypted with it. */
export function masterKeyOf(key: Uint8Array): MasterKey {
  const digest = createHmac('sha256', key).update('likeness master key identifier').digest('hex');
  return { id: `mk_${digest.slice(0, 16)}`, key };
}

/**
 * @param text base64 of 32 bytes
 * @param where for the message, which never repeats the text
 * @throws `master_key_invalid`
 */
export function parseMasterKey(text: string, where: string): MasterKey {
  const refuse = (why: string) => new LikenessError('master_key_invalid', `${where} ${why}`);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw refuse('is not base64');
  const key = Buffer.alloc(KEY_BYTES);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== KEY_BYTES) throw refuse(`has ${bytes.length} bytes, not ${KEY_BYTES}`);
  // 32 random bytes hold fewer than 16 different values with a probability below 2^-50; phrases and fillers do.
  if (new Set(bytes).size < 16) throw refuse('is not random');
  bytes.copy(key);
  return masterKeyOf(key);
}

/** A ring of the keys in their order, the first place of each counting; the last given is the current one. */
export function ringOf(given: readonly [MasterKey, ...MasterKey[]]): KeyRing {
  const [first, ...others] = given.filter(({ id }, i) => given.findIndex((k) => k.id === id) === i);
  return { keys: [first!, ...others], current: given.at(-1)! };
}

export const idsOf = ({ keys }: KeyRing): string[] => keys.map(({ id }) => id);

export const findKey = ({ keys }: KeyRing, id: string): MasterKey | undefined =>
  keys.find((k) => k.id === id);

export function wrapWith({ id, key }: MasterKey, plain: Uint8Array, context: string): WrappedKey {
  return { masterKey: id, wrapped: seal(WRAPPED, key, plain, Buffer.from(context)) };
}

/** @throws `wrapped_key_tampered` */
export function unwrapWith({ id, key }: MasterKey, wrapped: Uint8Array, context: string): Uint8Array {
  const plain = open(WRAPPED, key, wrapped, Buffer.from(context));
  if (typeof plain !== 'string') return plain;
  throw new LikenessError(
    'wrapped_key_tampered',
    plain === 'not_authentic'
      ? `the wrapped key of ${context} does not open with ${id}: it was changed, or belongs elsewhere`
      : `the wrapped key of ${context} is not in a form that this Likeness writes`,
  );
}

/** HKDF-SHA-256 (RFC 5869) without salt, as the key is random already; the purpose is its `info`. */
export function deriveFrom({ keys }: KeyRing, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', keys[0].key, '', `likeness ${purpose}`, KEY_BYTES));
}
