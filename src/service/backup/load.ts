// Fills the tables of an empty database from a backup, in one transaction: all of it is there afterwards, or nothing.

import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { LikenessError } from '../../errors.js';
import type { Tombstone } from '../pictures/index.js';
import { migrate, migrationNames, type Tables } from '../storage/index.js';
import { EXACTLY, migrationsOf, quoted, readTables, type Table } from './catalogue.js';
import { readLines } from './files.js';
import type { Manifest } from './manifest.js';

export interface LoadOptions {
  readonly url: string;
  readonly folder: string;
  readonly manifest: Manifest;
  /** Whose keys are destroyed before anybody can use them. */
  readonly tombstones: readonly Tombstone[];
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * @throws `restore_target_used`, `backup_newer`
 */
export async function demandEmpty(url: string, manifest: Manifest): Promise<void> {
  const known = await migrationNames();
  const unknown = manifest.migrations.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new LikenessError(
      'backup_newer',
      `the backup was made by Likeness ${manifest.likeness}, whose tables this one does not know (${unknown.join(', ')})`,
    );
  await withPool(url, async (pool) => {
    const client = await pool.connect();
    try {
      const { rows } = await client.query<{ has: boolean }>(
        `select to_regclass('migrations') is not null and to_regclass('tenants') is not null as has`,
      );
      if (!rows[0]!.has) return;
      const tenants = await client.query('select from tenants limit 1');
      if (tenants.rows.length > 0)
        throw new LikenessError('restore_target_used', 'the database has tenants already');
      const have = await migrationsOf(client);
      if (have.join() !== manifest.migrations.join())
        throw new LikenessError(
          'restore_target_used',
          'the database has the empty tables of another version than the backup’s',
        );
    } finally {
      client.release();
    }
  });
}

/** Makes the tables as they were, and fills them. @throws what PostgreSQL refuses; the database is empty then */
export async function loadTables(options: LoadOptions): Promise<void> {
  const { url, manifest, signal } = options;
  await withPool(url, async (pool) => {
    const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
    await migrate(database, manifest.migrations.at(-1)!);
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query(EXACTLY);
      const tables = new Map((await readTables(client)).map((table) => [table.name, table]));
      for (const [i, dumped] of manifest.tables.entries()) {
        options.onProgress?.('filling tables', i, manifest.tables.length);
        const table = tables.get(dumped.table);
        if (!table || table.columns.map(({ name }) => name).join() !== dumped.columns.join())
          throw new LikenessError('backup_invalid', `the table ${dumped.table} has other columns here`);
        await setTenant(client, dumped.tenant);
        const filled = await fill(client, table, join(options.folder, dumped.file), signal);
        if (filled !== dumped.rows)
          throw new LikenessError(
            'backup_damaged',
            `${dumped.file} has ${filled} rows and should have ${dumped.rows}`,
          );
      }
      for (const { tenant, subject, erasedAt } of options.tombstones) {
        await setTenant(client, tenant);
        await client.query(
          'update subjects set wrapped_key = null, master_key = null, erased_at = $2 where id = $1 and wrapped_key is not null',
          [subject, erasedAt],
        );
      }
      signal?.throwIfAborted();
      await client.query('commit');
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  });
}

const setTenant = (client: pg.ClientBase, tenant: string | null) =>
  client.query("select set_config('likeness.tenant', $1, true)", [tenant ?? '']);

const MOST_ROWS = 500;
const MOST_CHARACTERS = 4_000_000;

async function fill(
  client: pg.ClientBase,
  { name, columns }: Table,
  path: string,
  signal?: AbortSignal,
): Promise<number> {
  const names = columns.map((column) => quoted(column.name)).join(', ');
  const values = columns.map(({ type }, i) => `(line->>${i})::${type}`).join(', ');
  const insert = `insert into ${quoted(name)} (${names}) overriding system value
    select ${values} from json_array_elements($1::json) line`;
  let [rows, characters] = [0, 0];
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    signal?.throwIfAborted();
    if (batch.length > 0) await client.query(insert, [`[${batch.join(',')}]`]);
    rows += batch.length;
    [batch, characters] = [[], 0];
  };
  for await (const line of readLines(path)) {
    batch.push(line);
    characters += line.length;
    if (batch.length === MOST_ROWS || characters > MOST_CHARACTERS) await flush();
  }
  await flush();
  return rows;
}

async function withPool<T>(url: string, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    application_name: 'likeness restore',
    connectionTimeoutMillis: 10_000,
  });
  // A lost connection is told by whatever runs on it.
  pool.on('error', () => undefined);
  try {
    return await work(pool);
  } catch (error) {
    if (error instanceof LikenessError) throw error;
    const { code } = error as { code?: string };
    if (code !== undefined && /^(08...|28...|3D000|E[A-Z]+)$/.test(code))
      throw new LikenessError(
        'database_unreachable',
        `the database does not answer: ${(error as Error).message}`,
        {
          cause: error,
        },
      );
    throw error;
  } finally {
    await pool.end();
  }
}
