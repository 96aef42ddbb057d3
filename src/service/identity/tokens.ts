// Secrets that are shown once: `<kind>_<id>_<secret>`. The id finds the row before anybody is known; of the secret a hash
// alone is kept, so that nobody who reads the database can use it.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Of an API key, a link of invitation, a sign-in, a capture link. */
export type TokenKind = 'lk' | 'li' | 'ls' | 'lc';

export interface NewToken {
  readonly id: string;
  /** What is shown. */
  readonly text: string;
  /** What is kept: SHA-256 of 256 random bits. There is nothing to guess, so nothing to slow down. */
  readonly secretHash: Buffer;
}

export interface ParsedToken {
  readonly id: string;
  readonly secretHash: Buffer;
}

const ID_BYTES = 9;
const SECRET_BYTES = 32;
const FORM = /^([a-z]{2})_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

export function makeToken(kind: TokenKind): NewToken {
  // Letters and digits: an id stands in addresses and behind commands.
  const id = randomBytes(ID_BYTES).toString('base64url').replace(/[_-]/g, 'x');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { id, text: `${kind}_${id}_${secret}`, secretHash: hashOf(secret) };
}

/** Undefined where the text has not the form of one of this kind. */
export function parseToken(kind: TokenKind, text: string): ParsedToken | undefined {
  const [, given, id, secret] = FORM.exec(text) ?? [];
  if (given !== kind || id === undefined || secret === undefined) return undefined;
  return { id, secretHash: hashOf(secret) };
}

/** The same work whether or not there is a row, so that time does not tell. */
export const isSecretOf = (token: ParsedToken, row: { readonly secret_hash: Buffer } | undefined): boolean =>
  timingSafeEqual(row?.secret_hash ?? Buffer.alloc(32), token.secretHash) && row !== undefined;

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
