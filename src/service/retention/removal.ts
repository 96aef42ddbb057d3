// Removes the objects of pictures that were marked as deleted. A process may die anywhere in between: what is marked and
// not noted as removed is removed by the next.

import { nameOf, type PictureStore } from '../pictures/index.js';
import type { Database } from '../storage/index.js';

const PAGE = 500;

export interface RemovalOptions {
  readonly database: Database;
  readonly store: PictureStore;
  readonly signal?: AbortSignal;
}

/** @returns how many objects were removed */
export async function removeMarked(
  { database, store, signal }: RemovalOptions,
  tenant: string,
): Promise<number> {
  let removed = 0;
  for (;;) {
    signal?.throwIfAborted();
    const rows = await database.tenant(tenant, (transaction) =>
      transaction
        .selectFrom('pictures')
        .select(['id', 'subject'])
        .where('deleted_at', 'is not', null)
        .where('removed_at', 'is', null)
        .orderBy('id')
        .limit(PAGE)
        .execute(),
    );
    if (rows.length === 0) return removed;
    await inTens(rows, ({ id, subject }) =>
      store.delete(nameOf({ tenant, subject, object: id, kind: 'picture' })),
    );
    await database.tenant(tenant, (transaction) =>
      transaction
        .updateTable('pictures')
        .set({ removed_at: new Date() })
        .where(
          'id',
          'in',
          rows.map(({ id }) => id),
        )
        .execute(),
    );
    removed += rows.length;
  }
}

/** A few at once, as a store answers in its own time. */
export async function inTens<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < items.length; i += 10) await Promise.all(items.slice(i, i + 10).map(work));
}
