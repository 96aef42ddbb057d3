// The keys of an installation: opened with what the database knows of them, so that a lost or wrong key stops the start
// and not the first customer.

import { sql } from 'kysely';
import { listTenants } from './identity/index.js';
import { type KnownKeys, type LocalMasterKeys, localMasterKeys } from './pictures/index.js';
import type { Database } from './storage/index.js';

/**
 * Opens the master keys, which are made where the database is new. Of several processes that start on a new database
 * the first says which key is the root.
 * @throws `master_key_missing`, `master_key_wrong`, `master_key_invalid`, `master_key_exposed`, `home_unwritable`
 */
export async function openInstallation(database: Database, home: string): Promise<LocalMasterKeys> {
  const known = await knownKeys(database);
  const keys = await localMasterKeys({ home, ...(known && { known }) });
  await database.shared
    .insertInto('installation')
    .values({ root_key: keys.root, created_at: new Date() })
    .onConflict((conflict) => conflict.column('only_one').doNothing())
    .execute();
  const agreed = await knownKeys(database);
  if (agreed?.root === keys.root) return keys;
  keys.close();
  return localMasterKeys({ home, known: agreed! });
}

async function knownKeys(database: Database): Promise<KnownKeys | undefined> {
  const row = await database.shared.selectFrom('installation').select('root_key').executeTakeFirst();
  if (!row) return undefined;
  const wrappedWith = new Set<string>();
  for (const { id } of await listTenants(database)) {
    const { rows } = await database.tenant(id, (transaction) =>
      sql<{ master_key: string }>`
        select distinct master_key from subjects where master_key is not null`.execute(transaction),
    );
    for (const { master_key } of rows) wrappedWith.add(master_key);
  }
  return { root: row.root_key, wrappedWith: [...wrappedWith] };
}
