// People who work here: invited by a link, given one role, shut out. There is always an administrator left.

import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import type { PersonState, Transacting } from '../storage/index.js';
import type { Actor, Person, SignedIn } from './actor.js';
import { endInvitations, type InvitationLink, inviteAnew } from './invitations.js';
import { isRole, permissionsOf, type Role } from './permissions.js';

export interface PersonRecord {
  readonly id: string;
  readonly name: string;
  /** In small letters: how they are told apart. Nothing is ever sent there. */
  readonly email: string;
  readonly role: Role;
  readonly state: PersonState;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly signedInAt: Date | null;
}

export interface PersonDraft {
  /** 1 to 100 characters, none of them a control character. */
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

const NAME = /^[^\p{Cc}]{1,100}$/u;
const EMAIL = /^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]{1,189}$/u;

/**
 * Enters a person, who is let in by the link.
 * @throws `option_invalid`, `state_conflict` where the e-mail address is known
 */
export async function invite(
  transaction: Transacting,
  { name, email, role }: PersonDraft,
  by: Actor,
): Promise<{ person: PersonRecord; link: InvitationLink }> {
  if (!NAME.test(name))
    throw new LikenessError('option_invalid', 'a person’s name has 1 to 100 characters, on one line');
  if (!EMAIL.test(email))
    throw new LikenessError('option_invalid', `${JSON.stringify(email)} is no e-mail address`);
  const row = await transaction
    .insertInto('people')
    .values({
      id: uuidv7(),
      name,
      email: email.toLowerCase(),
      role,
      state: 'invited',
      created_at: new Date(),
      created_by: `${by.kind}:${by.id}`,
    })
    .onConflict((conflict) => conflict.columns(['tenant', 'email']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!row) throw new LikenessError('state_conflict', `somebody with the address ${email} is here already`);
  return { person: recordOf(row), link: await inviteAnew(transaction, row.id, by) };
}

/**
 * A new link for somebody who lost the first one, or all that they signed in with: from now on they get in by it alone.
 * @throws `not_found`, `state_conflict` where they are shut out
 */
export async function renew(
  transaction: Transacting,
  id: string,
  by: Actor,
): Promise<{ person: PersonRecord; link: InvitationLink }> {
  const known = await lockPerson(transaction, id);
  if (known.state === 'disabled')
    throw new LikenessError('state_conflict', `${known.name} is shut out: let them in again first`);
  await forgetMeans(transaction, id);
  const row = await transaction
    .updateTable('people')
    .set({ state: 'invited' })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return { person: recordOf(row), link: await inviteAnew(transaction, id, by) };
}

/**
 * @returns undefined where they had the role already
 * @throws `not_found`, `state_conflict` where no administrator would be left
 */
export async function changeRole(
  transaction: Transacting,
  id: string,
  role: Role,
): Promise<{ person: PersonRecord; from: Role } | undefined> {
  const admins = await lockAdmins(transaction);
  const known = await lockPerson(transaction, id);
  if (known.role === role) return undefined;
  keepAnAdmin(admins, id);
  await endSignInsOf(transaction, id);
  const row = await transaction
    .updateTable('people')
    .set({ role })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return { person: recordOf(row), from: known.role };
}

/**
 * Shuts somebody out, or lets them in again with whatever they signed in with before.
 * @returns undefined where it was so already
 * @throws `not_found`, `state_conflict` where no administrator would be left
 */
export async function changeDisabled(
  transaction: Transacting,
  id: string,
  disabled: boolean,
): Promise<PersonRecord | undefined> {
  const admins = await lockAdmins(transaction);
  const known = await lockPerson(transaction, id);
  if ((known.state === 'disabled') === disabled) return undefined;
  if (disabled) keepAnAdmin(admins, id);
  await endSignInsOf(transaction, id);
  await endInvitations(transaction, id);
  const state = disabled ? 'disabled' : (await countMeans(transaction, id)) > 0 ? 'active' : 'invited';
  const row = await transaction
    .updateTable('people')
    .set({ state })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return recordOf(row);
}

/** Somebody who has taken up an invitation can sign in from now on. */
export async function activate(transaction: Transacting, id: string): Promise<void> {
  await transaction.updateTable('people').set({ state: 'active' }).where('id', '=', id).execute();
}

/** In the order in which they came. */
export async function listPeople(
  transaction: Transacting,
  { after, limit }: { after?: string | undefined; limit?: number } = {},
): Promise<PersonRecord[]> {
  let query = transaction.selectFrom('people').selectAll().orderBy('id');
  if (after !== undefined) query = query.where('id', '>', after);
  if (limit !== undefined) query = query.limit(limit);
  return (await query.execute()).map(recordOf);
}

/** @throws `not_found` */
export async function readPerson(transaction: Transacting, id: string): Promise<PersonRecord> {
  const row = await transaction.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw nobody();
  return recordOf(row);
}

/** Undefined where nobody has it. */
export async function findByEmail(
  transaction: Transacting,
  email: string,
): Promise<PersonRecord | undefined> {
  const row = await transaction
    .selectFrom('people')
    .selectAll()
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst();
  return row && recordOf(row);
}

/** The person as one who acts. */
export function actorOf(row: Row & { tenant: string }, signIn?: SignedIn): Person {
  const { id, name, role } = recordOf(row);
  return {
    kind: 'person',
    id,
    name,
    role,
    tenant: row.tenant,
    permissions: new Set(permissionsOf(role)),
    ...(signIn && { signIn }),
  };
}

/** Passkeys, and whether there is a phrase with codes. */
export async function countMeans(transaction: Transacting, person: string): Promise<number> {
  const passkeys = await transaction
    .selectFrom('passkeys')
    .select('id')
    .where('person', '=', person)
    .execute();
  const totps = await transaction
    .selectFrom('totps')
    .select('id')
    .where('person', '=', person)
    .where('confirmed_at', 'is not', null)
    .execute();
  return passkeys.length + totps.length;
}

export async function endSignInsOf(transaction: Transacting, person: string): Promise<void> {
  await transaction
    .updateTable('sign_ins')
    .set({ ended_at: new Date() })
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .execute();
}

/**
 * Locks the row until the transaction ends: all that somebody signs in with changes under it.
 * @throws `not_found`
 */
export async function lockPerson(transaction: Transacting, id: string): Promise<PersonRecord> {
  const row = await transaction
    .selectFrom('people')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw nobody();
  return recordOf(row);
}

async function forgetMeans(transaction: Transacting, person: string): Promise<void> {
  await transaction.deleteFrom('passkeys').where('person', '=', person).execute();
  await transaction.deleteFrom('totps').where('person', '=', person).execute();
  await endSignInsOf(transaction, person);
}

/**
 * Those who can sign in. Locked before any other row and in one order, so that of two who shut each other out one is
 * refused.
 */
async function lockAdmins(transaction: Transacting): Promise<string[]> {
  const admins = await transaction
    .selectFrom('people')
    .select('id')
    .where('role', '=', 'admin')
    .where('state', '=', 'active')
    .orderBy('id')
    .forUpdate()
    .execute();
  return admins.map(({ id }) => id);
}

function keepAnAdmin(admins: readonly string[], leaving: string): void {
  if (admins.length === 1 && admins[0] === leaving)
    throw new LikenessError('state_conflict', 'this is the last administrator: make somebody else one first');
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly state: PersonState;
  readonly created_at: Date;
  readonly created_by: string;
  readonly signed_in_at: Date | null;
}

function recordOf(row: Row): PersonRecord {
  if (!isRole(row.role)) throw new LikenessError('internal', `there is no role ${row.role}`);
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    state: row.state,
    createdAt: row.created_at,
    createdBy: row.created_by,
    signedInAt: row.signed_in_at,
  };
}

const nobody = () => new LikenessError('not_found', 'there is no such person');
