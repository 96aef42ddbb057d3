// Words that we make and people keep: the sign-in phrase, and recovery codes. `K7QD-93MX-TT0V-B4HN`, 80 random bits.
// Nobody chooses one, so none is used elsewhere, or in a list of leaked ones.

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** Crockford's Base32: no I, L, O or U. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;
const HASH_BYTES = 32;

/**
 * 16 MiB and some 40 ms. With 80 random bits to guess that is ample: a thief of the database would need 2^94 blocks of
 * work for one. More would only make strangers' attempts dearer for us.
 */
const COST = { N: 2 ** 14, r: 8, p: 1 };

const derive = promisify<string, Buffer, number, typeof COST, Buffer>(scrypt);

export function makePhrase(): string {
  // 256 is a multiple of 32: no letter comes more often than another.
  const letters = [...randomBytes(LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  return letters.match(/.{4}/g)!.join('-');
}

export const makeSalt = (): Buffer => randomBytes(16);

/** Whether somebody may have meant a phrase: small letters, spaces and I for 1 are all the same to it. */
export const looksLikePhrase = (text: string): boolean => plain(text).length === LENGTH;

export const hashPhrase = (text: string, salt: Buffer): Promise<Buffer> =>
  derive(plain(text), salt, HASH_BYTES, COST);

export const isSameHash = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);

const plain = (text: string): string =>
  text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
