// Assigning, giving back, noting. Whoever acts says which version of the case they saw.

import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import { type Person, permissionsOf, readPerson } from '../identity/index.js';
import type { Transacting } from '../storage/index.js';
import type { KnownSubject } from '../subjects/index.js';
import type { Cases } from './context.js';

/**
 * The case, locked until the transaction ends.
 * @param version as it was seen; undefined where that does not matter
 * @throws `not_found`, `state_conflict`
 */
export async function lockCase(transaction: Transacting, id: string, version: number | undefined) {
  const row = await transaction
    .selectFrom('cases')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new LikenessError('not_found', 'there is no such case');
  if (version !== undefined && row.version !== version)
    throw new LikenessError(
      'state_conflict',
      `the case is at version ${row.version} by now, and you saw version ${version}`,
    );
  return row;
}

export type LockedCase = Awaited<ReturnType<typeof lockCase>>;

/**
 * The case and whom it is about, both locked. The person before the case, as an erasure locks them.
 * @throws `not_found`, `state_conflict`, `erased`
 */
export async function lockWithSubject(
  transaction: Transacting,
  { deciding: { subjects } }: Cases,
  tenant: string,
  id: string,
  version: number | undefined,
): Promise<{ row: LockedCase; subject: KnownSubject }> {
  const known = await transaction
    .selectFrom('cases')
    .select('subject')
    .where('id', '=', id)
    .executeTakeFirst();
  if (!known) throw new LikenessError('not_found', 'there is no such case');
  const subject = await subjects.find(transaction, tenant, known.subject);
  return { row: await lockCase(transaction, id, version), subject };
}

/**
 * Gives a case to somebody.
 * @throws `not_found`, `state_conflict`: decided, or the version is another, or this person may not have it
 */
export async function assignCase(
  transaction: Transacting,
  { deciding: { audit } }: Cases,
  by: Person,
  { id, version, person }: { id: string; version: number; person: string },
): Promise<void> {
  const row = await lockCase(transaction, id, version);
  demandUndecided(row);
  const to = await readPerson(transaction, person);
  const may = new Set(permissionsOf(to.role));
  if (to.state !== 'active' || !may.has('cases.work'))
    throw new LikenessError('state_conflict', `${to.name} does not work on cases`);
  if (row.state === 'awaiting_second') {
    if (!may.has('cases.supervise'))
      throw new LikenessError('state_conflict', `${to.name} may not give a second look`);
    await demandOtherEyes(transaction, id, person);
  }
  const now = new Date();
  await transaction
    .updateTable('cases')
    .set({
      state: row.state === 'awaiting_second' ? row.state : 'assigned',
      version: row.version + 1,
      ...{ assignee: person, assigned_at: now, touched_at: now },
    })
    .where('id', '=', id)
    .execute();
  const details = { to: person, ...(row.assignee && { from: row.assignee }) };
  await audit.append(transaction, by, 'case.assigned', { kind: 'case', id }, details);
}

/** @throws `not_found`, `state_conflict`, `permission_missing` where it is another's and one does not supervise */
export async function releaseCase(
  transaction: Transacting,
  { deciding: { audit } }: Cases,
  by: Person,
  { id, version }: { id: string; version: number },
): Promise<void> {
  const row = await lockCase(transaction, id, version);
  if (row.assignee === null) throw new LikenessError('state_conflict', 'the case is nobody’s');
  if (row.assignee !== by.id && !by.permissions.has('cases.supervise'))
    throw new LikenessError(
      'permission_missing',
      'the case is another’s: a supervisor may take it from them',
    );
  await transaction
    .updateTable('cases')
    .set({
      state: row.state === 'awaiting_second' ? row.state : 'open',
      version: row.version + 1,
      ...{ assignee: null, assigned_at: null, touched_at: null },
    })
    .where('id', '=', id)
    .execute();
  await audit.append(transaction, by, 'case.released', { kind: 'case', id }, { from: row.assignee });
}

/**
 * Writes a note, encrypted with the key of whom it is about: the log knows that, and not what. It makes the case another
 * than its assignee has seen, unless they wrote it themselves, or may not read it before they have decided.
 * @returns its identifier
 * @throws `not_found`, `erased`
 */
export async function noteOnCase(
  transaction: Transacting,
  cases: Cases,
  by: Person,
  { id, text }: { id: string; text: string },
): Promise<string> {
  const { subjects, audit } = cases.deciding;
  const { row, subject } = await lockWithSubject(transaction, cases, by.tenant, id, undefined);
  const note = uuidv7();
  await transaction
    .insertInto('case_notes')
    .values({
      id: note,
      case: id,
      person: by.id,
      sealed: await subjects.seal(subject, 'note', note, Buffer.from(text)),
      at: new Date(),
    })
    .execute();
  if (row.assignee === by.id) await touchCase(transaction, id, by.id);
  else if (row.state !== 'awaiting_second' || !(await hasLooked(transaction, id, by.id)))
    await transaction
      .updateTable('cases')
      .set({ version: row.version + 1 })
      .where('id', '=', id)
      .execute();
  await audit.append(transaction, by, 'case.noted', { kind: 'case', id }, { note });
  return note;
}

/**
 * Its assignee is at work on it: their lease begins anew.
 * @returns when; undefined where the case is not this person's
 */
export async function touchCase(
  transaction: Transacting,
  id: string,
  person: string,
): Promise<Date | undefined> {
  const now = new Date();
  const { numUpdatedRows } = await transaction
    .updateTable('cases')
    .set({
      touched_at: now,
      // Another's look, or one before it was given away and came back, is no beginning of this one.
      looked_at: sql<Date>`case when looked_at >= assigned_at then looked_at else ${now} end`,
    })
    .where('id', '=', id)
    .where('assignee', '=', person)
    .executeTakeFirst();
  return numUpdatedRows > 0n ? now : undefined;
}

/** @throws `state_conflict` */
export function demandUndecided({ state }: Pick<LockedCase, 'state'>): void {
  if (state === 'decided') throw new LikenessError('state_conflict', 'the case is decided');
  if (state === 'closed')
    throw new LikenessError('state_conflict', 'the case is closed: the person was erased');
}

/** @throws `state_conflict` */
export async function demandOtherEyes(transaction: Transacting, id: string, person: string): Promise<void> {
  if (await hasLooked(transaction, id, person))
    throw new LikenessError('state_conflict', 'the first look was this person’s: the second is another’s');
}

async function hasLooked(transaction: Transacting, id: string, person: string): Promise<boolean> {
  const own = await transaction
    .selectFrom('case_looks')
    .select('ordinal')
    .where('case', '=', id)
    .where('person', '=', person)
    .executeTakeFirst();
  return own !== undefined;
}
