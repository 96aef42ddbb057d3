// The objects of somebody who was erased: noise already, and removed to give back the space.

import type { Jobs } from '../jobs/index.js';
import { deleteAll, type PictureStore } from '../pictures/index.js';
import type { Database, Transacting } from '../storage/index.js';

/** Asks for it within the transaction that erases. */
export const removalBy =
  (jobs: Pick<Jobs, 'send'>) =>
  (transaction: Transacting, tenant: string, subject: string): Promise<void> =>
    jobs.send(transaction, 'picture-removal', { tenant, subject });

/** Does the job `picture-removal` from now on. A job that is lost is made up for by the daily one of retention. */
export function workOnErasures(jobs: Jobs, options: { database: Database; store: PictureStore }): void {
  jobs.work('picture-removal', ({ tenant, subject }) => removeObjects(options, tenant, subject));
}

/** All objects of a subject, those too that no row names. May be repeated. */
export async function removeObjects(
  { database, store }: { readonly database: Database; readonly store: PictureStore },
  tenant: string,
  subject: string,
): Promise<void> {
  await deleteAll(store, { tenant, subject });
  await database.tenant(tenant, (transaction) =>
    transaction
      .updateTable('pictures')
      .set({ removed_at: new Date() })
      .where('subject', '=', subject)
      .where('removed_at', 'is', null)
      .execute(),
  );
}
