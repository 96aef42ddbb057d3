// Whether a signature fits a key: the algorithms that passports are signed with (ICAO Doc 9303-12, 4.4). OpenSSL does
// the mathematics through node:crypto, which, unlike WebCrypto, knows the brainpool curves and explicit parameters.

import { constants, createPublicKey, type KeyObject, type VerifyKeyObjectInput, verify } from 'node:crypto';
import { RsaSaPssParams } from '@peculiar/asn1-rsa';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';

export type HashName = 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** What became of a check; `unsupported` says why it could not be made. */
export type SignatureCheck =
  | { readonly fits: boolean; readonly hash: HashName }
  | { readonly fits: false; readonly unsupported: string };

/**
 * Checks a signature.
 *
 * @param key SubjectPublicKeyInfo, DER
 * @param digest object identifier of the digest, heeded where the algorithm itself names none
 */
export function checkSignature(
  key: Uint8Array,
  algorithm: AlgorithmIdentifier,
  digest: string | null,
  data: Uint8Array,
  signature: Uint8Array,
): SignatureCheck {
  const scheme = schemeOf(algorithm, digest);
  if ('unsupported' in scheme) return { fits: false, ...scheme };
  const { hash, family, ...options } = scheme;
  let publicKey: KeyObject;
  try {
    publicKey = createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' });
  } catch {
    return { fits: false, unsupported: 'its public key cannot be used' };
  }
  const kind = publicKey.asymmetricKeyType;
  const isRsa = kind === 'rsa' || kind === 'rsa-pss';
  if (family === 'rsa' ? !isRsa : kind !== 'ec') return { fits: false, hash };
  if ((publicKey.asymmetricKeyDetails?.modulusLength ?? 0) > MOST_BITS) {
    return { fits: false, unsupported: `its RSA key has more than ${MOST_BITS} bits` };
  }
  try {
    return { fits: verify(hash, data, { key: publicKey, ...options }, signature), hash };
  } catch {
    // OpenSSL throws where a signature is malformed, or a key is restricted to another scheme.
    return { fits: false, hash };
  }
}

/** Verifying takes time with the square of the length; states use 4096 at most. */
const MOST_BITS = 8192;

type Options = Omit<VerifyKeyObjectInput, 'key'>;

type Scheme =
  | ({ readonly family: 'rsa' | 'ec'; readonly hash: HashName } & Options)
  | { readonly unsupported: string };

function schemeOf({ algorithm, parameters }: AlgorithmIdentifier, digest: string | null): Scheme {
  if (algorithm === RSA_PSS) return pss(parameters ?? null);
  const known = SIGNATURES.get(algorithm);
  const hash = known?.hash ?? (digest === null ? undefined : HASHES.get(digest));
  if (!known || !hash) return { unsupported: `the algorithm ${algorithm} is not known` };
  return { ...known, hash };
}

/** RSASSA-PSS-params (RFC 8017, A.2.3); what is left out is SHA-1, and salt of 20 bytes. */
function pss(parameters: ArrayBuffer | null): Scheme {
  let parsed: RsaSaPssParams;
  let mask: string;
  try {
    parsed = parameters ? AsnConvert.parse(parameters, RsaSaPssParams) : new RsaSaPssParams();
    mask = maskOf(parsed);
  } catch {
    return { unsupported: 'the parameters of its RSA-PSS are damaged' };
  }
  const hash = HASHES.get(parsed.hashAlgorithm.algorithm);
  if (!hash) return { unsupported: `the digest ${parsed.hashAlgorithm.algorithm} is not known` };
  // OpenSSL masks by the digest itself, as ICAO Doc 9303-12 recommends.
  if (mask !== parsed.hashAlgorithm.algorithm) {
    return { unsupported: 'its RSA-PSS masks by another digest than it signs' };
  }
  return { family: 'rsa', hash, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: parsed.saltLength };
}

/** The digest of MGF1, whose parameters are an algorithm themselves. */
function maskOf({ maskGenAlgorithm }: RsaSaPssParams): string {
  const { parameters } = maskGenAlgorithm;
  return parameters ? AsnConvert.parse(parameters, AlgorithmIdentifier).algorithm : SHA_1;
}

const SHA_1 = '1.3.14.3.2.26';

/** Digests by their object identifiers. */
export const HASHES: ReadonlyMap<string, HashName> = new Map([
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

const RSA_PSS = '1.2.840.113549.1.1.10';

const rsa = (hash?: HashName) =>
  ({ family: 'rsa', ...(hash && { hash }), padding: constants.RSA_PKCS1_PADDING }) as const;
const ecdsa = (hash?: HashName) => ({ family: 'ec', ...(hash && { hash }), dsaEncoding: 'der' }) as const;
const plain = (hash: HashName) => ({ family: 'ec', hash, dsaEncoding: 'ieee-p1363' }) as const;

/** Signature algorithms; those without a digest of their own take that of the signer's information. */
const SIGNATURES: ReadonlyMap<string, { readonly family: 'rsa' | 'ec'; readonly hash?: HashName } & Options> =
  new Map<string, { readonly family: 'rsa' | 'ec'; readonly hash?: HashName } & Options>([
    // PKCS #1 v1.5 (RFC 8017)
    ['1.2.840.113549.1.1.1', rsa()],
    ['1.2.840.113549.1.1.5', rsa('sha1')],
    ['1.2.840.113549.1.1.14', rsa('sha224')],
    ['1.2.840.113549.1.1.11', rsa('sha256')],
    ['1.2.840.113549.1.1.12', rsa('sha384')],
    ['1.2.840.113549.1.1.13', rsa('sha512')],
    // ECDSA (RFC 5758); the first names only the kind of key, as some signers do
    ['1.2.840.10045.2.1', ecdsa()],
    ['1.2.840.10045.4.1', ecdsa('sha1')],
    ['1.2.840.10045.4.3.1', ecdsa('sha224')],
    ['1.2.840.10045.4.3.2', ecdsa('sha256')],
    ['1.2.840.10045.4.3.3', ecdsa('sha384')],
    ['1.2.840.10045.4.3.4', ecdsa('sha512')],
    // ECDSA in the plain format of BSI TR-03111
    ['0.4.0.127.0.7.1.1.4.1.1', plain('sha1')],
    ['0.4.0.127.0.7.1.1.4.1.2', plain('sha224')],
    ['0.4.0.127.0.7.1.1.4.1.3', plain('sha256')],
    ['0.4.0.127.0.7.1.1.4.1.4', plain('sha384')],
    ['0.4.0.127.0.7.1.1.4.1.5', plain('sha512')],
  ]);
