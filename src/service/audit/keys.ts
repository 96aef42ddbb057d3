// Who signs the log: an Ed25519 key (RFC 8032) made from the installation's secret; its public half goes to auditors.

import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { LikenessError } from '../../errors.js';

/** The public half, in the forms in which it is handed on. */
export interface PublicKey {
  /** JWK thumbprint (RFC 7638): SHA-256 in base64url, 43 characters. What people compare by telephone. */
  readonly thumbprint: string;
  /** RFC 8037. */
  readonly jwk: { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string };
  /** SubjectPublicKeyInfo (RFC 8410), PEM: what `openssl` reads. */
  readonly pem: string;
  readonly key: KeyObject;
}

export interface Signer {
  readonly publicKey: PublicKey;
  /** Ed25519 signature of the bytes, 64 bytes. */
  readonly sign: (bytes: Uint8Array) => Buffer;
}

/** PKCS #8 of an Ed25519 key (RFC 8410, 7), up to the seed itself. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The key that signs.
 * @param seed32 32 secret bytes that serve nothing else, e.g. by HKDF from the installation's secret. Whoever has them
 *   can write a log that passes every check but that against a checkpoint.
 * @throws `audit_key_invalid`
 */
export function signingKeyFrom(seed32: Uint8Array): Signer {
  if (seed32.length !== 32)
    throw new LikenessError('audit_key_invalid', `the seed has ${seed32.length} bytes: it must have 32`);
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed32]), format: 'der', type: 'pkcs8' });
  return { publicKey: publicKeyOf(createPublicKey(key)), sign: (bytes) => sign(null, bytes, key) };
}

/** Who signs the log of an installation, from its master keys. */
export const installationSigner = (keys: { derive(purpose: string): Uint8Array }): Signer =>
  signingKeyFrom(keys.derive('audit signature'));

/**
 * A public key from any form in which it is handed on: a JWK, as a value or as text, or PEM.
 * @throws `audit_key_invalid`
 */
export function publicKeyFrom(given: unknown): PublicKey {
  try {
    const value = typeof given === 'string' && given.trimStart().startsWith('{') ? JSON.parse(given) : given;
    // A private key would give its public half too: whoever hands one over has made a mistake that must be told.
    if (typeof value === 'string' ? value.includes('PRIVATE KEY') : 'd' in value)
      throw new LikenessError('audit_key_invalid', 'this is a private key: give the public one');
    const key = createPublicKey(typeof value === 'string' ? value : { key: value, format: 'jwk' });
    if (key.asymmetricKeyType !== 'ed25519')
      throw new LikenessError('audit_key_invalid', `the key is ${key.asymmetricKeyType}: it must be Ed25519`);
    return publicKeyOf(key);
  } catch (cause) {
    if (cause instanceof LikenessError) throw cause;
    throw new LikenessError('audit_key_invalid', 'this is no public key', { cause });
  }
}

function publicKeyOf(key: KeyObject): PublicKey {
  const x = key.export({ format: 'jwk' }).x!;
  return {
    // RFC 7638, 3.2: the members that are required, in lexicographic order.
    thumbprint: createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url'),
    jwk: { kty: 'OKP', crv: 'Ed25519', x },
    pem: key.export({ format: 'pem', type: 'spki' }) as string,
    key,
  };
}

const verifyOnThread = promisify<null, Uint8Array, KeyObject, Uint8Array, boolean>(verify);

/** Whether one of the keys signed the bytes. Computed on Node's own threads: the event loop stays free. */
export async function isSigned(
  bytes: Uint8Array,
  signature: Uint8Array,
  keys: readonly PublicKey[],
): Promise<boolean> {
  for (const { key } of keys) if (await verifyOnThread(null, bytes, key, signature)) return true;
  return false;
}
