// The way in without a passkey: a phrase that somebody keeps, and a code of the moment (TOTP, RFC 6238) from a telephone.
// Two factors, but nobody is kept from typing both into a forger's page: docs/service/accounts.md says when to take it.

import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import type { Transacting } from '../storage/index.js';
import { hashPhrase, isSameHash, looksLikePhrase, makePhrase, makeSalt } from './phrases.js';

/** Encrypts what must be read again; `context` binds it to its place. */
export interface Sealing {
  seal(bytes: Uint8Array, context: string): Promise<Uint8Array>;
  /** @throws where the bytes or the context are not those that were sealed */
  open(bytes: Uint8Array, context: string): Promise<Uint8Array>;
}

/** What somebody writes down and scans; given once. */
export interface Enrolment {
  readonly phrase: string;
  /** Base32, for an app that cannot scan. */
  readonly seed: string;
  /** `otpauth://totp/…`, for a QR code. */
  readonly uri: string;
}

/** What apps can do: SHA-1, six digits, half a minute (RFC 6238, 1.2 and 5.2). */
const FORM = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Steps that a clock may be off, each way (RFC 6238, 5.2 and 6). */
const WINDOW = 1;
const SEED_BYTES = 20;
const RECOVERY_CODES = 10;

interface Owner {
  readonly tenant: string;
  readonly id: string;
  readonly email: string;
}

/** Begins: what was confirmed before serves until this is. */
export async function beginTotp(transaction: Transacting, who: Owner, sealing: Sealing): Promise<Enrolment> {
  await transaction
    .deleteFrom('totps')
    .where('person', '=', who.id)
    .where('confirmed_at', 'is', null)
    .execute();
  const [id, seed, phrase, salt] = [uuidv7(), randomBytes(SEED_BYTES), makePhrase(), makeSalt()];
  await transaction
    .insertInto('totps')
    .values({
      id,
      person: who.id,
      sealed_seed: Buffer.from(await sealing.seal(seed, contextOf(who.tenant, id))),
      salt,
      phrase_hash: await hashPhrase(phrase, salt),
      last_step: 0,
      created_at: new Date(),
    })
    .execute();
  const totp = new TOTP({ ...FORM, issuer: 'Likeness', label: who.email, secret: secretOf(seed) });
  return { phrase, seed: totp.secret.base32, uri: totp.toString() };
}

/** What somebody gives to sign in. */
export interface Given {
  readonly phrase: string;
  /** Six digits, or a recovery code. */
  readonly code: string;
}

/** Phrase and code were those of this row; whether the code is the first of its kind shows when it is used. */
export interface TotpProof {
  readonly totp: string;
  /** The code's time step, or the hash of a recovery code. */
  readonly used: number | Buffer;
}

export interface StoredTotp {
  readonly tenant: string;
  readonly id: string;
  readonly sealed_seed: Buffer;
  readonly salt: Buffer;
  readonly phrase_hash: Buffer;
}

/** @param state `confirmed` signs somebody in; `pending` waits to be */
export async function findTotp(
  transaction: Transacting,
  person: string,
  state: 'confirmed' | 'pending',
): Promise<StoredTotp | undefined> {
  return transaction
    .selectFrom('totps')
    .select(['tenant', 'id', 'sealed_seed', 'salt', 'phrase_hash'])
    .where('person', '=', person)
    .where('confirmed_at', state === 'pending' ? 'is' : 'is not', null)
    .executeTakeFirst();
}

/**
 * Checks both, with the same work whatever is wrong, and where there is nothing to check against: a `decoy` then takes
 * its place. Needs no transaction: it takes long.
 */
export async function checkTotp(
  stored: StoredTotp | undefined,
  decoy: StoredTotp,
  { phrase, code }: Given,
  sealing: Sealing,
): Promise<TotpProof | undefined> {
  const { tenant, id, sealed_seed, salt, phrase_hash } = stored ?? decoy;
  const isRightPhrase = isSameHash(await hashPhrase(phrase, salt), phrase_hash);
  const seed = await sealing.open(sealed_seed, contextOf(tenant, id));
  const used = looksLikePhrase(code) ? await hashPhrase(code, salt) : stepOf(code, seed);
  return stored && isRightPhrase && used !== undefined ? { totp: id, used } : undefined;
}

/** Something to check against where there is nothing, made once. */
export async function makeDecoy(sealing: Sealing): Promise<StoredTotp> {
  const [tenant, id, salt] = [uuidv7(), uuidv7(), makeSalt()];
  return {
    tenant,
    id,
    salt,
    sealed_seed: Buffer.from(await sealing.seal(randomBytes(SEED_BYTES), contextOf(tenant, id))),
    phrase_hash: randomBytes(32),
  };
}

/**
 * Takes the proof: no code counts twice, nor one older than another that counted.
 * @returns whether it counts
 */
export async function useTotp(transaction: Transacting, { totp, used }: TotpProof): Promise<boolean> {
  const { numUpdatedRows } =
    typeof used === 'number'
      ? await transaction
          .updateTable('totps')
          .set({ last_step: used })
          .where('id', '=', totp)
          .where('last_step', '<', used)
          .executeTakeFirst()
      : await transaction
          .updateTable('recovery_codes')
          .set({ used_at: new Date() })
          .where('totp', '=', totp)
          .where('hash', '=', used)
          .where('used_at', 'is', null)
          .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * Puts it in force in place of the one before, with recovery codes of its own.
 * @returns the codes, given here and never again
 * @throws `code_refused`
 */
export async function confirmTotp(
  transaction: Transacting,
  person: string,
  proof: TotpProof | undefined,
): Promise<string[]> {
  if (!proof || typeof proof.used !== 'number' || !(await useTotp(transaction, proof)))
    throw new LikenessError('code_refused', 'phrase or code is not the one that was expected');
  await transaction.deleteFrom('totps').where('person', '=', person).where('id', '!=', proof.totp).execute();
  await transaction
    .updateTable('totps')
    .set({ confirmed_at: new Date() })
    .where('id', '=', proof.totp)
    .execute();
  return makeRecoveryCodes(transaction, person);
}

/**
 * New codes; the former ones serve no more.
 * @throws `state_conflict` where nothing is confirmed that they could stand in for
 */
export async function makeRecoveryCodes(transaction: Transacting, person: string): Promise<string[]> {
  const totp = await findTotp(transaction, person, 'confirmed');
  if (!totp)
    throw new LikenessError(
      'state_conflict',
      'recovery codes stand in for the codes of an app, and none is set up: add a second passkey instead',
    );
  const codes = Array.from({ length: RECOVERY_CODES }, makePhrase);
  const hashes = await Promise.all(codes.map((code) => hashPhrase(code, totp.salt)));
  await transaction.deleteFrom('recovery_codes').where('totp', '=', totp.id).execute();
  await transaction
    .insertInto('recovery_codes')
    .values(hashes.map((hash) => ({ totp: totp.id, hash })))
    .execute();
  return codes;
}

export async function countRecoveryCodes(transaction: Transacting, totp: string): Promise<number> {
  const rows = await transaction
    .selectFrom('recovery_codes')
    .select('hash')
    .where('totp', '=', totp)
    .where('used_at', 'is', null)
    .execute();
  return rows.length;
}

/** @returns whether there was one that was confirmed */
export async function removeTotp(transaction: Transacting, person: string): Promise<boolean> {
  const removed = await transaction
    .deleteFrom('totps')
    .where('person', '=', person)
    .returning('confirmed_at')
    .execute();
  return removed.some(({ confirmed_at }) => confirmed_at !== null);
}

function stepOf(code: string, seed: Uint8Array): number | undefined {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const timestamp = Date.now();
  const off = TOTP.validate({ ...FORM, token, secret: secretOf(seed), timestamp, window: WINDOW });
  return off === null ? undefined : TOTP.counter({ period: FORM.period, timestamp }) + off;
}

/** A copy of its own: what is behind a small Buffer is shared. */
const secretOf = (seed: Uint8Array): Secret => new Secret({ buffer: Uint8Array.from(seed).buffer });

const contextOf = (tenant: string, totp: string): string => JSON.stringify(['totp seed', tenant, totp]);
