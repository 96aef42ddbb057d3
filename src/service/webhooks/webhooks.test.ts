// Over HTTP, on a real database, to a real receiver.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openAuditLog } from '../audit/index.js';
import { signingKeyFrom } from '../audit/keys.js';
import { buildServer, PageOf, type Server } from '../http/index.js';
import { type Actor, ensureTenant, type Permission } from '../identity/index.js';
import { type Jobs, openJobs } from '../jobs/index.js';
import { type TestDatabase, testDatabase } from '../postgres/testing.fixture.js';
import { type Database, openDatabase, type Transacting } from '../storage/index.js';
import { type Claimed, claimDelivery, recordOutcome } from './deliveries.js';
import { createEndpoint } from './endpoints.js';
import { deliverWebhooks, type Events, openEvents, type Sealing, webhookRoutes } from './index.js';
import { openReceiver, type Receiver, status } from './receiver.fixture.js';
import { WebhookDelivery, WebhookEndpoint, WebhookEndpointWithSecret } from './schemas.js';

const silent = { info() {}, warn() {}, error() {}, debug() {}, trace() {}, fatal() {}, level: 'silent' };
const logger = { ...silent, child: () => logger } as never;
const key = randomBytes(32);
const sealing: Sealing = {
  seal(bytes, context) {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
    return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  },
  open(sealed, context) {
    const bytes = Buffer.from(sealed);
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
  },
};
const reach = { loopback: true };
const audit = openAuditLog(signingKeyFrom(randomBytes(32)));

let postgres: TestDatabase;
let database: Database;
let jobs: Jobs;
let events: Events;
let server: Server;
let receiver: Receiver;
let bank: string;
let branch: string;

beforeAll(async () => {
  postgres = await testDatabase();
  database = await openDatabase({ url: postgres.url });
  bank = (await ensureTenant(database, 'bank')).id;
  branch = (await ensureTenant(database, 'branch')).id;
  jobs = await openJobs({ database, logger, works: true, poll: 50 });
  events = openEvents(jobs);
  deliverWebhooks({ database, jobs, audit, sealing, reach, logger, timeout: 400 });
  receiver = await openReceiver();
  server = await buildServer({
    routes: [webhookRoutes({ database, jobs, audit, sealing, reach })],
    authenticate: async ({ headers }): Promise<Actor> => ({
      ...{ kind: 'key', id: 'a-key-of-12ch', name: 'test', tenant: headers['x-tenant'] as string },
      permissions: new Set([headers['x-permission'] as Permission]),
    }),
    rates: { admitActor: async () => {}, admitAddress: async () => {}, noteStranger: async () => {} },
    logger,
  });
});
beforeEach(async () => {
  receiver.received.length = 0;
  receiver.answer = status(200);
  await database.tenant(bank, async (transaction) => {
    await transaction.deleteFrom('webhook_endpoints').execute();
    await transaction.deleteFrom('webhook_events').execute();
  });
});
afterAll(async () => {
  await server.close();
  await jobs.stop();
  await receiver.stop();
  await database.close();
  await postgres.stop();
});

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
async function call(method: Method, url: string, payload?: object, headers: Record<string, string> = {}) {
  const response = await server.inject({
    ...{ method, url: `/v1/webhooks${url}`, ...(payload && { payload }) },
    headers: { 'x-tenant': bank, 'x-permission': 'webhooks.write', ...headers },
  });
  return { status: response.statusCode, body: response.body === '' ? null : response.json() };
}

const enter = async (fields: object = {}) => (await call('POST', '', { url: receiver.url, ...fields })).body;
const inBank = <T>(work: (transaction: Transacting) => Promise<T>) => database.tenant(bank, work);
const emit = (version: number) =>
  inBank((transaction) => events.emit(transaction, 'policy.activated', { version }));
const deliveriesOf = async (endpoint: { id: string }, query = '') =>
  (await call('GET', `/${endpoint.id}/deliveries${query}`)).body.items;

async function until<T>(look: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await pause(20)) {
    const found = await look();
    if (found) return found as T;
  }
  throw new Error('it did not come to pass within 20 s');
}
const become = (endpoint: { id: string }, state: string, count = 1) =>
  until(async () => {
    const found = await deliveriesOf(endpoint, `?state=${state}`);
    return found.length === count && found;
  });
/** As if the time until the next attempt had passed. */
async function hurry(): Promise<void> {
  await inBank((transaction) =>
    sql`update webhook_deliveries set next_at = now() where state = 'pending'`.execute(transaction),
  );
  await sql`update pgboss.job set start_after = now() where state < 'active'`.execute(database.shared);
}
const logged = (action: string) =>
  inBank((transaction) =>
    transaction
      .selectFrom('audit_entries')
      .select(['actor_kind', 'target_id', 'body'])
      .where('action', '=', action)
      .orderBy('sequence', 'desc')
      .executeTakeFirst(),
  );

describe('an endpoint', () => {
  test('is entered; its secret is shown once, and is nowhere to be read', async () => {
    const made = await call('POST', '', { url: receiver.url, types: ['policy.activated'] });
    expect(made.status).toBe(201);
    expect(Value.Check(WebhookEndpointWithSecret, made.body)).toBe(true);
    const { secret, ...shown } = made.body;
    expect(shown).toMatchObject({
      state: 'active',
      types: ['policy.activated'],
      createdBy: 'key:a-key-of-12ch',
    });
    expect((await call('GET', `/${shown.id}`)).body).toEqual(shown);
    expect((await call('GET', '')).body).toEqual({ items: [shown], next: null });
    expect(Value.Check(PageOf(WebhookEndpoint), (await call('GET', '')).body)).toBe(true);
    const { rows } = await inBank((transaction) =>
      sql<{ sealed: Buffer }>`select sealed from webhook_secrets`.execute(transaction),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.sealed.includes(secret)).toBe(false);
    expect(rows[0]!.sealed.includes(Buffer.from(secret.slice(6), 'base64'))).toBe(false);
    const entry = await logged('webhook.created');
    expect(entry).toMatchObject({ actor_kind: 'key', target_id: shown.id });
    expect(entry!.body).not.toContain(secret);
  });

  test('is entered once under one key, and whoever missed the secret is told it', async () => {
    const again = { 'idempotency-key': 'once' };
    const first = await call('POST', '', { url: receiver.url }, again);
    expect(await call('POST', '', { url: receiver.url }, again)).toEqual(first);
    expect((await call('GET', '')).body.items).toHaveLength(1);
    expect((await call('POST', '', { url: `${receiver.url}/x` }, again)).status).toBe(422);
  });

  test('is changed, disabled, made active and removed', async () => {
    const { id } = await enter();
    const change = { url: `${receiver.url}/new`, types: ['case.opened'], description: 'cases' };
    expect((await call('PATCH', `/${id}`, change)).body).toMatchObject({ id, ...change });
    expect((await call('PATCH', `/${id}`, { state: 'disabled' })).body).toMatchObject({
      ...{ state: 'disabled', disabledBecause: 'asked', disabledAt: expect.any(String), ...change },
    });
    expect((await call('POST', `/${id}/test`)).body).toMatchObject({ status: 409, code: 'state_conflict' });
    expect((await call('PATCH', `/${id}`, { state: 'active', types: null })).body).toMatchObject({
      ...{ state: 'active', disabledBecause: null, disabledAt: null, types: null },
    });
    expect((await call('DELETE', `/${id}`)).status).toBe(204);
    expect((await call('GET', `/${id}`)).status).toBe(404);
    expect(await logged('webhook.deleted')).toMatchObject({ target_id: id });
  });

  test.each([
    [{ url: 'http://example.com/' }, 'https alone'],
    [{ url: 'https://10.0.0.1/' }, 'not to be reached'],
    [{}, 'required'],
    [{ url: 'https://example.com/', types: [] }, 'fewer than 1'],
    [{ url: 'https://example.com/', types: ['everything'] }, 'allowed values'],
    [{ url: 'https://example.com/', secret: 'whsec_mine' }, 'additional'],
    [{ url: 'https://example.com/', description: '\u0000' }, 'pattern'],
  ])('as in %j is refused', async (body, why) => {
    const answer = await call('POST', '', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
    expect(JSON.stringify(answer.body)).toContain(why);
  });

  test('of another tenant is not there, and without the permission nothing is', async () => {
    const endpoint = await enter();
    await emit(1);
    const [delivery] = await become(endpoint, 'delivered');
    const paths: [Method, string, object?][] = [
      ['GET', `/${endpoint.id}`],
      ['PATCH', `/${endpoint.id}`, { description: 'mine' }],
      ['DELETE', `/${endpoint.id}`],
      ['POST', `/${endpoint.id}/rotate-secret`, {}],
      ['POST', `/${endpoint.id}/test`],
      ['GET', `/${endpoint.id}/deliveries`],
      ['POST', `/deliveries/${delivery.id}/redeliver`],
      ['POST', `/${endpoint.id}/replay`, { since: '2026-01-01T00:00:00Z' }],
    ];
    for (const [method, path, body] of paths) {
      expect((await call(method, path, body, { 'x-tenant': branch })).status).toBe(404);
      expect((await call(method, path, body, { 'x-permission': 'keys.write' })).status).toBe(403);
    }
    expect((await call('GET', '', undefined, { 'x-tenant': branch })).body.items).toEqual([]);
    await database.tenant(branch, (transaction) =>
      events.emit(transaction, 'policy.activated', { version: 9 }),
    );
    await pause(200);
    expect(receiver.received).toHaveLength(1);
  });
});

describe('an event', () => {
  test('arrives signed, at those who take its type, if what it tells of was committed', async () => {
    const endpoint = await enter({ types: ['policy.activated'] });
    await enter({ url: `${receiver.url}/other`, types: ['case.opened'] });
    const undone = inBank(async (transaction) => {
      await events.emit(transaction, 'policy.activated', { version: 1 });
      throw new Error('taken back');
    });
    await expect(undone).rejects.toThrow('taken back');
    const id = await emit(2);
    const [delivery] = await become(endpoint, 'delivered');
    expect(Value.Check(WebhookDelivery, delivery)).toBe(true);
    expect(delivery).toMatchObject({
      event: id,
      type: 'policy.activated',
      attempts: 1,
      status: 200,
      fault: null,
    });
    expect(receiver.received).toHaveLength(1);
    const [{ headers, body, path }] = receiver.received as [(typeof receiver.received)[0]];
    expect(path).toBe('/');
    expect(headers).toMatchObject({ 'webhook-id': id, 'content-type': 'application/json' });
    expect(headers['user-agent']).toMatch(/^Likeness\/\d/);
    const verified = new Webhook(endpoint.secret).verify(body, headers as Record<string, string>);
    expect(verified).toEqual({
      ...{ type: 'policy.activated', timestamp: expect.any(String), data: { version: 2 } },
    });
  });

  test('has no delivery at an endpoint that is disabled, though it takes the type', async () => {
    const disabled = await enter({ types: ['policy.activated'] });
    const endpoint = await enter({ url: `${receiver.url}/other`, types: ['policy.activated'] });
    expect((await call('PATCH', `/${disabled.id}`, { state: 'disabled' })).status).toBe(200);
    await emit(1);
    await become(endpoint, 'delivered');
    expect(await deliveriesOf(disabled)).toEqual([]);
  });

  test('says nothing that its type does not know', async () => {
    const leaking = { version: 1, name: 'Anna Smith' };
    await expect(
      inBank((transaction) => events.emit(transaction, 'policy.activated', leaking)),
    ).rejects.toMatchObject({ code: 'internal', message: expect.not.stringContaining('Anna') });
  });

  test('of a test goes to one endpoint, whatever types it takes', async () => {
    const endpoint = await enter({ types: ['case.opened'] });
    await enter();
    const { status: answered, body } = await call('POST', `/${endpoint.id}/test`);
    expect(answered).toBe(202);
    expect(await become(endpoint, 'delivered')).toMatchObject([{ id: body.delivery, type: 'webhook.test' }]);
    expect(receiver.received).toHaveLength(1);
  });
});

describe('a receiver', () => {
  test('that fails is tried again: the same event, signed anew', async () => {
    const endpoint = await enter();
    receiver.answer = status(503, { 'retry-after': '100' });
    await emit(1);
    const [failed] = await until(async () => {
      const found = await deliveriesOf(endpoint);
      return found[0].status === 503 && found;
    });
    expect(failed).toMatchObject({ state: 'pending', attempts: 1, fault: 'status' });
    const wait = Date.parse(failed.nextAt) - Date.parse(failed.attemptedAt);
    expect(wait).toBeGreaterThanOrEqual(100_000);
    expect(wait).toBeLessThan(110_000);
    expect((await call('GET', `/${endpoint.id}`)).body.failingSince).not.toBeNull();
    receiver.answer = status(200);
    await hurry();
    expect(await become(endpoint, 'delivered')).toMatchObject([{ attempts: 2, nextAt: null }]);
    expect((await call('GET', `/${endpoint.id}`)).body.failingSince).toBeNull();
    const [first, second] = receiver.received;
    expect(second!.body).toBe(first!.body);
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    for (const { body, headers } of receiver.received)
      new Webhook(endpoint.secret).verify(body, headers as Record<string, string>);
  });

  test('that never answers gets no event after the last attempt, unless it is asked for', async () => {
    const endpoint = await enter();
    receiver.answer = () => {};
    await emit(1);
    await until(async () => (await deliveriesOf(endpoint))[0].fault === 'timeout');
    await inBank((transaction) => sql`update webhook_deliveries set attempts = 9`.execute(transaction));
    await hurry();
    const [dead] = await become(endpoint, 'dead');
    expect(dead).toMatchObject({ attempts: 10, fault: 'timeout', status: null, nextAt: null });
    receiver.answer = status(200);
    expect((await call('POST', `/deliveries/${dead.id}/redeliver`)).status).toBe(202);
    expect(await become(endpoint, 'delivered')).toMatchObject([{ id: dead.id, attempts: 1 }]);
    expect(await logged('webhook.replayed')).toMatchObject({ target_id: endpoint.id });
  });

  test('that answers 410 is sent nothing more, and the log says so', async () => {
    const endpoint = await enter();
    receiver.answer = status(410);
    await emit(1);
    await become(endpoint, 'dead');
    expect((await call('GET', `/${endpoint.id}`)).body).toMatchObject({
      ...{ state: 'disabled', disabledBecause: 'gone' },
    });
    await emit(2);
    expect(await deliveriesOf(endpoint)).toHaveLength(1);
    const entry = await logged('webhook.changed');
    expect(entry).toMatchObject({ actor_kind: 'system', target_id: endpoint.id });
    expect(JSON.parse(entry!.body).details).toEqual({ state: 'disabled', because: 'gone' });
  });

  test('that has failed for days is sent nothing more, and what waits for it is given up', async () => {
    const endpoint = await enter();
    receiver.answer = status(500);
    await inBank((transaction) =>
      sql`update webhook_endpoints set failing_since = now() - interval '6 days'`.execute(transaction),
    );
    await emit(1);
    await emit(2);
    const dead = await become(endpoint, 'dead', 2);
    expect(dead.map(({ fault }: { fault: string }) => fault)).toContain('disabled');
    expect((await call('GET', `/${endpoint.id}`)).body.disabledBecause).toBe('failing');
  });

  test('that answers 410 to two at once is disabled once: neither waits for the other', async () => {
    const { id } = await enter();
    const deliveries = await inBank(async (transaction) => {
      for (const version of [1, 2]) await events.emit(transaction, 'policy.activated', { version });
      await sql`delete from pgboss.job where name = 'webhook-delivery'`.execute(transaction);
      return transaction.selectFrom('webhook_deliveries').select('id').where('endpoint', '=', id).execute();
    });
    let attempts = 0;
    const conclude = async (delivery: string) => {
      const claimed = await inBank((transaction) => claimDelivery(transaction, delivery));
      return inBank(async (transaction) => {
        attempts++;
        const outcome = { delivered: false, fault: 'status', status: 410 } as const;
        return recordOutcome(transaction, jobs, { tenant: bank, id }, claimed as Claimed, outcome);
      });
    };
    // While it is held both come as far as they can; PostgreSQL ends one of two that wait for each other.
    const both = await inBank(async (transaction) => {
      await sql`select from webhook_endpoints where id = ${id} for update`.execute(transaction);
      const concluding = Promise.all(deliveries.map(({ id }) => conclude(id)));
      await until(async () => {
        const { rows } = await sql`select from pg_locks where not granted`.execute(database.shared);
        return rows.length === 2;
      });
      return { concluding };
    });
    expect((await both.concluding).sort()).toEqual(['gone', undefined]);
    expect(attempts).toBe(2);
  });

  test('that hangs while much waits for it costs few jobs, and gets all once it answers', async () => {
    receiver.answer = () => {};
    const endpoint = await enter();
    const WAITING = 200;
    await inBank(async (transaction) => {
      await sql`delete from pgboss.job where name = 'webhook-delivery'`.execute(transaction);
      for (let version = 1; version <= WAITING; version++)
        await events.emit(transaction, 'policy.activated', { version });
    });
    const made = async () => {
      const { rows } = await inBank((transaction) =>
        sql<{ attempts: number; failed: number; jobs: number }>`select sum(attempts)::int as attempts,
          (count(*) filter (where last_fault = 'timeout'))::int as failed,
          (select count(*) from pgboss.job where name = 'webhook-delivery')::int as jobs
          from webhook_deliveries`.execute(transaction),
      );
      return rows[0]!;
    };
    // The first ones hang side by side; from the first failure on there is one at a time.
    await until(async () => (await made()).failed >= 12);
    const { attempts, jobs } = await made();
    // The event's, and of each attempt the next of its own and one for whoever waits.
    expect(jobs).toBeLessThanOrEqual(WAITING + 2 * attempts);
    receiver.answer = status(200);
    await until(async () => {
      await hurry();
      return (await deliveriesOf(endpoint, '?state=delivered&limit=200')).length === WAITING;
    });
    const after = await made();
    expect(after.jobs).toBeLessThanOrEqual(WAITING + 3 * after.attempts);
  });

  test('that hangs keeps no other waiting', async () => {
    receiver.answer = (response, { path }) => {
      if (path !== '/slow') response.writeHead(200).end();
    };
    const slow = await enter({ url: `${receiver.url}/slow` });
    const quick = await enter({ url: `${receiver.url}/quick` });
    for (let i = 0; i < 40; i++) await emit(i);
    await become(quick, 'delivered', 40);
    expect((await deliveriesOf(slow, '?state=pending&limit=200')).length).toBe(40);
  });
});

describe('secrets', () => {
  test('change without a gap: both sign, then the new one alone', async () => {
    const { id, secret: old } = await enter();
    const { body } = await call('POST', `/${id}/rotate-secret`, { overlapHours: 1 });
    expect(body.secret).not.toBe(old);
    const opens = async (secret: string): Promise<boolean> => {
      receiver.received.length = 0;
      await call('POST', `/${id}/test`);
      const { body, headers } = await until(() => receiver.received[0]);
      try {
        new Webhook(secret).verify(body, headers as Record<string, string>);
        return true;
      } catch {
        return false;
      }
    };
    expect([await opens(old), await opens(body.secret)]).toEqual([true, true]);
    const last = (await call('POST', `/${id}/rotate-secret`, { overlapHours: 0 })).body.secret;
    expect([await opens(old), await opens(body.secret), await opens(last)]).toEqual([false, false, true]);
  });

  test('of two that rotate at once are both good', async () => {
    const { id } = await enter();
    const both = await Promise.all([1, 2].map(() => call('POST', `/${id}/rotate-secret`, {})));
    expect(both.map((answer) => answer.status)).toEqual([200, 200]);
  });

  test('that sign at once are four at most', async () => {
    const { id } = await enter();
    const rotate = () => call('POST', `/${id}/rotate-secret`, {});
    for (let i = 0; i < 3; i++) expect((await rotate()).status).toBe(200);
    expect((await rotate()).body).toMatchObject({ status: 409, code: 'state_conflict' });
  });
});

describe('a replay', () => {
  test('sends what happened since, of the types that the endpoint takes, whether or not it was sent before', async () => {
    const before = await emit(1);
    await pause(5);
    const since = new Date().toISOString();
    const taken: string[] = [];
    for (let i = 0; i < 3; i++) taken.push(await emit(i));
    await inBank((transaction) =>
      events.emit(transaction, 'case.opened', {
        ...{ case: before, verification: null, customer: 'customer-4711' },
      }),
    );
    const endpoint = await enter({ types: ['policy.activated'] });
    for (const round of [1, 2]) {
      receiver.received.length = 0;
      const answer = await call('POST', `/${endpoint.id}/replay`, { since });
      expect(answer).toEqual({ status: 202, body: { events: 3 } });
      await until(() => receiver.received.length === 3);
      const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
      expect(ids.sort(), `round ${round}`).toEqual(taken);
      await become(endpoint, 'delivered', 3);
    }
  });

  test.each(['yesterday', '2026-02-30T00:00:00Z', '2016-12-31T23:59:60Z', 1, ''])(
    'since %j is refused',
    async (since) => {
      const { id } = await enter();
      expect(await call('POST', `/${id}/replay`, { since })).toMatchObject({
        ...{ status: 400, body: { code: 'request_invalid' } },
      });
    },
  );

  test('goes on page after page', async () => {
    await inBank((transaction) =>
      sql`insert into webhook_events (id, type, data, created_at)
        select gen_random_uuid(), 'policy.activated', '{"version":1}', now() from generate_series(1, 201)`.execute(
        transaction,
      ),
    );
    const endpoint = await enter();
    await call('POST', `/${endpoint.id}/replay`, { since: '2026-01-01T00:00:00Z' });
    const count = () =>
      inBank((transaction) =>
        sql<{ n: number }>`select count(*) as n from webhook_deliveries`.execute(transaction),
      );
    await until(async () => (await count()).rows[0]!.n === 201);
  });
});

test('an endpoint that is removed while events are told of fails none of these', async () => {
  for (let i = 0; i < 3; i++) {
    const { id } = await enter();
    const [removed] = await Promise.all([call('DELETE', `/${id}`), ...[1, 2, 3, 4].map(emit)]);
    expect(removed.status).toBe(204);
  }
});

test('the API’s description names every route, with a sentence and its failures', async () => {
  const { paths } = (await server.inject('/openapi.json')).json();
  const routes =
    Object.entries<Record<string, { summary: string; tags: string[]; responses: object }>>(paths);
  expect(routes.flatMap(([path, methods]) => Object.keys(methods).map((m) => `${m} ${path}`)).sort()).toEqual(
    [
      'delete /v1/webhooks/{id}',
      'get /v1/webhooks',
      'get /v1/webhooks/types',
      'get /v1/webhooks/{id}',
      'get /v1/webhooks/{id}/deliveries',
      'patch /v1/webhooks/{id}',
      'post /v1/webhooks',
      'post /v1/webhooks/deliveries/{id}/redeliver',
      'post /v1/webhooks/{id}/replay',
      'post /v1/webhooks/{id}/rotate-secret',
      'post /v1/webhooks/{id}/test',
    ],
  );
  for (const { summary, tags, responses } of routes.flatMap(([, methods]) => Object.values(methods))) {
    expect(summary).not.toBe('');
    expect(tags).toEqual(['webhooks']);
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403', '429']));
  }
});

test('what an endpoint can be told of is asked for, by the names that it is entered with', async () => {
  const { status, body } = await call('GET', '/types');
  expect(status).toBe(200);
  const types: string[] = body.items.map(({ type }: { type: string }) => type);
  expect(types).toEqual(expect.arrayContaining(['case.opened', 'verification.decided', 'webhook.test']));
  expect((await call('POST', '', { url: receiver.url, types })).body.types).toEqual(types);
});

test('deliveries are listed page by page, the latest first', async () => {
  const endpoint = await enter();
  for (let i = 0; i < 5; i++) await emit(i);
  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await call('GET', `/${endpoint.id}/deliveries?limit=2${cursor}`);
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.next === null ? '' : `&cursor=${body.next}`;
  } while (cursor !== '');
  expect(seen).toHaveLength(5);
  expect(seen).toEqual([...seen].sort().reverse());
});

describe('a process that dies', () => {
  test('in the midst of an attempt, its job lost: the attempt is made again', async () => {
    const endpoint = await enter();
    await inBank(async (transaction) => {
      await events.emit(transaction, 'policy.activated', { version: 1 });
      await sql`delete from pgboss.job where name = 'webhook-delivery'`.execute(transaction);
      await sql`update webhook_deliveries set next_at = now() - interval '11 minutes', attempts = 1,
        claim = gen_random_uuid(), claimed_until = now() - interval '11 minutes'`.execute(transaction);
      await jobs.send(transaction, 'webhook-upkeep', { tenant: bank });
    });
    expect(await become(endpoint, 'delivered')).toMatchObject([{ attempts: 2 }]);
  });

  test('in good order: the attempt is given back and does not count', async () => {
    const other = await testDatabase();
    const elsewhere = await openDatabase({ url: other.url });
    const { id: tenant } = await ensureTenant(elsewhere, 'bank');
    const options = { database: elsewhere, audit, sealing, reach, logger };
    const dying = await openJobs({ database: elsewhere, logger, works: true, grace: 0.05, poll: 50 });
    deliverWebhooks({ ...options, jobs: dying });
    receiver.answer = () => {};
    await elsewhere.tenant(tenant, async (transaction) => {
      await createEndpoint(transaction, sealing, { url: receiver.url, description: '', types: null }, 'test');
      await openEvents(dying).emit(transaction, 'policy.activated', { version: 1 });
    });
    await until(() => receiver.received.length === 1);
    await dying.stop();
    const row = () =>
      elsewhere.tenant(tenant, (transaction) =>
        transaction.selectFrom('webhook_deliveries').selectAll().executeTakeFirstOrThrow(),
      );
    expect(await row()).toMatchObject({ state: 'pending', attempts: 0, claim: null });
    receiver.answer = status(200);
    const living = await openJobs({ database: elsewhere, logger, works: true, poll: 50 });
    deliverWebhooks({ ...options, jobs: living });
    await until(async () => (await row()).state === 'delivered');
    expect(await row()).toMatchObject({ attempts: 1 });
    await living.stop();
    await elsewhere.close();
    await other.stop();
  });
});
