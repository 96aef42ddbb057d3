// Holds the picture store against the rows: removes objects that no row names, which crashes leave behind, and tells of
// rows whose object is gone.

import { IdSet, nameOf, type PictureStore } from '../pictures/index.js';
import type { Database, Transacting } from '../storage/index.js';
import { inTens } from './removal.js';

export interface SweepOptions {
  readonly database: Database;
  readonly store: PictureStore;
  readonly signal?: AbortSignal;
  /** Default: now. */
  readonly now?: Date;
}

export interface Sweep {
  readonly objects: number;
  /** Objects that no row named, or a row of a picture that was deleted. */
  readonly removed: number;
  /** Objects whose names are none that Likeness gives: they are left alone. */
  readonly foreign: number;
  /** Pictures that should be there, of which the store has nothing: their identifiers, the first hundred of them. */
  readonly missing: { readonly count: number; readonly first: readonly string[] };
}

/** A decision is kept within minutes of its pictures; younger objects may still get their row. */
const PATIENCE = 86_400_000;
const PAGE = 500;
const NAMED = 100;

/** @throws errors of the database and the store, and the signal's reason */
export async function sweepPictures(options: SweepOptions, tenant: string): Promise<Sweep> {
  const { database, store, signal, now = new Date() } = options;
  const oldest = now.getTime() - PATIENCE;
  const seen = new IdSet();
  const counts = { objects: 0, removed: 0, foreign: 0 };
  const settle = async (batch: readonly Found[]): Promise<void> => {
    signal?.throwIfAborted();
    const ids = batch.map(({ id }) => id);
    const known = await database.tenant(tenant, (transaction) => keptAmong(transaction, ids));
    const orphans = batch.filter(({ id }) => !known.has(id));
    await inTens(orphans, ({ name }) => store.delete(name));
    counts.removed += orphans.length;
  };
  let batch: Found[] = [];
  for await (const name of store.list(`pictures/${tenant}/`)) {
    counts.objects++;
    const id = pictureOf(name);
    if (id === undefined) {
      counts.foreign++;
      continue;
    }
    seen.add(id);
    if (timeOf(id) < oldest) batch.push({ name, id });
    if (batch.length < PAGE) continue;
    await settle(batch);
    batch = [];
  }
  await settle(batch);
  return { ...counts, missing: await findMissing(options, tenant, seen, new Date(oldest)) };
}

interface Found {
  readonly name: string;
  readonly id: string;
}

const PICTURE = /\/([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})\.picture$/;

const pictureOf = (name: string): string | undefined => PICTURE.exec(name)?.[1];

/** The first 48 bits of a UUIDv7 are the milliseconds since 1970 (RFC 9562, 5.7). */
const timeOf = (id: string): number => Number.parseInt(id.replace('-', '').slice(0, 12), 16);

async function keptAmong(transaction: Transacting, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await transaction
    .selectFrom('pictures')
    .select('id')
    .where('id', 'in', ids)
    .where('deleted_at', 'is', null)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** A row that was marked meanwhile is not missing; its object may go at any moment. */
async function findMissing(
  { database, store, signal }: SweepOptions,
  tenant: string,
  seen: IdSet,
  before: Date,
): Promise<Sweep['missing']> {
  const lost: string[] = [];
  let count = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    signal?.throwIfAborted();
    const rows = await database.tenant(tenant, (transaction) =>
      transaction
        .selectFrom('pictures')
        .select(['id', 'subject'])
        .where('deleted_at', 'is', null)
        .where('created_at', '<', before)
        .where('id', '>', after)
        .orderBy('id')
        .limit(PAGE)
        .execute(),
    );
    for (const { id, subject } of rows) {
      if (seen.has(id) || (await isThere(store, nameOf({ tenant, subject, object: id, kind: 'picture' }))))
        continue;
      count++;
      if (lost.length < NAMED) lost.push(id);
    }
    if (rows.length < PAGE) return { count, first: lost };
    after = rows.at(-1)!.id;
  }
}

/** A listing may lag behind, or have the object under another subject. */
async function isThere(store: PictureStore, name: string): Promise<boolean> {
  for await (const listed of store.list(name)) if (listed === name) return true;
  return false;
}
