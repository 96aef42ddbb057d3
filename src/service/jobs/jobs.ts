// Jobs on the same database as all else (pg-boss): one is there exactly when the transaction that asked for it has
// been committed, and is done at least once. A process that dies in the midst of one leaves it to another.

import { sql } from 'kysely';
import PgBoss from 'pg-boss';
import { LikenessError } from '../../errors.js';
import { type Database, executeRaw, type Transacting } from '../storage/index.js';
import { startLooks } from './looks.js';
import { askPeriodically } from './period.js';
import { type Carried, QUEUES, type Queues } from './queues.js';
import { type Handler, type JobLogger, startWorker, type Worker } from './worker.js';

export interface Jobs<Table extends Queues = typeof QUEUES> {
  /**
   * Asks for a job within a transaction: it exists if and when that commits.
   * @param afterSeconds by the database's clock; default: at once
   */
  send<Name extends keyof Table & string>(
    transaction: Transacting,
    queue: Name,
    carried: Carried<Table[Name]>,
    options?: { readonly afterSeconds?: number },
  ): Promise<void>;
  /**
   * Does the jobs of a queue from now on; of a periodic one, asks for them too.
   * @throws `internal` where this process is not one that works, or the queue has a handler already
   */
  work<Name extends keyof Table & string>(queue: Name, handler: Handler<Carried<Table[Name]>>): void;
  /** Takes jobs of dead processes for lost, and archives old ones. Happens by itself all the time in workers. */
  maintain(): Promise<void>;
  /** How many jobs there are, for metrics: done ones stay for two days. */
  counts(): Promise<JobCount[]>;
  /** No new jobs; those that run finish, or are given back when the grace has passed. */
  stop(): Promise<void>;
}

export type JobState = keyof PgBoss.JobStates;

export interface JobCount {
  readonly queue: string;
  readonly state: JobState;
  readonly count: number;
}

export interface JobsOptions<Table extends Queues = typeof QUEUES> {
  readonly database: Database;
  readonly logger: JobLogger;
  /** Whether jobs are done here: `--role worker` or `all`. Any role may ask for jobs. */
  readonly works: boolean;
  /** Default: all queues of the service. */
  readonly queues?: Table;
  /** Seconds for which `stop` lets running jobs finish. Default 20: orchestrators kill after 30. */
  readonly grace?: number;
  /** Between two looks at the queues that are empty, ms: how long a job waits at most. Default 500. */
  readonly poll?: number;
}

/** Where jobs end that failed too often; nobody works on it. */
export const DEAD_LETTERS = 'dead-letters';

const SCHEMA = 'pgboss';
const DAY = 86_400;
/** The slot of a periodic job is known to be taken for as long as the job lies in the table. */
const KEPT = 2 * DAY;
/** A lost job is found within this after it expired, s. */
const MAINTENANCE = 30;

/**
 * Opens the queues, and makes them where they are missing. Of processes that start at once one does, the others wait.
 * @throws errors of PostgreSQL
 */
export async function openJobs(options: JobsOptions): Promise<Jobs>;
export async function openJobs<Table extends Queues>(
  options: JobsOptions<Table> & { queues: Table },
): Promise<Jobs<Table>>;
export async function openJobs({
  database,
  logger,
  works,
  queues = QUEUES,
  grace = 20,
  poll = 500,
}: JobsOptions<Queues>): Promise<Jobs<Queues>> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.pool.query(text, values) },
    schema: SCHEMA,
    supervise: works,
    // Its cron sends only within a minute of the hour, and its own worker crashes the process with an unhandled
    // rejection when the database goes away in the midst of it; `askPeriodically` does neither.
    schedule: false,
    maintenanceIntervalSeconds: MAINTENANCE,
    archiveCompletedAfterSeconds: KEPT,
    archiveFailedAfterSeconds: 14 * DAY,
    deleteAfterDays: 1,
  });
  let stopping: Promise<void> | undefined;
  boss.on('error', (error) => {
    if (!stopping)
      logger.warn({ fault: nameOf(error) }, 'the upkeep of jobs failed, and will be tried again');
  });
  await oneAfterTheOther(database, async () => {
    await boss.start();
    await declareQueues(boss, queues);
  });

  const workers = new Map<string, Worker>();
  const looks = startLooks(database, poll);
  const ending = new AbortController();
  const periods: Promise<void>[] = [];

  const stop = async (): Promise<void> => {
    ending.abort();
    await Promise.all([...periods, ...[...workers.values()].map((worker) => worker.stop(grace * 1000))]);
    await looks.stop();
    await boss.stop({ graceful: false });
  };
  return {
    async send(transaction, queue, carried, { afterSeconds = 0 } = {}) {
      const db: PgBoss.Db = { executeSql: (text, values) => executeRaw(transaction, text, values) };
      const id = await boss.send(queue, carried, { db, startAfter: Math.ceil(afterSeconds) });
      if (id === null) throw new LikenessError('internal', `there is no queue ${queue}`);
    },
    work(name, handler) {
      const queue = queues[name];
      if (!works || !queue || workers.has(name) || stopping)
        throw new LikenessError('internal', `jobs of ${name} cannot be done here, or are already`);
      workers.set(name, startWorker({ boss, database, name, queue, handler, logger, looks }));
      const { every } = queue;
      if (every !== undefined)
        periods.push(askPeriodically({ boss, database, logger, name, every }, ending.signal));
    },
    maintain: async () => {
      await boss.maintain();
    },
    counts: () => countJobs(database, queues),
    stop: () => (stopping ??= stop()),
  };
}

/** pg-boss knows a race by the English words of an error, and servers speak other languages: so there is no race. */
async function oneAfterTheOther(database: Database, work: () => Promise<void>): Promise<void> {
  await database.shared.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('likeness.jobs', 0))`.execute(transaction);
    await work();
  });
}

async function declareQueues(boss: PgBoss, queues: Queues): Promise<void> {
  const known = new Set((await boss.getQueues()).map(({ name }) => name));
  const declare = async (name: string, options: Omit<PgBoss.Queue, 'name'>): Promise<void> => {
    const full = { name, ...options };
    await (known.has(name) ? boss.updateQueue(name, full) : boss.createQueue(name, full));
  };
  await declare(DEAD_LETTERS, { retryLimit: 0 });
  for (const [name, { retries, backoff, expires }] of Object.entries(queues))
    await declare(name, {
      retryLimit: retries,
      retryDelay: backoff,
      retryBackoff: true,
      expireInSeconds: expires,
      deadLetter: DEAD_LETTERS,
    });
}

async function countJobs(database: Database, queues: Queues): Promise<JobCount[]> {
  const { rows } = await sql<{ queue: string; state: JobState; count: number }>`
    select name as queue, state, count(*) as count from ${sql.table(`${SCHEMA}.job`)}
    where name = any(${[...Object.keys(queues), DEAD_LETTERS]})
    group by name, state order by name, state`.execute(database.shared);
  return rows;
}

const nameOf = (error: Error & { code?: string }): string => error.code ?? error.name;
