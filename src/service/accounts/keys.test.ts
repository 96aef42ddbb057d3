import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey, type Permission, systemActor } from '../identity/index.js';
import { openWorld, type World } from './accounts.fixture.js';

let world: World;
let admin: Awaited<ReturnType<World['joined']>>;
beforeAll(async () => {
  world = await openWorld();
  admin = await world.joined('admin', 'admin@bank.example');
});
afterAll(() => world.close());

const HOUR = 3_600_000;
const fromNow = (milliseconds: number) => new Date(Date.now() + milliseconds);

async function program(scopes: Permission[], expiresAt?: Date) {
  const { key, text } = await world.database.tenant(world.tenant, (tx) =>
    createKey(
      tx,
      { name: 'program', scopes, ...(expiresAt && { expiresAt }) },
      systemActor(world.tenant, 'test'),
    ),
  );
  return { id: key.id, ...programOf(text) };
}

const programOf = (text: string) => ({
  send: (method: string, url: string, body?: unknown, headers = {}) =>
    world.browser().send(method, url, body, { authorization: `Bearer ${text}`, ...headers }),
});

test('an administrator makes a key, whose text is answered once', async () => {
  const draft = { name: 'onboarding', scopes: ['verifications.create', 'verifications.read'] };
  const { status, body } = await admin.browser.send('POST', '/v1/keys', draft);
  expect(status).toBe(201);
  expect(body.text).toMatch(/^lk_[\w-]{12}_[\w-]{43}$/);
  const authorization = `Bearer ${body.text}`;
  const me = await world.browser().send('GET', '/v1/me', undefined, { authorization });
  expect(me.body).toMatchObject({ kind: 'key', name: 'onboarding', permissions: draft.scopes });

  const { body: listed } = await admin.browser.send('GET', '/v1/keys');
  expect(JSON.stringify(listed)).not.toContain(body.text.slice(-43));
  expect(listed.items[0]).toMatchObject({
    id: body.key.id,
    lastUsedOn: new Date().toISOString().slice(0, 10),
  });
  expect((await world.log()).at(-1)).toMatchObject({
    action: 'key.created',
    target: { kind: 'key', id: body.key.id },
    details: draft,
  });
});

test('under one Idempotency-Key one key is made', async () => {
  const headers = { 'idempotency-key': 'k1' };
  const draft = { name: 'once', scopes: ['captures.create'] };
  const first = await admin.browser.send('POST', '/v1/keys', draft, headers);
  const again = await admin.browser.send('POST', '/v1/keys', draft, headers);
  expect(again).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
  expect(again.body.detail).toContain(first.body.key.id);
  const { body } = await admin.browser.send('GET', '/v1/keys');
  expect(body.items.filter(({ name }: { name: string }) => name === 'once')).toHaveLength(1);
});

describe('a key that may make keys', () => {
  test('gives what it has itself, and nothing else', async () => {
    const maker = await program(['keys.write', 'verifications.create']);
    const make = (scopes: string[]) => maker.send('POST', '/v1/keys', { name: 'made', scopes });
    expect((await make(['verifications.create'])).status).toBe(201);
    expect((await make(['keys.write'])).status).toBe(201);
    const more = await make(['verifications.create', 'pictures.read']);
    expect(more).toMatchObject({ status: 403, body: { code: 'permission_missing' } });
    expect(more.body.detail).toContain('pictures.read');
  });

  test('is not given the text of one that may do more, by rotating it', async () => {
    const maker = await program(['keys.write']);
    const richer = await program(['pictures.read']);
    const answer = await maker.send('POST', `/v1/keys/${richer.id}/rotate`, { overlapSeconds: 0 });
    expect(answer).toMatchObject({ status: 403, body: { code: 'permission_missing' } });
    expect((await richer.send('GET', '/v1/me')).status).toBe(200);
  });

  test('makes nothing that outlives it, by rotating itself neither', async () => {
    const end = fromNow(HOUR);
    const maker = await program(['keys.write'], end);
    const made = await maker.send('POST', '/v1/keys', { name: 'made', scopes: ['keys.write'] });
    expect(made.body.key.expiresAt).toBe(end.toISOString());
    const rotated = await maker.send('POST', `/v1/keys/${maker.id}/rotate`, {});
    expect(rotated.body.key.expiresAt).toBe(end.toISOString());
  });
});

test('with a key ends all that was made with it, however far down, and no other', async () => {
  const maker = await program(['keys.write']);
  const bystander = await program(['keys.write']);
  const made = await maker.send('POST', '/v1/keys', { name: 'made', scopes: ['keys.write'] });
  const rotated = await bystander.send('POST', `/v1/keys/${made.body.key.id}/rotate`, {});
  const below = await programOf(made.body.text).send('POST', '/v1/keys', {
    name: 'below',
    scopes: ['keys.write'],
  });
  expect((await admin.browser.send('DELETE', `/v1/keys/${maker.id}`)).status).toBe(204);
  const serves = async (text: string) => (await programOf(text).send('GET', '/v1/me')).status;
  expect(await serves(made.body.text)).toBe(401);
  expect(await serves(below.body.text)).toBe(401);
  expect(await serves(rotated.body.text)).toBe(200);
  expect((await bystander.send('GET', '/v1/me')).status).toBe(200);
});

describe('rotation', () => {
  test('lets the old key serve for a while, and keeps name, scopes and lifetime', async () => {
    const old = await program(['captures.create'], fromNow(48 * HOUR));
    const { body } = await admin.browser.send('POST', `/v1/keys/${old.id}/rotate`, { overlapSeconds: 3600 });
    expect(body.key).toMatchObject({ name: 'program', scopes: ['captures.create'] });
    expect(Date.parse(body.key.expiresAt) - Date.now()).toBeGreaterThan(47.9 * HOUR);
    expect((await old.send('GET', '/v1/me')).status).toBe(200);
    const { body: listed } = await admin.browser.send('GET', '/v1/keys');
    const shown = listed.items.find(({ id }: { id: string }) => id === old.id);
    expect(shown.successor).toBe(body.key.id);
    expect(Date.parse(shown.expiresAt) - Date.now()).toBeLessThan(HOUR + 1000);

    const again = await admin.browser.send('POST', `/v1/keys/${old.id}/rotate`, {});
    expect(again).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
  });

  test('without overlap ends it at once', async () => {
    const old = await program(['captures.create']);
    const { body } = await admin.browser.send('POST', `/v1/keys/${old.id}/rotate`, { overlapSeconds: 0 });
    expect(body.key.expiresAt).toBeNull();
    expect((await old.send('GET', '/v1/me')).status).toBe(401);
  });
});

test('a revoked key serves no more, and there is none to revoke twice', async () => {
  const { id, send } = await program(['captures.create']);
  expect((await admin.browser.send('DELETE', `/v1/keys/${id}`)).status).toBe(204);
  expect((await send('GET', '/v1/me')).status).toBe(401);
  expect((await admin.browser.send('DELETE', `/v1/keys/${id}`)).status).toBe(404);
  expect((await admin.browser.send('POST', `/v1/keys/${id}/rotate`, {})).status).toBe(404);
});

test.each([
  [{ name: 'x', scopes: [] }],
  [{ name: 'x', scopes: ['policies.activate'] }],
  [{ name: 'x', scopes: ['people.write'] }],
  [{ name: '', scopes: ['captures.create'] }],
  [{ name: 'x', scopes: ['captures.create'], expiresAt: '2020-01-01T00:00:00Z' }],
  [{ name: 'x', scopes: ['captures.create'], expiresAt: 'tomorrow' }],
])('refuses %j', async (draft) => {
  expect((await admin.browser.send('POST', '/v1/keys', draft)).status).toBe(400);
});
