// Capture links: one customer, one purpose, a few tries, for a while. The link's secret is in the fragment of its
// address, which browsers send to nobody.

import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import { type Capturing, isSecretOf, makeToken, parseToken } from '../identity/index.js';
import type { Database, Tables, Transacting } from '../storage/index.js';
import { type Consent, readConsent } from './consent.js';

export interface CaptureDraft {
  readonly purpose: 'proofing' | 'authentication';
  readonly customer: string | null;
  /** Minutes for which the link is good. */
  readonly minutes: number;
  readonly tries: number;
  /** Where the customer goes afterwards. */
  readonly returnUrl: string | null;
  readonly createdBy: string;
}

export interface Capture {
  readonly id: string;
  readonly purpose: 'proofing' | 'authentication';
  readonly customer: string | null;
  readonly returnUrl: string | null;
  readonly state: Tables['captures']['state'];
  readonly triesLeft: number;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  readonly openedAt: Date | null;
  readonly endedAt: Date | null;
  /** What the customer agreed to at last; null where no try has said so. */
  readonly consent: (Consent & { readonly at: Date }) | null;
  /** The last decision. */
  readonly verification: string | null;
}

/** @returns the capture, and the token, which is given here and never again */
export async function createCapture(
  transaction: Transacting,
  draft: CaptureDraft,
): Promise<{ capture: Capture; token: string }> {
  const { id: token_id, text, secretHash } = makeToken('lc');
  const now = new Date();
  const row = await transaction
    .insertInto('captures')
    .values({
      ...{ id: uuidv7(), token_id, secret_hash: secretHash },
      ...{ purpose: draft.purpose, customer: draft.customer, return_url: draft.returnUrl },
      ...{ state: 'open', tries_left: draft.tries, nonce: randomBytes(32) },
      ...{ created_at: now, created_by: draft.createdBy },
      expires_at: new Date(now.getTime() + 60_000 * draft.minutes),
      ...{ opened_at: null, ended_at: null, verification: null },
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { capture: captureOf(row), token: text };
}

/** @throws `not_found` */
export async function readCapture(transaction: Transacting, id: string): Promise<Capture> {
  const row = await transaction.selectFrom('captures').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new LikenessError('not_found', 'there is no such session');
  return captureOf(row);
}

/**
 * Whose link it is; also of one that has ended, so that its holder can be told so.
 * @throws `unauthenticated`
 */
export async function authenticateCapture(database: Database, text: string): Promise<Capturing> {
  const token = parseToken('lc', text);
  const refused = () => new LikenessError('unauthenticated', 'the link is not known');
  if (!token) throw refused();
  return database.presented(token.id, async (transaction) => {
    const row = await transaction
      .selectFrom('captures')
      .select(['id', 'tenant', 'secret_hash'])
      .where('token_id', '=', token.id)
      .executeTakeFirst();
    if (!isSecretOf(token, row)) throw refused();
    return { kind: 'capture', id: row!.id, tenant: row!.tenant, permissions: new Set() };
  });
}

/** The capture as its customer finds it, with the nonce of the next try. @returns whether it is opened the first time */
export async function lookAtCapture(
  transaction: Transacting,
  id: string,
): Promise<{ capture: Capture; nonce: string; isFirst: boolean }> {
  const row = await transaction
    .selectFrom('captures')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const isFirst = row.opened_at === null && isOpen(row);
  if (isFirst)
    await transaction.updateTable('captures').set({ opened_at: new Date() }).where('id', '=', id).execute();
  return { capture: captureOf(row), nonce: row.nonce.toString('base64url'), isFirst };
}

/**
 * Takes one try, for whoever brings the nonce of it: a try that is sent twice is taken once.
 * @throws `capture_ended`, `capture_nonce_used`
 */
export async function takeTry(transaction: Transacting, id: string, nonce: string): Promise<Capture> {
  const row = await transaction
    .selectFrom('captures')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (!isOpen(row)) throw new LikenessError('capture_ended', 'the link has been used, or its time is over');
  if (!row.nonce.equals(Buffer.from(nonce, 'base64url')))
    throw new LikenessError('capture_nonce_used', 'these pictures belong to a try that was made before');
  const taken = { tries_left: row.tries_left - 1, nonce: randomBytes(32) };
  await transaction.updateTable('captures').set(taken).where('id', '=', id).execute();
  return captureOf({ ...row, ...taken });
}

/**
 * Keeps what the customer agreed to, of a capture that is held.
 * @param written as `WrittenConsent` has it
 * @returns whether it is the first, or another than before
 */
export async function noteConsent(transaction: Transacting, id: string, written: string): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('captures')
    .set({ consent: written, consented_at: new Date() })
    .where('id', '=', id)
    .where('consent', 'is distinct from', written)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * Locks a capture that a decision is about to be kept for: of two tries at once, one finds it ended.
 * @throws `capture_ended`
 */
export async function holdCapture(transaction: Transacting, { id }: Pick<Capture, 'id'>): Promise<void> {
  const { state } = await transaction
    .selectFrom('captures')
    .select('state')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (state !== 'open') throw new LikenessError('capture_ended', 'the link was used, or ended, meanwhile');
}

/**
 * Notes what a try has led to, of a capture that is held: it goes on where the pictures must be taken again and there
 * are tries left.
 * @returns the state that the capture is in now
 */
export async function noteDecision(
  transaction: Transacting,
  { id, triesLeft }: Capture,
  verification: string,
  isRecapture: boolean,
): Promise<Capture['state']> {
  const state = !isRecapture ? 'completed' : triesLeft > 0 ? 'open' : 'failed';
  await transaction
    .updateTable('captures')
    .set({ state, verification, ended_at: state === 'open' ? null : new Date() })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .execute();
  return state;
}

/** A try that came to nothing, as its pictures could not be read. @returns whether it was the last, and ended the link */
export async function noteFailure(transaction: Transacting, { id, triesLeft }: Capture): Promise<boolean> {
  if (triesLeft > 0) return false;
  const { numUpdatedRows } = await transaction
    .updateTable('captures')
    .set({ state: 'failed', ended_at: new Date() })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Gives a try back that the service could not use, and not for the pictures' fault. */
export async function giveBack(transaction: Transacting, { id }: Capture): Promise<void> {
  await transaction
    .updateTable('captures')
    .set(({ eb }) => ({ tries_left: eb('tries_left', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', 'open')
    .execute();
}

/** As long as the service works on a try at most: one that arrived in time counts, though the time runs out meanwhile. */
const IN_HAND_MS = 120_000;

/** Ends links whose time is over, and of which no try can be in hand any more. @returns those that it ended */
export async function expireCaptures(transaction: Transacting): Promise<Capture[]> {
  const now = new Date();
  const rows = await transaction
    .updateTable('captures')
    .set({ state: 'expired', ended_at: now })
    .where('state', '=', 'open')
    .where('expires_at', '<=', new Date(now.getTime() - IN_HAND_MS))
    .returningAll()
    .execute();
  return rows.map(captureOf);
}

const isOpen = ({ state, tries_left, expires_at }: Row): boolean =>
  state === 'open' && tries_left > 0 && expires_at > new Date();

type Row = Awaited<ReturnType<typeof rowsOf>>[number];
const rowsOf = (transaction: Transacting) => transaction.selectFrom('captures').selectAll().execute();

const captureOf = (row: Row): Capture => ({
  ...{ id: row.id, purpose: row.purpose, customer: row.customer, returnUrl: row.return_url },
  // A link whose time is over has expired, whether or not the job has come round to it.
  state: row.state === 'open' && row.expires_at <= new Date() ? 'expired' : row.state,
  triesLeft: row.tries_left,
  ...{ createdAt: row.created_at, expiresAt: row.expires_at, openedAt: row.opened_at },
  ...{ endedAt: row.ended_at, verification: row.verification },
  consent: row.consent === null ? null : { ...readConsent(row.consent), at: row.consented_at! },
});
