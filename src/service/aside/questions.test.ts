import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildServer, statusOf } from '../http/index.js';
import { ensureTenant } from '../identity/index.js';
import { testDatabase } from '../postgres/testing.fixture.js';
import { type Database, openDatabase, type Transacting } from '../storage/index.js';
import { FIGURES, openQuestions, TABLES } from './questions.js';

let database: Database;
let [one, other]: string[] = [];

beforeAll(async () => {
  database = await openDatabase({ url: (await testDatabase()).url, connections: 6 });
  [one, other] = [(await ensureTenant(database, 'one')).id, (await ensureTenant(database, 'other')).id];
});
afterAll(() => database.close());

const forever = (): AbortSignal => new AbortController().signal;
const sleep = (seconds: number) => (transaction: Transacting) =>
  sql`select pg_sleep(${seconds})`.execute(transaction);

/** While none of the readings that `stand` comes to its end. */
const standing = (work: () => Promise<void>): Promise<void> =>
  database.shared.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(1)`.execute(transaction);
    await work();
  });
const stand = (transaction: Transacting) => sql`select pg_advisory_xact_lock_shared(1)`.execute(transaction);
async function standingNow(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_locks
    where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`.execute(
    database.shared,
  );
  return rows[0]!.count;
}
const LONG = { timeout: 20_000 };

describe('questions', () => {
  it('keep three connections busy, however many are asked, and two of one tenant', async () => {
    const questions = openQuestions(database);
    const ask = (tenant: string) => questions.inTurn(tenant, forever(), (read) => read(stand));
    const asked: Promise<unknown>[] = [];
    await standing(async () => {
      asked.push(ask(one!), ask(one!), ask(one!));
      await expect.poll(standingNow, LONG).toBe(2);
      asked.push(ask(other!), ask(other!));
      await expect.poll(standingNow, LONG).toBe(3);
      await pause(150);
      expect(await standingNow()).toBe(3);
    });
    await Promise.all(asked);
  });

  it('for tables are one at a time, whoever asks', async () => {
    const tables = openQuestions(database, TABLES);
    const asked: Promise<unknown>[] = [];
    await standing(async () => {
      for (const tenant of [one!, other!])
        asked.push(tables.inTurn(tenant, forever(), (read) => read(stand)));
      await expect.poll(standingNow, LONG).toBe(1);
      await pause(150);
      expect(await standingNow()).toBe(1);
    });
    await Promise.all(asked);
  });

  it('are answered before the server would close the connection, however long they waited', async () => {
    const server = await buildServer({
      ...{ routes: [], logger: pino({ level: 'silent' }), rates: undefined as never },
      authenticate: async () => undefined as never,
    });
    const { connectionTimeout } = server.initialConfig;
    for (const { waiting, mostSeconds } of [FIGURES, TABLES])
      expect(waiting.seconds + mostSeconds).toBeLessThan(connectionTimeout! / 1000 - 10);
  });

  it('are refused where too many of one tenant wait, and another tenant’s are not', async () => {
    const questions = openQuestions(database);
    const ask = (tenant: string) => questions.inTurn(tenant, forever(), (read) => read(sleep(0.1)));
    const six = Array.from({ length: 6 }, () => ask(one!));
    await expect(ask(one!)).rejects.toMatchObject({
      ...{ code: 'rate_limited', retryAfter: 10 },
      message: 'too many long questions wait already: ask again when some are answered',
    });
    await ask(other!);
    await Promise.all(six);
  });

  it('end when their time is up, and say what to do', async () => {
    const questions = openQuestions(database, { ...FIGURES, mostSeconds: 1 });
    const began = performance.now();
    // The second has but what the first has left.
    const asked = questions.inTurn(one!, forever(), (read) =>
      read(async (transaction) => {
        await sleep(0.7)(transaction);
        await sleep(30)(transaction);
      }),
    );
    await expect(asked).rejects.toMatchObject({
      code: 'question_too_long',
      message: 'the figures took longer than 1 s: ask for a shorter period',
    });
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(statusOf('question_too_long')).toBe(422);
  });

  it('end when their time is up though no statement took long, and memory was cleared meanwhile', async () => {
    setFlagsFromString('--expose-gc');
    const clearMemory: () => void = runInNewContext('gc');
    const questions = openQuestions(database, { ...FIGURES, mostSeconds: 1 });
    const asked = questions.inTurn(one!, forever(), (read) =>
      read(async (transaction) => {
        for (let i = 0; i < 15; i++) {
          await sleep(0.2)(transaction);
          clearMemory();
        }
      }),
    );
    await expect(asked).rejects.toMatchObject({ code: 'question_too_long' });
  });

  it('end when their time is up in several readings together', async () => {
    const questions = openQuestions(database, { ...FIGURES, mostSeconds: 1 });
    const asked = questions.inTurn(one!, forever(), async (read) => {
      for (let i = 0; i < 15; i++) await read(sleep(0.2));
    });
    await expect(asked).rejects.toMatchObject({ code: 'question_too_long' });
  });

  it('end where whoever asked hangs up before anything was read', async () => {
    const asking = new AbortController();
    const questions = openQuestions({
      ...database,
      tenant: (tenant, work) =>
        database.tenant(tenant, (transaction) => {
          // While PostgreSQL is first asked for something.
          process.nextTick(() => asking.abort(new Error('gone')));
          return work(transaction);
        }),
    });
    let began = false;
    const asked = questions.inTurn(one!, asking.signal, (read) =>
      read(async (transaction) => {
        began = true;
        await sleep(3)(transaction);
      }),
    );
    await expect(asked).rejects.toThrow('gone');
    expect(began).toBe(false);
  });

  it('end in PostgreSQL too when whoever asked hangs up, and the connection serves the next', async () => {
    const questions = openQuestions(database);
    const asking = new AbortController();
    await standing(async () => {
      const asked = questions.inTurn(one!, asking.signal, (read) => read(stand));
      asked.catch(() => {});
      await expect.poll(standingNow, LONG).toBe(1);
      asking.abort(new Error('gone'));
      await expect(asked).rejects.toThrow('gone');
      expect(await standingNow()).toBe(0);
    });
    const read = await questions.inTurn(one!, forever(), (read) =>
      read((transaction) => sql<{ one: number }>`select 1 as one`.execute(transaction)),
    );
    expect(read.rows).toEqual([{ one: 1 }]);
  });

  it('leave the line when whoever asked hangs up', async () => {
    const questions = openQuestions(database);
    const busy = [one!, one!].map((tenant) =>
      questions.inTurn(tenant, forever(), (read) => read(sleep(0.3))),
    );
    const asking = new AbortController();
    let began = false;
    const asked = questions.inTurn(one!, asking.signal, async () => {
      began = true;
    });
    asking.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
    await Promise.all(busy);
    expect(began).toBe(false);
  });
});
