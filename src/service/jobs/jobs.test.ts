import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ensureTenant } from '../identity/index.js';
import { type TestDatabase, testDatabase } from '../postgres/testing.fixture.js';
import { type Database, openDatabase } from '../storage/index.js';
import {
  DEAD_LETTERS,
  type JobLogger,
  type Jobs,
  openJobs,
  type Payload,
  QUEUES,
  type Queue,
} from './index.js';

type Numbered = Payload & { readonly number: number };

const plain: Queue<Numbered> = { about: 'a test', retries: 1, backoff: 1, expires: 30, parallel: 4 };
const TABLE = {
  sums: plain,
  hasty: { ...plain, expires: 1 },
  hourly: { about: 'a test', retries: 0, backoff: 1, expires: 30, parallel: 1, every: 3600 } as Queue,
};

let server: TestDatabase;
let database: Database;
let tenant: string;
const open: Jobs<typeof TABLE>[] = [];

beforeAll(async () => {
  server = await testDatabase();
  database = await openDatabase({ url: server.url });
  // A connection that is lost in the midst of a transaction tells whoever listens, and ends the process where nobody does.
  database.pool.on('connect', (client) => client.on('error', () => {}));
  tenant = (await ensureTenant(database, 'bank')).id;
});
afterEach(async () => {
  const used = open.splice(0);
  await Promise.all(used.map((jobs) => jobs.stop()));
  if (used.length > 0) await sql`delete from pgboss.job`.execute(database.shared);
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

const lines: { level: string; fields: object; message: string }[] = [];
const note = (level: string) => (fields: object, message: string) =>
  void lines.push({ level, fields, message });
const logger: JobLogger = { info: note('info'), warn: note('warn'), error: note('error') };

async function opened(works = true, grace = 5): Promise<Jobs<typeof TABLE>> {
  const jobs = await openJobs({ database, logger, works, queues: TABLE, grace, poll: 50 });
  open.push(jobs);
  return jobs;
}

async function until<T>(look: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await pause(25)) {
    const found = await look();
    if (found) return found as T;
  }
  throw new Error('it did not come to pass within 20 s');
}

const countOf = async (jobs: Jobs<typeof TABLE>, queue: string, state: string): Promise<number> =>
  (await jobs.counts()).find((row) => row.queue === queue && row.state === state)?.count ?? 0;

const send = (jobs: Jobs<typeof TABLE>, queue: 'sums' | 'hasty', number: number): Promise<void> =>
  database.tenant(tenant, (transaction) => jobs.send(transaction, queue, { tenant, number }));

test('of three that open the queues of an empty database at once, all do', async () => {
  const other = await testDatabase();
  const databases = await Promise.all(
    Array.from({ length: 3 }, () => openDatabase({ url: other.url, connections: 3 })),
  );
  const all = await Promise.all(databases.map((one) => openJobs({ database: one, logger, works: false })));
  const { rows } = await sql<{ name: string }>`select name from pgboss.queue order by name`.execute(
    databases[0]!.shared,
  );
  expect(rows.map(({ name }) => name)).toEqual([DEAD_LETTERS, ...Object.keys(QUEUES)].sort());
  expect(await all[0]!.counts()).toEqual([]);
  await Promise.all(all.map((jobs) => jobs.stop()));
  await Promise.all(databases.map((one) => one.close()));
  await other.stop();
});

describe('a job', () => {
  test('is there when the transaction that asked for it was committed, and else is not', async () => {
    const jobs = await opened();
    const seen: Numbered[] = [];
    jobs.work('sums', async (carried) => void seen.push(carried));
    const failing = database.tenant(tenant, async (transaction) => {
      await jobs.send(transaction, 'sums', { tenant, number: 1 });
      throw new Error('taken back');
    });
    await expect(failing).rejects.toThrow('taken back');
    await send(jobs, 'sums', 2);
    await until(async () => (await countOf(jobs, 'sums', 'completed')) === 1);
    expect(seen).toEqual([{ tenant, number: 2 }]);
    expect(await jobs.counts()).toEqual([{ queue: 'sums', state: 'completed', count: 1 }]);
  });

  test('comes no earlier than it was asked for', async () => {
    const jobs = await opened();
    const seen: number[] = [];
    jobs.work('sums', async ({ number }) => void seen.push(number));
    await database.tenant(tenant, (transaction) =>
      jobs.send(transaction, 'sums', { tenant, number: 1 }, { afterSeconds: 3600 }),
    );
    await send(jobs, 'sums', 2);
    await until(() => seen.length > 0);
    expect(seen).toEqual([2]);
    expect(await countOf(jobs, 'sums', 'created')).toBe(1);
  });

  test('that fails is tried again, then laid among the dead letters; neither log nor table says about whom', async () => {
    lines.length = 0;
    const jobs = await opened();
    const attempts: number[] = [];
    jobs.work('sums', async (_, { attempt }) => {
      attempts.push(attempt);
      throw Object.assign(new Error('Key (id)=(anna.smith@example.org) already exists'), { code: '23505' });
    });
    await send(jobs, 'sums', 1);
    await until(async () => (await countOf(jobs, DEAD_LETTERS, 'created')) === 1);
    expect(attempts).toEqual([1, 2]);
    const failures = lines.filter(({ message }) => message.startsWith('job failed'));
    expect(failures.map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'job failed'],
      ['error', 'job failed for good'],
    ]);
    expect(failures[1]!.fields).toMatchObject({ queue: 'sums', tenant, attempt: 2, fault: '23505' });
    expect(JSON.stringify(lines)).not.toContain('anna');
    const { rows } = await sql<{ all: string }>`select job::text as all from pgboss.job`.execute(
      database.shared,
    );
    expect(rows.map((row) => row.all).join()).not.toContain('anna');
  });

  test('whose process was killed is done by another', async () => {
    const jobs = await opened();
    const path = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
    const program = `
      const { openDatabase } = await import(${path('../storage/index.ts')});
      const { openJobs } = await import(${path('./index.ts')});
      const database = await openDatabase({ url: ${JSON.stringify(server.url)} });
      const logger = { info() {}, warn() {}, error() {} };
      const jobs = await openJobs({ database, logger, works: true, queues: ${JSON.stringify(TABLE)} });
      jobs.work('hasty', async ({ number }) => { console.log('has', number); await new Promise(() => {}); });`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await send(jobs, 'hasty', 7);
    expect(String((await once(child.stdout, 'data'))[0])).toBe('has 7\n');
    child.kill('SIGKILL');
    await once(child, 'exit');

    const seen: [number, number][] = [];
    jobs.work('hasty', async ({ number }, { attempt }) => void seen.push([number, attempt]));
    await until(async () => {
      await jobs.maintain();
      return seen.length > 0;
    });
    expect(seen).toEqual([[7, 2]]);
  });

  test('is done though its worker loses all connections to the database meanwhile', async () => {
    const jobs = await opened();
    const attempts: number[] = [];
    jobs.work('sums', async (_, { attempt }) => {
      attempts.push(attempt);
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid != pg_backend_pid()`.execute(database.shared);
    });
    await send(jobs, 'sums', 1);
    await until(async () => (await countOf(jobs, 'sums', 'completed').catch(() => 0)) === 1);
    expect(attempts).toEqual([1]);
  });

  test('that takes too long is told to end, and is tried again', async () => {
    const jobs = await opened();
    const ends: string[] = [];
    jobs.work('hasty', async (_, { signal, attempt }) => {
      if (attempt === 1) await once(signal, 'abort');
      ends.push(signal.aborted ? signal.reason.message : 'done');
      signal.throwIfAborted();
    });
    await send(jobs, 'hasty', 1);
    await until(() => ends.length === 2);
    expect(ends).toEqual(['the job took too long, and was given to another worker', 'done']);
  });
});

describe('stopping', () => {
  test('lets a job that runs finish, and begins none', async () => {
    const jobs = await opened();
    const ended: number[] = [];
    let begun = false;
    jobs.work('sums', async ({ number }) => {
      begun = true;
      await pause(300);
      ended.push(number);
    });
    await send(jobs, 'sums', 1);
    await until(() => begun);
    await Promise.all([jobs.stop(), send(jobs, 'sums', 2)]);
    expect(ended).toEqual([1]);
    expect(await jobs.counts()).toEqual([
      { queue: 'sums', state: 'created', count: 1 },
      { queue: 'sums', state: 'completed', count: 1 },
    ]);
  });

  test('gives back a job that does not finish: another worker does it at once, and the try does not count', async () => {
    const first = await opened(true, 0.05);
    let told = false;
    let begun = false;
    first.work('sums', async (_, { signal }) => {
      begun = true;
      await once(signal, 'abort');
      told = true;
      signal.throwIfAborted();
    });
    await send(first, 'sums', 1);
    await until(() => begun);
    await first.stop();
    expect(told).toBe(true);

    const second = await opened();
    const attempts: number[] = [];
    second.work('sums', async (_, { attempt }) => void attempts.push(attempt));
    await until(() => attempts.length > 0);
    expect(attempts).toEqual([1]);
  });
});

test('a periodic job is done once by many workers, for each tenant', async () => {
  const { id: another } = await ensureTenant(database, 'branch');
  const workers = await Promise.all([opened(), opened(), opened()]);
  const done: string[] = [];
  for (const jobs of workers) jobs.work('hourly', async (carried) => void done.push(carried.tenant));
  await until(async () => (await countOf(workers[0]!, 'hourly', 'completed')) === 2);
  await pause(300);
  expect(done.sort()).toEqual([tenant, another].sort());
});

test('a process that does not work does no jobs, and says so', async () => {
  const jobs = await opened(false);
  expect(() => jobs.work('sums', async () => {})).toThrow(expect.objectContaining({ code: 'internal' }));
});

test('every queue says what it is for, and each period fits what is remembered of it', () => {
  for (const { every = 1, about } of Object.values<Queue>(QUEUES)) {
    expect(about).toMatch(/\.$/);
    expect(every).toBeGreaterThan(0);
    expect(every).toBeLessThanOrEqual(2 * 86_400);
  }
});
