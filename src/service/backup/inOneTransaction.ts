// One transaction for all of a restore: whatever fails, at whatever point, the database is as it was. Migrations, which
// begin and end transactions of their own, have savepoints in it.

import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { LikenessError } from '../../errors.js';
import { parserOf, type Tables } from '../storage/index.js';

export interface OneTransaction {
  readonly client: pg.ClientBase;
  /** On the same connection: its transactions follow one another, and are savepoints. */
  readonly database: Kysely<Tables>;
}

/** @throws `database_unreachable`, and what `work` throws: everything is taken back then */
export function inOneTransaction<T>(url: string, work: (within: OneTransaction) => Promise<T>): Promise<T> {
  return withClient(url, async (client) => {
    await client.query('begin');
    const done = await work({ client, database: databaseOn(client) });
    await client.query('commit');
    return done;
  });
}

/** A connection; a transaction that was begun on it and not ended is taken back. @throws `database_unreachable` */
export async function withClient<T>(url: string, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'likeness restore',
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
  });
  // A lost connection is told by whatever runs on it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    if (error instanceof LikenessError) throw error;
    const { code, message } = error as { code?: string; message: string };
    if (code !== undefined && /^(08...|28...|3D000|E[A-Z]+)$/.test(code))
      throw new LikenessError('database_unreachable', `the database does not answer: ${message}`, {
        cause: error,
      });
    throw error;
  } finally {
    await client.end();
  }
}

function databaseOn(client: pg.ClientBase): Kysely<Tables> {
  const one = {
    query: (text: string, values: readonly unknown[]) => client.query(SAVEPOINTS[text] ?? text, [...values]),
    release: () => undefined,
  } as unknown as PostgresPoolClient;
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { connect: async () => one, end: async () => undefined } }),
  });
}

const SAVEPOINTS: Readonly<Record<string, string>> = {
  begin: 'savepoint step',
  commit: 'release savepoint step',
  rollback: 'rollback to savepoint step',
};
