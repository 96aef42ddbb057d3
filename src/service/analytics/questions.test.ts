import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusOf } from '../http/index.js';
import { ensureTenant } from '../identity/index.js';
import { testDatabase } from '../postgres/testing.fixture.js';
import { type Database, openDatabase, type Transacting } from '../storage/index.js';
import { openQuestions } from './questions.js';

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
async function sleeping(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_stat_activity
    where state = 'active' and query like '%pg_sleep%' and pid <> pg_backend_pid()
      and datname = current_database()`.execute(database.shared);
  return rows[0]!.count;
}

describe('questions', () => {
  it('keep two connections busy, however many are asked', async () => {
    const questions = openQuestions(database);
    const asked = [one!, one!, one!, other!, other!].map((tenant) =>
      questions.inTurn(tenant, forever(), (read) => read(sleep(1))),
    );
    await expect.poll(sleeping).toBe(2);
    await pause(150);
    expect(await sleeping()).toBe(2);
    await Promise.all(asked);
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
    const questions = openQuestions(database, 1);
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

  it('end in PostgreSQL too when whoever asked hangs up, and the connection serves the next', async () => {
    const questions = openQuestions(database);
    const asking = new AbortController();
    const asked = questions.inTurn(one!, asking.signal, (read) => read(sleep(30)));
    await expect.poll(sleeping).toBe(1);
    asking.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
    expect(await sleeping()).toBe(0);
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
