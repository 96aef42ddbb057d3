// Questions that keep PostgreSQL busy for seconds: few at once, so that those who verify are not left without a connection;
// none for longer than a minute; and none that nobody waits for any more.

import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Pool } from 'pg';
import { LikenessError } from '../../errors.js';
import { openLine } from '../aside/index.js';
import type { Database, Transacting } from '../storage/index.js';

/** Side by side, in a process. */
const PLACES = 2;
const WAITING = { ofOne: 4, inAll: 32 };
const MOST_SECONDS = 60;

export interface Questions {
  /**
   * Does the work when its turn has come. It reads by `read` alone, once or several times.
   * @throws `rate_limited` where too many wait already; `question_too_long`; what the signal was aborted with
   */
  inTurn<T>(tenant: string, signal: AbortSignal, work: (read: Read) => Promise<T>): Promise<T>;
}

/** One transaction of the tenant, which ends when its time is up or nobody asks any more. */
export type Read = <T>(work: (transaction: Transacting) => Promise<T>) => Promise<T>;

/** @param mostSeconds of one reading */
export function openQuestions(database: Database, mostSeconds = MOST_SECONDS): Questions {
  const line = openLine({ places: PLACES, waiting: WAITING });
  return {
    inTurn: (tenant, signal, work) =>
      line.inTurn(tenant, signal, () =>
        work((reading) =>
          database.tenant(tenant, (transaction) =>
            readWithin(database.pool, transaction, { signal, mostSeconds, reading }),
          ),
        ),
      ),
  };
}

interface Reading<T> {
  readonly signal: AbortSignal;
  readonly mostSeconds: number;
  readonly reading: (transaction: Transacting) => Promise<T>;
}

async function readWithin<T>(
  pool: Pool,
  transaction: Transacting,
  { signal, mostSeconds, reading }: Reading<T>,
): Promise<T> {
  signal.throwIfAborted();
  // PostgreSQL ends a statement by itself too, where this process is no more.
  const { rows } = await sql<{ pid: number }>`
    select pg_backend_pid() as pid, set_config('statement_timeout', ${`${mostSeconds}s`}, true)`.execute(
    transaction,
  );
  const over = AbortSignal.any([signal, AbortSignal.timeout(1000 * mostSeconds)]);
  const done = new AbortController();
  let cancelled = Promise.resolve();
  const cancel = async (): Promise<void> => {
    // Anew, as it does nothing between two statements.
    while (!done.signal.aborted) {
      await pool.query('select pg_cancel_backend($1)', [rows[0]!.pid]).catch(() => undefined);
      await pause(100, undefined, { signal: done.signal }).catch(() => undefined);
    }
  };
  const end = (): void => {
    cancelled = cancel();
  };
  over.addEventListener('abort', end, { once: true });
  try {
    return await reading(transaction);
  } catch (error) {
    if ((error as { code?: string }).code !== CANCELLED) throw error;
    signal.throwIfAborted();
    throw new LikenessError(
      'question_too_long',
      `the figures took longer than ${mostSeconds} s: ask for a shorter period`,
      { cause: error },
    );
  } finally {
    done.abort();
    over.removeEventListener('abort', end);
    // Before the connection is another’s: its statement would be the one that ends.
    await cancelled;
  }
}

/** SQLSTATE query_canceled. */
const CANCELLED = '57014';
