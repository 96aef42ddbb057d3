// Does the jobs of one queue. pg-boss's own workers let a lost database end the process (they do not wait for what
// they report) and keep errors whole, with whatever of a person stands in them: so these fetch, and report, themselves.

import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type PgBoss from 'pg-boss';
import { LikenessError } from '../../errors.js';
import type { Database } from '../storage/index.js';
import type { Looks } from './looks.js';
import type { Payload, Queue } from './queues.js';

export interface JobContext {
  /** Job's identifier: the same in each try. */
  readonly id: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the job is taken for lost, or must end because the process does. */
  readonly signal: AbortSignal;
}

/** May be called again for a job that was done: a process can die between the work and the note that it was done. */
export type Handler<Carried extends Payload> = (carried: Carried, context: JobContext) => Promise<void>;

export interface JobLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Worker {
  /** @param grace milliseconds for which running jobs may go on */
  stop(grace: number): Promise<void>;
}

interface WorkerOptions {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly name: string;
  readonly queue: Queue;
  // Each queue's handler takes what that queue carries; `Jobs.work` holds the two together.
  readonly handler: Handler<never>;
  readonly logger: JobLogger;
  /** Tells when an empty queue is empty no more. */
  readonly looks: Looks;
}

type Job = PgBoss.JobWithMetadata<Payload>;

/** For a job that was told to end to do so, ms. */
const FAREWELL = 2000;

export function startWorker({ boss, database, name, queue, handler, logger, looks }: WorkerOptions): Worker {
  const ending = new AbortController();
  /** Ends the wait of a worker that has all it may do at once. */
  let wake = (): void => {};
  const running = new Map<Promise<void>, { job: Job; cut: AbortController }>();

  const start = (job: Job): void => {
    const cut = new AbortController();
    const done = run(job, cut).finally(() => running.delete(done));
    running.set(done, { job, cut });
  };

  const run = async (job: Job, cut: AbortController): Promise<void> => {
    const attempt = job.retryCount + 1;
    const about = { queue: name, job: job.id, tenant: job.data?.tenant, attempt };
    // A second before another worker may get it.
    const expiry = setTimeout(() => cut.abort(EXPIRED), Math.max(500, job.expireInSeconds * 1000 - 1000));
    let fault: Fault | undefined;
    try {
      await handler(job.data as never, { id: job.id, attempt, signal: cut.signal });
    } catch (error) {
      fault = faultOf(error);
    } finally {
      clearTimeout(expiry);
    }
    try {
      if (fault === undefined) await boss.complete(name, job.id);
      else if (cut.signal.reason === SHUTDOWN) await giveBack(database, name, job.id);
      else {
        const isLast = job.retryCount >= job.retryLimit;
        logger[isLast ? 'error' : 'warn'](
          { ...about, ...fault },
          isLast ? 'job failed for good' : 'job failed',
        );
        await boss.fail(name, job.id, { fault: fault.fault });
      }
    } catch (error) {
      logger.warn(
        { ...about, fault: faultOf(error).fault },
        'a job’s end could not be noted: it will be repeated',
      );
    }
  };

  const anyEnded = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      void Promise.race(running.keys()).then(resolve);
    });

  const loop = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const free = queue.parallel - running.size;
      const jobs =
        free > 0 ? await boss.fetch<Payload>(name, { batchSize: free, includeMetadata: true }) : [];
      for (const job of jobs) start(job);
      if (jobs.length === free && jobs.length > 0) continue;
      await (free > 0 ? looks.due(name, ending.signal) : anyEnded());
    }
  };
  const looping = loop();

  const allEnded = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running.keys());
  };
  return {
    async stop(grace) {
      ending.abort();
      wake();
      await looping;
      if (await within(grace, allEnded())) return;
      for (const { cut } of running.values()) cut.abort(SHUTDOWN);
      if (await within(FAREWELL, allEnded())) return;
      for (const { job } of running.values()) {
        logger.warn({ queue: name, job: job.id }, 'a job did not end when told to, and was given back');
        await giveBack(database, name, job.id).catch(() => {});
      }
    },
  };
}

const EXPIRED = new LikenessError('interrupted', 'the job took too long, and was given to another worker');
const SHUTDOWN = new LikenessError('interrupted', 'the process ends');

/** Another worker may do it at once, and the try does not count: pg-boss counts those of jobs that were started. */
async function giveBack(database: Database, name: string, id: string): Promise<void> {
  await sql`update pgboss.job set state = 'retry', started_on = null, start_after = now()
    where name = ${name} and id = ${id} and state = 'active'`.execute(database.shared);
}

interface Fault {
  /** Our code, PostgreSQL's or the system's, or the error's name. */
  readonly fault: string;
  readonly where: readonly string[];
}

/** What may stand in a log: no message, since a message may quote what the job was about. */
function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { fault: typeof error, where: [] };
  const { code } = error as { code?: unknown };
  const where = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    fault: typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : error.name,
    where: where.slice(0, 5).map((line) => line.trim()),
  };
}

async function within(milliseconds: number, work: Promise<void>): Promise<boolean> {
  const over = new AbortController();
  const late = pause(milliseconds, false, { signal: over.signal }).catch(() => false);
  const inTime = await Promise.race([work.then(() => true), late]);
  over.abort();
  return inTime;
}
