// Storage on a real PostgreSQL, as a role that is no superuser.

import { readFile } from 'node:fs/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTenant } from '../identity/index.js';
import { type TestDatabase, testDatabase } from '../postgres/testing.fixture.js';
import { type Database, migrate, migrationNames, openDatabase, type Tables } from './index.js';

let place: TestDatabase;
let database: Database;

beforeAll(async () => {
  place = await testDatabase();
  // Three at once, as replicas start: one migrates, the others wait.
  const [first, ...others] = await Promise.all([1, 2, 3].map(() => openDatabase({ url: place.url })));
  database = first!;
  await Promise.all(others.map((other) => other.close()));
});
afterAll(async () => {
  await database.close();
  await place.stop();
});

/** Tables without a tenant, each with why. */
const SHARED: Readonly<Record<string, string>> = {
  tenants: 'the list of tenants: identifiers and names',
  installation: 'which master key all secrets hang on',
  model_roles: 'which models serve: a process holds one for all tenants',
  rate_limits: 'counters of a library, under hashed or technical names',
  migrations: 'what Kysely ran',
  migrations_lock: 'Kysely’s lock',
};

const tablesOf = async (): Promise<{ name: string; isShut: boolean; policies: number }[]> => {
  const { rows } = await sql<{ name: string; shut: boolean; policies: number }>`
    select relname as name, relrowsecurity and relforcerowsecurity as shut,
      (select count(*) from pg_policy where polrelid = pg_class.oid)::int as policies
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`.execute(
    database.shared,
  );
  return rows.map(({ name, shut, policies }) => ({ name, isShut: shut, policies }));
};

describe('Row-level security', () => {
  it('is forced on every table that has a tenant, for its owner too', async () => {
    const open = (await tablesOf()).filter(({ isShut, policies }) => !isShut || policies === 0);
    expect(open.map(({ name }) => name).sort()).toEqual(Object.keys(SHARED).sort());
  });

  it('shows a tenant its own rows, and nobody any without one', async () => {
    const [a, b] = [await ensureTenant(database, 'a'), await ensureTenant(database, 'b')];
    const heads = (tenant: string) =>
      database.tenant(tenant, (t) => t.selectFrom('audit_heads').select('tenant').execute());
    expect(await heads(a.id)).toEqual([{ tenant: a.id }]);
    expect(await heads(b.id)).toEqual([{ tenant: b.id }]);
    expect(await database.shared.selectFrom('audit_heads').selectAll().execute()).toEqual([]);
  });

  it('lets nobody write in another’s name', async () => {
    const [a, b] = [await ensureTenant(database, 'a'), await ensureTenant(database, 'b')];
    const write = database.tenant(a.id, (transaction) =>
      sql`insert into subjects (tenant, id, wrapped_key, master_key, created_at)
        values (${b.id}, gen_random_uuid(), '\\x00', 'mk', now())`.execute(transaction),
    );
    await expect(write).rejects.toThrow(/row-level security/);
    const move = database.tenant(a.id, (transaction) =>
      sql`update audit_heads set tenant = ${b.id}`.execute(transaction),
    );
    await expect(move).rejects.toThrow(/row-level security/);
  });

  it('ends with the transaction: the connection goes back to the pool knowing nobody', async () => {
    const { id } = await ensureTenant(database, 'a');
    await database.tenant(id, async () => {});
    const { rows } = await sql<{ tenant: string | null }>`
      select current_tenant() as tenant from generate_series(1, 20)`.execute(database.shared);
    expect(rows.every(({ tenant }) => tenant === null)).toBe(true);
  });
});

describe('A transaction', () => {
  const settings = (transaction: Parameters<Parameters<Database['tenant']>[1]>[0]) =>
    sql<Record<'tenant' | 'presented' | 'lock' | 'idle', string>>`
      select current_setting('likeness.tenant', true) as tenant, current_setting('likeness.presented', true) as presented,
        current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle`
      .execute(transaction)
      .then(({ rows }) => rows[0]!);

  it('waits for locks, and for a process that froze, only so long', async () => {
    const { id } = await ensureTenant(database, 'a');
    expect(await database.tenant(id, settings)).toMatchObject({ tenant: id, lock: '20s', idle: '1min' });
  });

  it('takes what a stranger shows for a value, whatever it looks like', async () => {
    for (const shown of ["'; drop table tenants; --", "\\'; commit; --", 'é\n$1 $$', ''])
      expect((await database.presented(shown, settings)).presented).toBe(shown);
    await expect(database.presented('a\0b', settings)).rejects.toMatchObject({ code: 'request_invalid' });
  });

  it('that cannot begin leaves nothing behind on its connection', async () => {
    const broken = database.presented('x'.repeat(2 ** 20), async () => {
      throw new Error('the work fails');
    });
    await expect(broken).rejects.toThrow('the work fails');
    const { rows } = await sql<{ shown: string | null }>`
      select nullif(current_setting('likeness.presented', true), '') as shown from generate_series(1, 20)`.execute(
      database.shared,
    );
    expect(rows.every(({ shown }) => shown === null)).toBe(true);
  });
});

describe('The log', () => {
  it('can be appended to alone', async () => {
    const { id } = await ensureTenant(database, 'a');
    const entry = (transaction: Parameters<Parameters<Database['tenant']>[1]>[0]) =>
      sql`insert into audit_entries
        (sequence, at, actor_kind, actor_id, action, target_kind, target_id, body, hash, signature)
        values (1, now(), 'system', 'x', 'a.b', 'c', 'd', '{}', decode(repeat('00', 32), 'hex'), '\\x00')`.execute(
        transaction,
      );
    await database.tenant(id, entry);
    for (const change of [
      sql`update audit_entries set body = 'x'`,
      sql`delete from audit_entries`,
      sql`truncate audit_entries`,
    ])
      await expect(database.tenant(id, (transaction) => change.execute(transaction))).rejects.toThrow(
        /append-only/,
      );
  });
});

describe('tables.ts', () => {
  it('names every table and column that the migrations make, and which may be null', async () => {
    const source = await readFile(new URL('./tables.ts', import.meta.url), 'utf8');
    const { rows } = await sql<{ table: string; column: string; nullable: boolean }>`
      select table_name as table, column_name as column, is_nullable = 'YES' as nullable
      from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_schema = 'public' and table_type = 'BASE TABLE' order by 1, 2`.execute(database.shared);
    const unnamed = new Set(['migrations', 'migrations_lock', 'rate_limits']);
    const made = rows
      .filter(({ table }) => !unnamed.has(table))
      .map(({ table, column, nullable }) => `${table}.${column}${nullable ? '?' : ''}`);
    expect(columnsIn(source).sort()).toEqual(made.sort());
  });
});

/** Columns of the interfaces in the source, with a mark where null is among their types. */
function columnsIn(source: string): string[] {
  const tables = /export interface Tables \{\n([\s\S]*?)\n\}/.exec(source)![1]!;
  return [...tables.matchAll(/^ {2}(\w+): (\w+);$/gm)].flatMap(([, table, name]) => {
    const body = new RegExp(`export interface ${name} \\{\\n([\\s\\S]*?)\\n\\}`).exec(source)![1]!;
    const members = body.replace(/\/\*\*[\s\S]*?\*\//g, '').replace(/\n {4,}/g, ' ');
    return [...members.matchAll(/^ {2}(\w+): (.*)$/gm)].map(
      ([, column, type]) => `${table}.${column}${/\bnull\b/.test(type!) ? '?' : ''}`,
    );
  });
}

describe('Migrations', () => {
  it('go forward over data of the first version, and lose none', async () => {
    const older = await testDatabase();
    const pool = new pg.Pool({ connectionString: older.url });
    const bare = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
    const [first] = await migrationNames();
    await migrate(bare, first);
    await pool.query(
      await readFile(new URL('./migrations/0001_foundation.rows.sql', import.meta.url), 'utf8'),
    );
    await bare.destroy();
    const now = await openDatabase({ url: older.url });
    const tenant = '01900000-0000-7000-8000-000000000001';
    const counts = await now.tenant(tenant, async (transaction) => ({
      subjects: await transaction.selectFrom('subjects').selectAll().execute(),
      customers: await transaction.selectFrom('customers').select(['id', 'status']).execute(),
      verifications: await transaction.selectFrom('verifications').select(['id', 'decision']).execute(),
      pictures: await transaction.selectFrom('pictures').select('part').execute(),
      templates: await transaction.selectFrom('templates').select(['role', 'is_reference']).execute(),
      entries: await transaction.selectFrom('audit_entries').select('sequence').execute(),
    }));
    expect(counts.subjects).toHaveLength(1);
    expect(counts.customers).toEqual([{ id: 'customer-1', status: 'enrolled' }]);
    expect(counts.verifications).toMatchObject([{ decision: 'approve' }]);
    expect(counts.pictures).toEqual([{ part: 'selfie' }]);
    expect(counts.templates).toEqual([{ role: 'selfie', is_reference: true }]);
    expect(counts.entries).toEqual([{ sequence: 1 }]);
    await now.close();
    await older.stop();
  });

  it('refuse a database that a later Likeness has changed', async () => {
    await sql`insert into migrations (name, timestamp) values ('9999_later', '2030-01-01')`.execute(
      database.shared,
    );
    await expect(openDatabase({ url: place.url })).rejects.toMatchObject({ code: 'database_ahead' });
    await sql`delete from migrations where name = '9999_later'`.execute(database.shared);
  });
});

describe('openDatabase', () => {
  it('says that there is no database, without the password', async () => {
    const url = 'postgresql://likeness:very-secret@127.0.0.1:1/likeness';
    const failed = await openDatabase({ url }).catch((error: Error) => error);
    expect(failed).toMatchObject({ code: 'database_unreachable' });
    expect(JSON.stringify(failed) + String(failed)).not.toContain('very-secret');
  });

  it('survives the loss of a connection in the midst of a transaction', async () => {
    const { id } = await ensureTenant(database, 'a');
    const cut = database.tenant(id, async (transaction) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      await sql`select pg_terminate_backend(${rows[0]!.pid})`.execute(database.shared);
      await sql`select 1`.execute(transaction);
    });
    await expect(cut).rejects.toThrow();
    expect(await database.isReachable()).toBe(true);
  });
});
