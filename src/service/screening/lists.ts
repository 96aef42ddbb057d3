// Lists of faces that Financial Crime keeps: their names and what a hit on them entails. Who is on them stands in
// `listEntries.ts`.

import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import type { Actor } from '../identity/index.js';
import type { ListPurpose, Transacting } from '../storage/index.js';
import type { Screened } from './context.js';

export interface FaceList {
  readonly id: string;
  readonly name: string;
  readonly purpose: ListPurpose;
  readonly note: string;
  readonly entries: number;
  readonly createdAt: Date;
  readonly createdBy: string;
}

/** @throws `state_conflict` where there is one of this name */
export async function createList(
  transaction: Transacting,
  { audit }: Pick<Screened, 'audit'>,
  by: Actor,
  draft: Pick<FaceList, 'name' | 'purpose' | 'note'>,
): Promise<FaceList> {
  const row = { id: uuidv7(), ...draft, created_at: new Date(), created_by: `${by.kind}:${by.id}` };
  const { numInsertedOrUpdatedRows = 0n } = await transaction
    .insertInto('lists')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenant', 'name']).doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 0n)
    throw new LikenessError('state_conflict', `there is a list ${draft.name} already`);
  await audit.append(transaction, by, 'list.created', { kind: 'list', id: row.id }, { ...draft });
  return listOf({ ...row, entries: 0 });
}

/** By name. */
export async function readLists(transaction: Transacting): Promise<FaceList[]> {
  const rows = await withCounts(transaction).orderBy('lists.name').execute();
  return rows.map(listOf);
}

/** @throws `not_found` */
export async function readList(transaction: Transacting, id: string): Promise<FaceList> {
  const row = await withCounts(transaction).where('lists.id', '=', id).executeTakeFirst();
  if (!row) throw new LikenessError('not_found', 'there is no such list');
  return listOf(row);
}

const withCounts = (transaction: Transacting) =>
  transaction
    .selectFrom('lists')
    .selectAll('lists')
    .select(({ selectFrom }) =>
      selectFrom('list_entries')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('list_entries.list', '=', 'lists.id')
        .where('removed_at', 'is', null)
        .as('entries'),
    );

/** An empty list. @throws `not_found`; `state_conflict` where faces have been on it */
export async function deleteList(
  transaction: Transacting,
  { audit }: Pick<Screened, 'audit'>,
  by: Actor,
  id: string,
): Promise<void> {
  const { name } = await readList(transaction, id);
  const ever = await transaction
    .selectFrom('list_entries')
    .select('id')
    .where('list', '=', id)
    .limit(1)
    .executeTakeFirst();
  if (ever)
    throw new LikenessError(
      'state_conflict',
      'faces are or were on this list: what was done with it is kept',
    );
  await transaction.deleteFrom('lists').where('id', '=', id).execute();
  await audit.append(transaction, by, 'list.deleted', { kind: 'list', id }, { name });
}

interface ListRow {
  readonly id: string;
  readonly name: string;
  readonly purpose: ListPurpose;
  readonly note: string;
  readonly entries: number | null;
  readonly created_at: Date;
  readonly created_by: string;
}

const listOf = ({ id, name, purpose, note, entries, created_at, created_by }: ListRow): FaceList => ({
  ...{ id, name, purpose, note },
  entries: entries ?? 0,
  createdAt: created_at,
  createdBy: created_by,
});
