// The one database: PostgreSQL, ours or yours. Work of a tenant is done in a transaction that sees that tenant alone.

import { setTimeout as pause } from 'node:timers/promises';
import { CompiledQuery, Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { LikenessError } from '../../errors.js';
import { migrate } from './migrate.js';
import { TransactionsOf } from './opening.js';
import type { Tables } from './tables.js';

export type Transacting = Transaction<Tables>;

export interface Database {
  /**
   * One transaction that sees and writes this tenant's rows and no others. The work may be done more than once, where
   * PostgreSQL took it back to end a deadlock: what it does outside the database must bear that.
   * @param tenant UUID
   */
  tenant<T>(tenant: string, work: (transaction: Transacting) => Promise<T>): Promise<T>;
  /** One transaction that sees, beside the list of tenants, just the API key of this id: whose it is is not known yet. */
  presented<T>(keyId: string, work: (transaction: Transacting) => Promise<T>): Promise<T>;
  /** Tables without a tenant: the list of tenants, and what libraries keep for themselves. */
  readonly shared: Kysely<Tables>;
  readonly pool: pg.Pool;
  /** Whether the database answers. */
  isReachable(): Promise<boolean>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** `postgresql://…`; a Unix socket as `?host=/folder`. */
  readonly url: string;
  /** Connections at most. Default 10. */
  readonly connections?: number;
  /** Told what goes wrong with an idle connection; the pool replaces it. */
  readonly onLost?: (error: Error) => void;
}

const LEAST_VERSION = 15;

/**
 * Connects, refuses what cannot hold tenants apart, and brings the tables up to date. Of several processes that start
 * at once one migrates, the others wait.
 * @throws `database_unreachable`, `database_too_old`, `database_role_unsafe`, `database_ahead`
 */
export async function openDatabase({ url, connections = 10, onLost }: DatabaseOptions): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: 'likeness',
    // A network that went away without a word is noticed.
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: parserOf },
  });
  pool.on('error', (error) => onLost?.(error));
  // A connection that is lost in the midst of a transaction tells its own listeners, and without any ends the process.
  pool.on('connect', (client) => client.on('error', (error) => onLost?.(error)));
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await checkServer(database);
    await migrate(database);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return {
    shared: database,
    pool,
    tenant: (tenant, work) => within(pool, 'likeness.tenant', tenant, work),
    presented: (keyId, work) => within(pool, 'likeness.presented', keyId, work),
    isReachable: () =>
      sql`select 1`.execute(database).then(
        () => true,
        () => false,
      ),
    close: () => database.destroy(),
  };
}

/** A connection that a statement is sent on as it is, for libraries that bring their own SQL into our transaction. */
export async function executeRaw(
  transaction: Transacting,
  text: string,
  values: readonly unknown[] = [],
): Promise<{ rows: unknown[] }> {
  const { rows } = await transaction.executeQuery(CompiledQuery.raw(text, [...values]));
  return { rows };
}

/**
 * Within a transaction of one tenant, the same for others one after the other: for what holds for the whole installation
 * and must be told to all tenants or to none. Afterwards the transaction is that of the first again.
 */
export async function forEachTenant(
  transaction: Transacting,
  tenants: readonly string[],
  work: (tenant: string) => Promise<void>,
): Promise<void> {
  const become = (tenant: string) =>
    sql`select set_config('likeness.tenant', ${tenant}, true)`.execute(transaction);
  const { rows } = await sql<{ own: string }>`select current_setting('likeness.tenant') as own`.execute(
    transaction,
  );
  for (const tenant of tenants) {
    await become(tenant);
    await work(tenant);
  }
  await become(rows[0]!.own);
}

async function within<T>(
  pool: pg.Pool,
  setting: 'likeness.tenant' | 'likeness.presented',
  value: string,
  work: (transaction: Transacting) => Promise<T>,
): Promise<T> {
  const database = new Kysely<Tables>({ dialect: new TransactionsOf(pool, { ...LIMITS, [setting]: value }) });
  return againOnDeadlock(() => database.transaction().execute(work));
}

/** Nobody waits longer for another's work; and a process that froze in the midst of its own loses it. */
const LIMITS = { lock_timeout: '20s', idle_in_transaction_session_timeout: '60s' };

const TRIES = 4;
/** Deadlock; serialization failure. PostgreSQL has taken everything back, so that the work can be done anew. */
const TAKEN_BACK = /^(40P01|40001)$/;

async function againOnDeadlock<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!TAKEN_BACK.test((error as { code?: string }).code ?? '') || tries === TRIES) throw error;
      // Who met once would meet again at the same pace.
      await pause(50 * tries * Math.random());
    }
  }
}

async function checkServer(database: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ version: number; role: string; unsafe: boolean }>`
    select current_setting('server_version_num')::int as version, rolname as role, rolsuper or rolbypassrls as unsafe
    from pg_roles where rolname = current_user`
    .execute(database)
    .catch((error: Error) => {
      throw new LikenessError('database_unreachable', `the database does not answer: ${reasonOf(error)}`, {
        cause: error,
      });
    });
  const { version, role, unsafe } = rows[0]!;
  const major = Math.floor(version / 10_000);
  if (major < LEAST_VERSION)
    throw new LikenessError(
      'database_too_old',
      `the database is PostgreSQL ${major}, and must be ${LEAST_VERSION} or later`,
    );
  if (unsafe)
    throw new LikenessError(
      'database_role_unsafe',
      `the role ${role} is a superuser or bypasses row-level security: nothing would hold tenants apart`,
    );
}

/** What the driver says, without the connection string, which may hold a password. */
function reasonOf(error: Error & { code?: string; errors?: readonly Error[] }): string {
  const inner = error.errors?.[0] ?? error;
  return inner.message || error.code || 'no reason given';
}

const { builtins } = pg.types;

/** int8 as a number: sequences and counts stay far below 2^53. Days stay text: they have no hour, so no time zone. */
export function parserOf(type: number, format?: 'text' | 'binary') {
  if (type === builtins.INT8) return Number;
  if (type === builtins.DATE) return (value: string) => value;
  return pg.types.getTypeParser(type, format as 'text');
}
