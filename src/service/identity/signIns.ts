// Where people are signed in: one cookie a browser, `ls_<id>_<secret>`, good for as long as it is used, and for a day's
// work at most (NIST SP 800-63B-4, 2.2.3: AAL2 is renewed daily, and after an hour of rest; we take half of both).

import { LikenessError } from '../../errors.js';
import type { Database, SignInMethod, Transacting } from '../storage/index.js';
import type { Person } from './actor.js';
import { actorOf } from './people.js';
import { isSecretOf, makeToken, parseToken } from './tokens.js';

const MINUTE = 60_000;
/** Without any request, ms. */
export const IDLE_LIMIT = 30 * MINUTE;
/** In all, ms. */
export const ABSOLUTE_LIMIT = 12 * 60 * MINUTE;

export interface SignIn {
  readonly id: string;
  readonly method: SignInMethod;
  /** What the browser called itself. */
  readonly agent: string;
  readonly createdAt: Date;
  /** To the minute. */
  readonly seenAt: Date;
}

/** @returns the cookie's text, given here and never again, and the person as an actor */
export async function beginSignIn(
  transaction: Transacting,
  person: string,
  method: SignInMethod,
  agent: string,
): Promise<{ text: string; actor: Person }> {
  const now = new Date();
  const { id, text, secretHash } = makeToken('ls');
  const row = await transaction
    .updateTable('people')
    .set({ signed_in_at: now })
    .where('id', '=', person)
    .where('state', '=', 'active')
    .returningAll()
    .executeTakeFirst();
  if (!row) throw new LikenessError('sign_in_refused', 'the account is shut');
  await transaction
    .deleteFrom('sign_ins')
    .where('person', '=', person)
    .where('created_at', '<', new Date(now.getTime() - ABSOLUTE_LIMIT))
    .execute();
  await transaction
    .insertInto('sign_ins')
    .values({
      id,
      person,
      secret_hash: secretHash,
      method,
      agent: agent.replace(/\p{Cc}/gu, ' ').slice(0, 200),
      created_at: now,
      seen_at: now,
    })
    .execute();
  return { text, actor: actorOf(row, { id, at: now }) };
}

/**
 * Who is signed in so, with the role that they have now.
 * @throws `unauthenticated`, the same for a sign-in that never was, that is wrong, too old, or ended
 */
export async function authenticateSignIn(database: Database, text: string): Promise<Person> {
  const token = parseToken('ls', text);
  if (!token) throw unknown();
  const shown = await database.presented(token.id, (transaction) =>
    transaction
      .selectFrom('sign_ins')
      .select(['tenant', 'secret_hash'])
      .where('id', '=', token.id)
      .executeTakeFirst(),
  );
  if (!isSecretOf(token, shown) || !shown) throw unknown();
  return database.tenant(shown.tenant, async (transaction) => {
    const now = Date.now();
    const row = await transaction
      .selectFrom('sign_ins')
      .innerJoin('people', 'people.id', 'sign_ins.person')
      .selectAll('people')
      .select(['sign_ins.created_at as began_at', 'sign_ins.seen_at'])
      .where('sign_ins.id', '=', token.id)
      .where('people.state', '=', 'active')
      .where('sign_ins.ended_at', 'is', null)
      .where('sign_ins.created_at', '>', new Date(now - ABSOLUTE_LIMIT))
      .where('sign_ins.seen_at', '>', new Date(now - IDLE_LIMIT))
      .executeTakeFirst();
    if (!row) throw unknown();
    if (now - row.seen_at.getTime() > MINUTE)
      await transaction
        .updateTable('sign_ins')
        .set({ seen_at: new Date(now) })
        .where('id', '=', token.id)
        .where('seen_at', '<', new Date(now - MINUTE))
        .execute();
    return actorOf(row, { id: token.id, at: row.began_at });
  });
}

/** @returns whether there was such a sign-in of this person to end */
export async function endSignIn(transaction: Transacting, person: string, id: string): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('sign_ins')
    .set({ ended_at: new Date() })
    .where('person', '=', person)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Those that are good still, the latest first. */
export async function listSignIns(transaction: Transacting, person: string): Promise<SignIn[]> {
  const now = Date.now();
  const rows = await transaction
    .selectFrom('sign_ins')
    .selectAll()
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .where('created_at', '>', new Date(now - ABSOLUTE_LIMIT))
    .where('seen_at', '>', new Date(now - IDLE_LIMIT))
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map(({ id, method, agent, created_at, seen_at }) => ({
    id,
    method,
    agent,
    createdAt: created_at,
    seenAt: seen_at,
  }));
}

const unknown = () => new LikenessError('unauthenticated', 'you are not signed in, or no longer');
