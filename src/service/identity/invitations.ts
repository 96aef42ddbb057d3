// Links that let somebody in once: `li_<id>_<secret>`, handed over by whoever invites. Nothing is sent by e-mail: a
// mailbox would be a way in.

import { LikenessError } from '../../errors.js';
import type { Database, Transacting } from '../storage/index.js';
import type { Actor } from './actor.js';
import { isSecretOf, makeToken, type ParsedToken, parseToken } from './tokens.js';

export interface InvitationLink {
  /** What the link carries: given here and never again. */
  readonly text: string;
  readonly expiresAt: Date;
}

/** A link that was shown, and is good at this moment. */
export interface Invitation {
  readonly tenant: string;
  readonly id: string;
  readonly person: string;
  readonly expiresAt: Date;
}

/** How long a link is good, ms. */
const LIFETIME = 3 * 24 * 3_600_000;

/** Makes a link, which ends the one before it. */
export async function inviteAnew(
  transaction: Transacting,
  person: string,
  by: Actor,
): Promise<InvitationLink> {
  await endInvitations(transaction, person);
  const { id, text, secretHash } = makeToken('li');
  const now = new Date();
  const expiresAt = new Date(now.getTime() + LIFETIME);
  await transaction
    .insertInto('invitations')
    .values({
      id,
      person,
      secret_hash: secretHash,
      created_at: now,
      created_by: `${by.kind}:${by.id}`,
      expires_at: expiresAt,
    })
    .execute();
  return { text, expiresAt };
}

export async function endInvitations(transaction: Transacting, person: string): Promise<void> {
  await transaction
    .updateTable('invitations')
    .set({ ended_at: new Date() })
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .execute();
}

/**
 * Whose link it is.
 * @throws `invitation_invalid`, the same for a link that never was, was used, replaced, or has expired
 */
export async function readInvitation(database: Database, text: string): Promise<Invitation> {
  const token = parseToken('li', text);
  if (!token) throw invalid();
  const row = await database.presented(token.id, (transaction) => selectGood(transaction, token));
  if (!row) throw invalid();
  return { tenant: row.tenant, id: row.id, person: row.person, expiresAt: row.expires_at };
}

/**
 * Uses the link up, in the transaction that does what it was for.
 * @throws `invitation_invalid` where another was sooner
 */
export async function useInvitation(transaction: Transacting, { id }: Invitation): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('invitations')
    .set({ ended_at: new Date() })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', new Date())
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw invalid();
}

async function selectGood(transaction: Transacting, token: ParsedToken) {
  const row = await transaction
    .selectFrom('invitations')
    .selectAll()
    .where('id', '=', token.id)
    .executeTakeFirst();
  const isGood = isSecretOf(token, row) && row?.ended_at === null && row.expires_at > new Date();
  return isGood ? row : undefined;
}

const invalid = () => new LikenessError('invitation_invalid', 'this link serves no more, or never did');
