// Keys on a real PostgreSQL. What a request under a key does as a whole is in verifications.test.ts.

import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ensureTenant } from '../identity/index.js';
import { type TestDatabase, testDatabase } from '../postgres/testing.fixture.js';
import { type Database, openDatabase } from '../storage/index.js';
import { once } from './idempotency.js';

let server: TestDatabase;
let database: Database;
let tenant: string;

beforeAll(async () => {
  server = await testDatabase();
  database = await openDatabase({ url: server.url });
  tenant = (await ensureTenant(database, 'bank')).id;
});
afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  await database.close();
  await server.stop();
});

const requestUnder = (key: string): FastifyRequest =>
  ({
    ...{ method: 'POST', headers: { 'idempotency-key': key }, actor: { tenant, kind: 'key', id: 'k' } },
    routeOptions: { url: '/v1/things', config: { isOnce: true } },
  }) as unknown as FastifyRequest;

const inBank = <T>(query: ReturnType<typeof sql<T>>) =>
  database.tenant(tenant, async (transaction) => (await query.execute(transaction)).rows);

/** Of work that makes `made` once it may. */
function workThatWaits(made: string) {
  let may = (): void => {};
  const gate = new Promise<void>((resolve) => {
    may = resolve;
  });
  const work = async (settle: Parameters<Parameters<typeof once>[3]>[0]) => {
    await gate;
    await database.tenant(tenant, (transaction) => settle(transaction, made));
    return made;
  };
  return { may: () => may(), work };
}

const LONG = { timeout: 20_000 };
const repeated = async (made: string): Promise<string> => `again ${made}`;

describe('A key', () => {
  it('that is worked on stays claimed, however long that takes', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { may, work } = workThatWaits('slow');
    const answer = once(database, requestUnder('slow'), [], work, repeated);
    answer.catch(() => {});
    await vi.waitUntil(
      async () => (await inBank(sql`select from idempotency where key = 'slow'`)).length === 1,
      LONG,
    );
    await inBank(sql`update idempotency set locked_until = now() - interval '1 s' where key = 'slow'`);
    vi.advanceTimersByTime(5000);
    await vi.waitUntil(
      async () =>
        (
          await inBank(
            sql`select from idempotency where key = 'slow' and locked_until > now() + interval '15 s'`,
          )
        ).length === 1,
      LONG,
    );
    await expect(once(database, requestUnder('slow'), [], work, repeated)).rejects.toMatchObject({
      code: 'idempotency_in_progress',
    });
    may();
    expect(await answer).toBe('slow');
    expect(await once(database, requestUnder('slow'), [], work, repeated)).toBe('again slow');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('of a process that died is taken over, and whoever had it can settle nothing', async () => {
    const [dead, living] = [workThatWaits('dead'), workThatWaits('living')];
    const lost = once(database, requestUnder('lost'), [], dead.work, repeated);
    lost.catch(() => {});
    await vi.waitUntil(
      async () => (await inBank(sql`select from idempotency where key = 'lost'`)).length === 1,
      LONG,
    );
    await inBank(sql`update idempotency set locked_until = now() - interval '1 s' where key = 'lost'`);
    living.may();
    expect(await once(database, requestUnder('lost'), [], living.work, repeated)).toBe('living');
    dead.may();
    await expect(lost).rejects.toMatchObject({ code: 'idempotency_in_progress' });
    expect(await inBank(sql`select made from idempotency where key = 'lost'`)).toEqual([{ made: 'living' }]);
  });
});
