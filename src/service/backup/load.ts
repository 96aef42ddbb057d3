// Fills the tables of an empty database from a backup, within the transaction of the whole restore.

import { join } from 'node:path';
import type pg from 'pg';
import { LikenessError } from '../../errors.js';
import { migrate, migrationNames } from '../storage/index.js';
import { EXACTLY, migrationsOf, quoted, readTables, type Table } from './catalogue.js';
import { readLines } from './files.js';
import { type OneTransaction, withClient } from './inOneTransaction.js';
import type { Manifest } from './manifest.js';

export interface LoadOptions {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Before anything is written: whether the database is one to restore into.
 * @throws `restore_target_used`, `backup_newer`, `database_role_unsafe`, `database_unreachable`
 */
export async function demandEmpty(url: string, manifest: Manifest): Promise<void> {
  const known = await migrationNames();
  const unknown = manifest.migrations.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new LikenessError(
      'backup_newer',
      `the backup was made by Likeness ${manifest.likeness}, whose tables this one does not know (${unknown.join(', ')})`,
    );
  await withClient(url, async (client) => {
    const role = await client.query<{ name: string; unsafe: boolean }>(
      'select rolname as name, rolsuper or rolbypassrls as unsafe from pg_roles where rolname = current_user',
    );
    if (role.rows[0]!.unsafe)
      throw new LikenessError(
        'database_role_unsafe',
        `the role ${role.rows[0]!.name} is a superuser or bypasses row-level security: the service would not start with it`,
      );
    const { rows } = await client.query<{ has: boolean }>(
      `select to_regclass('migrations') is not null and to_regclass('tenants') is not null as has`,
    );
    if (!rows[0]!.has) return;
    await demandNoTenants(client);
    const have = await migrationsOf(client);
    if (have.join() !== manifest.migrations.join())
      throw new LikenessError(
        'restore_target_used',
        'the database has the empty tables of another version than the backup’s',
      );
  });
}

async function demandNoTenants(client: pg.ClientBase): Promise<void> {
  const tenants = await client.query('select from tenants limit 1');
  if (tenants.rows.length > 0)
    throw new LikenessError('restore_target_used', 'the database has tenants already');
}

/** Makes the tables as they were, fills them, and brings them forward to this version. @throws what PostgreSQL refuses */
export async function loadTables({ client, database }: OneTransaction, options: LoadOptions): Promise<void> {
  const { manifest, signal } = options;
  await migrate(database, manifest.migrations.at(-1)!);
  await demandNoTenants(client);
  await client.query(EXACTLY);
  const tables = new Map((await readTables(client)).map((table) => [table.name, table]));
  for (const [i, dumped] of manifest.tables.entries()) {
    options.onProgress?.('filling tables', i, manifest.tables.length);
    const table = tables.get(dumped.table);
    if (!table || table.columns.map(({ name }) => name).join() !== dumped.columns.join())
      throw new LikenessError('backup_invalid', `the table ${dumped.table} has other columns here`);
    await client.query("select set_config('likeness.tenant', $1, true)", [dumped.tenant ?? '']);
    const filled = await fill(client, table, join(options.folder, dumped.file), signal);
    if (filled !== dumped.rows)
      throw new LikenessError(
        'backup_damaged',
        `${dumped.file} has ${filled} rows and should have ${dumped.rows}`,
      );
  }
  signal?.throwIfAborted();
  await migrate(database);
}

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
