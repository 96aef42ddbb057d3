// Transactions that begin, and say whose they are, in one message. Of what a decision costs the service half is messages
// to PostgreSQL, and each of its transactions would send another.

import { CompiledQuery, type DatabaseConnection, PostgresDialect, PostgresDriver } from 'kysely';
import pg from 'pg';
import { LikenessError } from '../../errors.js';

/** Names and values of settings that hold for a transaction. */
export type Settings = Readonly<Record<string, string>>;

export class TransactionsOf extends PostgresDialect {
  readonly #pool: pg.Pool;
  readonly #opening: string;

  /**
   * @param settings names are ours; values may be what a stranger sent
   * @throws `request_invalid` where a value holds a NUL character
   */
  constructor(pool: pg.Pool, settings: Settings) {
    super({ pool });
    this.#pool = pool;
    this.#opening = openingOf(settings);
  }

  override createDriver(): PostgresDriver {
    return new OpeningDriver(this.#pool, this.#opening);
  }
}

type Connection = Parameters<PostgresDriver['rollbackTransaction']>[0];

class OpeningDriver extends PostgresDriver {
  readonly #opening: string;

  constructor(pool: pg.Pool, opening: string) {
    super({ pool });
    this.#opening = opening;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await connection.executeQuery(CompiledQuery.raw(this.#opening));
    } catch (error) {
      // It may have begun all the same, and would be the next one's; a connection that cannot go back is discarded.
      await this.rollbackTransaction(connection as Connection).catch(() => undefined);
      throw error;
    }
  }
}

/** Several statements in one message take no parameters: so values are quoted, and a message ends at its first NUL. */
function openingOf(settings: Settings): string {
  const statements = Object.entries(settings).map(([name, value]) => {
    if (value.includes('\0'))
      throw new LikenessError('request_invalid', 'a NUL character names nothing here');
    return `set local ${name} = ${pg.escapeLiteral(value)}`;
  });
  return ['begin', ...statements].join('; ');
}
