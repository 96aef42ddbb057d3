// Questions that keep PostgreSQL busy for seconds: few at once, so that those who verify are not left without a connection;
// none for longer than it may; and none that nobody waits for any more.

import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Pool } from 'pg';
import { LikenessError } from '../../errors.js';
import type { Database, Transacting } from '../storage/index.js';
import { type LineSettings, openLine } from './line.js';
import { withinTime } from './timeLimit.js';

/**
 * In a process. Who waits as long as may be and is answered as late as may be has an answer before the server closes the
 * connection, which it does after 120 s without a word.
 */
export interface Bounds extends LineSettings {
  /** Of one question, all its readings together. */
  readonly mostSeconds: number;
}

export const FIGURES: Bounds = {
  working: { ofOne: 2, inAll: 3 },
  waiting: { ofOne: 4, inAll: 32, seconds: 45 },
  mostSeconds: 60,
};
/** Of those that read for longest, in a line of their own: they take no place of the others’. */
export const TABLES: Bounds = {
  working: { ofOne: 1, inAll: 1 },
  waiting: { ofOne: 2, inAll: 8, seconds: 30 },
  mostSeconds: 75,
};

export interface Questions {
  /**
   * Does the work when its turn has come. It reads by `read` alone, once or several times.
   * @throws `rate_limited` where too many wait already; `question_too_long`; what the signal was aborted with
   */
  inTurn<T>(tenant: string, signal: AbortSignal, work: (read: Read) => Promise<T>): Promise<T>;
}

/** One transaction of the tenant, which ends when the question’s time is up or nobody asks any more. */
export type Read = <T>(work: (transaction: Transacting) => Promise<T>) => Promise<T>;

export function openQuestions(database: Database, bounds = FIGURES): Questions {
  const line = openLine(bounds);
  const { mostSeconds } = bounds;
  const late = (): LikenessError => tooLong(mostSeconds);
  return {
    inTurn: (tenant, signal, work) =>
      line.inTurn(tenant, signal, () =>
        withinTime({ seconds: mostSeconds, signal, late }, (wanted) =>
          work((reading) =>
            database.tenant(tenant, (transaction) =>
              readWithin(database.pool, transaction, { signal: wanted, mostSeconds, reading }),
            ),
          ),
        ),
      ),
  };
}

const tooLong = (seconds: number, cause?: unknown): LikenessError =>
  new LikenessError(
    'question_too_long',
    `the figures took longer than ${seconds} s: ask for a shorter period`,
    { cause },
  );

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
  // Meanwhile nobody listened.
  signal.throwIfAborted();
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
  signal.addEventListener('abort', end, { once: true });
  try {
    return await reading(transaction);
  } catch (error) {
    if ((error as { code?: string }).code !== CANCELLED) throw error;
    signal.throwIfAborted();
    throw tooLong(mostSeconds, error);
  } finally {
    done.abort();
    signal.removeEventListener('abort', end);
    // Before the connection is another’s: its statement would be the one that ends.
    await cancelled;
  }
}

/** SQLSTATE query_canceled. */
const CANCELLED = '57014';
