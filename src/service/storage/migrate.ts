// Brings a database forward, one numbered file of SQL after the other; each in full or not at all. There is no way
// back: `likeness restore` brings an earlier state.

import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { LikenessError } from '../../errors.js';
import type { Tables } from './tables.js';

const FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url));

/** Names of the migrations in their order: `0001_foundation`, … */
export async function migrationNames(): Promise<string[]> {
  const files = await readdir(FOLDER);
  return files
    .filter((file) => /^\d{4}_\w+\.sql$/.test(file))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}

/**
 * @param until name of the last migration to run; default: all
 * @throws `database_ahead` where a later Likeness has been here; errors of PostgreSQL, the tables then as they were
 */
export async function migrate(database: Kysely<Tables>, until?: string): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: readMigrations },
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  });
  const { error, results } = await (until === undefined
    ? migrator.migrateToLatest()
    : migrator.migrateTo(until));
  if (error === undefined) return;
  if (/previously executed migration .* is missing/.test(String(error)))
    throw new LikenessError(
      'database_ahead',
      'a later version of Likeness has changed this database, and this one does not know what',
      { cause: error },
    );
  const failed = results?.find(({ status }) => status === 'Error');
  throw new LikenessError(
    'database_migration_failed',
    `migration ${failed?.migrationName ?? ''} failed and was taken back: ${error instanceof Error ? error.message : error}`,
    { cause: error },
  );
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const names = await migrationNames();
  const texts = await Promise.all(names.map((name) => readFile(`${FOLDER}${name}.sql`, 'utf8')));
  return Object.fromEntries(
    names.map((name, i) => [
      name,
      {
        up: async (database: Kysely<unknown>) => {
          await sql.raw(texts[i]!).execute(database);
        },
      },
    ]),
  );
}
