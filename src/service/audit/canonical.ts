// One text for one value, and one digest for one text: what is hashed and signed must not hang on the order of keys.

import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The canonical form of a value: JSON Canonicalization Scheme, RFC 8785.
 * @throws TypeError or Error where the value is not JSON: a number that is not finite, a lone surrogate, a ring
 */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('the value is nothing that JSON can say');
  return text;
}

/** What a digest is of. Two kinds of text never share a digest, so a signature on one is none on the other. */
export type Domain =
  | 'likeness.audit.entry.v1'
  | 'likeness.audit.checkpoint.v1'
  | 'likeness.evidence.manifest.v1'
  | 'likeness.erasure.receipt.v1';

/** SHA-256 of the domain's name, a line feed, and the text in UTF-8: 32 bytes. */
export const digestOf = (domain: Domain, text: string | Uint8Array): Buffer =>
  createHash('sha256').update(`${domain}\n`).update(text).digest();

/** SHA-256 in hexadecimal, as `sha256sum` prints it. */
export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/** SHA-256 of a value's canonical form, in hexadecimal: of a report, a policy, a calibration. */
export const digestOfValue = (value: unknown): string => sha256(canonicalText(value));
