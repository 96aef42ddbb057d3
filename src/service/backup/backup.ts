// A copy of the whole service in a folder: all tables in one snapshot, then the objects that they name. The folder gets
// its name when it is whole; until then, and if anything fails, there is none of that name.

import { randomBytes } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ClientBase } from 'pg';
import { LikenessError } from '../../errors.js';
import type { AuditLog } from '../audit/index.js';
import { versionOfPackage } from '../http/index.js';
import { systemActor, type Tenant } from '../identity/index.js';
import { type MasterKeys, nameOf, type PictureStore, syncFolder } from '../pictures/index.js';
import type { Database } from '../storage/index.js';
import { EXACTLY, migrationsOf, quoted, readTables, type Table } from './catalogue.js';
import { inBatches, readLines, together, type Written, writeBytes, writeLines } from './files.js';
import { manifestOf, type StatedManifest } from './manifest.js';

export interface BackupOptions {
  readonly database: Database;
  readonly store: PictureStore;
  readonly masterKeys: MasterKeys;
  readonly audit: AuditLog;
  /** Must not be there yet. */
  readonly folder: string;
  /** Who makes it, as the machine knows them: for the log. */
  readonly user: string;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
  readonly signal?: AbortSignal;
}

export interface BackupReport {
  readonly folder: string;
  readonly tenants: number;
  readonly rows: number;
  readonly objects: number;
  /** Of tables and objects. */
  readonly bytes: number;
  /** Pictures that the tables name and the store does not have: they were lost before. The first hundred. */
  readonly missing: readonly string[];
  readonly missingCount: number;
}

/**
 * @throws `backup_exists`, errors of database, store and disk, and the signal's reason; nothing is left then
 */
export async function makeBackup(options: BackupOptions): Promise<BackupReport> {
  const folder = resolve(options.folder);
  await demandNew(folder);
  const draft = join(dirname(folder), `.${basename(folder)}.part-${randomBytes(6).toString('hex')}`);
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    const snapshot = await dumpTables(options, draft);
    const objects = await copyObjects(options, draft, snapshot.pictures);
    const { file, text } = manifestOf(
      {
        madeAt: new Date().toISOString(),
        likeness: versionOfPackage(),
        ...snapshot.stated,
        objects: objects.list,
      },
      options.masterKeys,
    );
    await writeBytes(draft, file, Buffer.from(text));
    await syncFolder(draft);
    const { tables, tenants } = snapshot.stated;
    const report: BackupReport = {
      folder,
      tenants: tenants.length,
      rows: tables.reduce((sum, { rows }) => sum + rows, 0),
      objects: objects.list.count,
      bytes: objects.list.totalBytes + tables.reduce((sum, { bytes }) => sum + bytes, 0),
      missing: objects.missing,
      missingCount: objects.missingCount,
    };
    options.signal?.throwIfAborted();
    await demandNew(folder);
    // Before it gets its name: a backup that there is, is in the log.
    await logBackup(options, tenants, report);
    await rename(draft, folder);
    await syncFolder(dirname(folder));
    return report;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Streams say of an end on request only that they were ended.
    options.signal?.throwIfAborted();
    throw error;
  }
}

async function demandNew(folder: string): Promise<void> {
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (isThere) throw new LikenessError('backup_exists', `${folder} is there already`);
}

interface Snapshot {
  readonly stated: Pick<StatedManifest, 'migrations' | 'keys' | 'tenants' | 'tables'>;
  /** Lines with the names of the objects that the tables name. */
  readonly pictures: Written;
}

const PICTURES = 'pictures.list.gz';

async function dumpTables({ database, onProgress, signal }: BackupOptions, draft: string): Promise<Snapshot> {
  const client = await database.pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(EXACTLY);
    const { rows: tenants } = await client.query<Tenant>('select id, name from tenants order by name');
    const all = await readTables(client);
    const tables: StatedManifest['tables'] = [];
    const dump = async (table: Table, tenant: string | null): Promise<void> => {
      onProgress?.('copying tables', tables.length);
      const file = `tables/${tenant ?? 'shared'}/${table.name}.jsonl.gz`;
      let rows = 0;
      const written = await writeLines(
        draft,
        file,
        counted(linesOf(client, table), () => rows++),
        signal,
      );
      tables.push({
        ...{ tenant, table: table.name, rows, ...written },
        columns: table.columns.map(({ name }) => name),
      });
    };
    for (const table of all) if (!table.isOfTenants) await dump(table, null);
    const heads: StatedManifest['tenants'] = [];
    const wrappedWith = new Set<string>();
    for (const { id, name } of tenants) {
      await client.query("select set_config('likeness.tenant', $1, true)", [id]);
      for (const table of all) if (table.isOfTenants) await dump(table, id);
      const { rows } = await client.query<{ sequence: number; hash: string }>(
        `select sequence, encode(hash, 'hex') as hash from audit_heads`,
      );
      heads.push({ id, name, head: { sequence: Number(rows[0]!.sequence), hash: rows[0]!.hash } });
      const used = await client.query<{ master_key: string }>(
        'select distinct master_key from subjects where master_key is not null',
      );
      for (const { master_key } of used.rows) wrappedWith.add(master_key);
    }
    const pictures = await writeLines(
      draft,
      PICTURES,
      picturesOf(
        client,
        tenants.map(({ id }) => id),
      ),
      signal,
    );
    const root = await client.query<{ root_key: string }>('select root_key from installation');
    const stated = {
      migrations: await migrationsOf(client),
      keys: { root: root.rows[0]!.root_key, wrappedWith: [...wrappedWith].sort() },
      tenants: heads,
      tables,
    };
    await client.query('commit');
    client.release();
    return { stated, pictures };
  } catch (error) {
    // The connection with whatever still runs on it.
    client.release(true);
    throw error;
  }
}

/** Each row as a JSON array of its columns in text, null where a column is. */
function linesOf(client: ClientBase, { name, columns, key }: Table): AsyncGenerator<string> {
  const texts = columns.map((column) => `${quoted(column.name)}::text`).join(', ');
  const order = key.length > 0 ? ` order by ${key.map(quoted).join(', ')}` : '';
  return fetchAll(client, `select json_build_array(${texts})::text as line from ${quoted(name)}${order}`);
}

async function* picturesOf(client: ClientBase, tenants: readonly string[]): AsyncGenerator<string> {
  for (const tenant of tenants) {
    await client.query("select set_config('likeness.tenant', $1, true)", [tenant]);
    const rows = fetchAll(
      client,
      `select json_build_array(subject, id)::text as line from pictures where deleted_at is null order by id`,
    );
    for await (const line of rows) {
      const [subject, object] = JSON.parse(line) as [string, string];
      yield nameOf({ tenant, subject, object, kind: 'picture' });
    }
  }
}

const FETCH = 500;

async function* fetchAll(client: ClientBase, query: string): AsyncGenerator<string> {
  await client.query(`declare backup no scroll cursor for ${query}`);
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`fetch ${FETCH} from backup`);
    for (const { line } of rows) yield line;
    if (rows.length < FETCH) break;
  }
  await client.query('close backup');
}

async function* counted(lines: AsyncIterable<string>, count: () => void): AsyncGenerator<string> {
  for await (const line of lines) {
    count();
    yield line;
  }
}

interface Copied {
  readonly list: StatedManifest['objects'];
  readonly missing: readonly string[];
  readonly missingCount: number;
}

const NAMED = 100;

/** Pictures that the snapshot names; then every tombstone, as late as can be. */
async function copyObjects(
  { store, database, onProgress, signal }: BackupOptions,
  draft: string,
  pictures: Written,
): Promise<Copied> {
  const absent: string[] = [];
  let [done, count, totalBytes] = [0, 0, 0];
  const copy = async (name: string): Promise<string | undefined> => {
    signal?.throwIfAborted();
    const bytes = await store.get(name).catch((error: unknown) => {
      if (error instanceof LikenessError && error.code === 'picture_missing') return undefined;
      throw error;
    });
    onProgress?.('copying pictures', ++done);
    if (!bytes) {
      absent.push(name);
      return undefined;
    }
    const { bytes: size, sha256 } = await writeBytes(draft, `objects/${name}`, bytes);
    count++;
    totalBytes += size;
    return JSON.stringify({ name, bytes: size, sha256 });
  };
  const lines = async function* () {
    for (const names of [readLines(join(draft, pictures.file)), store.list('erasures/')])
      for await (const batch of inBatches(names, 8))
        for (const line of await together(batch.map(copy))) if (line !== undefined) yield line;
  };
  const list = await writeLines(draft, 'objects.jsonl.gz', lines(), signal);
  await rm(join(draft, pictures.file));
  const missing = await stillNamed(database, absent);
  return {
    list: { count, totalBytes, ...list },
    missing: missing.slice(0, NAMED),
    missingCount: missing.length,
  };
}

/** What was deleted since the snapshot is not missed. */
async function stillNamed(database: Database, names: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const name of names) {
    const [, tenant, , object] = /^pictures\/([^/]+)\/([^/]+)\/(.+)\.picture$/.exec(name) ?? [];
    if (tenant === undefined || object === undefined) continue;
    const row = await database.tenant(tenant, (transaction) =>
      transaction
        .selectFrom('pictures')
        .select('id')
        .where('id', '=', object)
        .where('deleted_at', 'is', null)
        .executeTakeFirst(),
    );
    if (row) missing.push(object);
  }
  return missing;
}

/** Whoever copies everything has seen it: each tenant's log says so. */
async function logBackup(
  { database, audit, user }: BackupOptions,
  tenants: readonly Pick<Tenant, 'id'>[],
  { rows, objects, missingCount }: BackupReport,
): Promise<void> {
  for (const { id } of tenants)
    await database.tenant(id, (transaction) =>
      audit.append(
        transaction,
        systemActor(id, 'command line'),
        'backup.made',
        { kind: 'tenant', id },
        { user, rows, objects, missing: missingCount },
      ),
    );
}
