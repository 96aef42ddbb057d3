import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeDisabled, createKey, systemActor } from '../identity/index.js';
import { softPasskey } from '../identity/passkey.fixture.js';
import { openWorld, SITE, type World } from './accounts.fixture.js';

let world: World;
let admin: Awaited<ReturnType<World['joined']>>;
beforeAll(async () => {
  world = await openWorld();
  admin = await world.joined('admin', 'admin@bank.example');
});
afterAll(() => world.close());

const INVALID = { status: 410, body: { code: 'invitation_invalid' } };
const draft = (email: string, role = 'reviewer') => ({ name: 'Ines Example', email, role });
const read = (invitation: string) => world.browser().send('POST', '/v1/invitations/read', { invitation });

test('an administrator invites, by a link whose secret no server is ever sent', async () => {
  const { status, body } = await admin.browser.send('POST', '/v1/people', draft('Ines@Bank.example'));
  expect(status).toBe(201);
  expect(body.person).toMatchObject({
    email: 'ines@bank.example',
    state: 'invited',
    createdBy: `person:${admin.id}`,
  });
  expect(body.link).toMatch(/^https:\/\/likeness\.bank\.example\/join#li_[\w-]{12}_[\w-]{43}$/);
  const days = (Date.parse(body.expiresAt) - Date.now()) / 86_400_000;
  expect(days).toBeCloseTo(3, 2);
  expect((await world.log()).at(-1)).toMatchObject({
    actor: { kind: 'person', id: admin.id, name: 'admin' },
    action: 'person.invited',
    target: { kind: 'person', id: body.person.id },
    details: { role: 'reviewer' },
  });

  const again = await admin.browser.send('POST', '/v1/people', draft('ines@bank.example', 'admin'));
  expect(again).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
  expect((await read(body.link.split('#')[1])).body).toMatchObject({
    role: 'reviewer',
    name: 'Ines Example',
  });
});

describe('a link serves no more', () => {
  test('once it was taken up, be it twice at the same moment', async () => {
    const { text } = await world.invited('reviewer', 'taken@bank.example');
    const join = async () => {
      const browser = world.browser();
      const options = await browser.send('POST', '/v1/invitations/accept/passkey/options', {
        invitation: text,
      });
      if (options.status !== 200) return options;
      const response = softPasskey(SITE).create(options.body);
      return browser.send('POST', '/v1/invitations/accept/passkey', {
        invitation: text,
        label: 'x',
        response,
      });
    };
    const answers = await Promise.all([join(), join(), join()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
    expect(await join()).toMatchObject(INVALID);
  });

  test('when it has expired, when a newer one was made, when the person is shut out; nor one that never was', async () => {
    const { id, text } = await world.invited('reviewer', 'late@bank.example');
    expect((await read(text)).status).toBe(200);
    const { body } = await admin.browser.send('POST', `/v1/people/${id}/invitation`);
    expect(await read(text)).toMatchObject(INVALID);
    const newer = body.link.split('#')[1];
    expect((await read(newer)).status).toBe(200);
    await world.database.tenant(world.tenant, (tx) =>
      sql`update invitations set expires_at = now() - interval '1 s' where person = ${id}`.execute(tx),
    );
    expect(await read(newer)).toMatchObject(INVALID);

    const third = (await admin.browser.send('POST', `/v1/people/${id}/invitation`)).body.link.split('#')[1];
    await admin.browser.send('PATCH', `/v1/people/${id}`, { disabled: true });
    expect(await read(third)).toMatchObject(INVALID);
    expect(await read(`${third.slice(0, -4)}AAAA`)).toMatchObject(INVALID);
    expect(await read(`li_AAAAAAAAAAAA_${'A'.repeat(43)}`)).toMatchObject(INVALID);
  });
});

test('another role counts at once, and ends wherever they are signed in', async () => {
  const { id, browser, passkey } = await world.joined('reviewer', 'risen@bank.example');
  const { body } = await admin.browser.send('PATCH', `/v1/people/${id}`, { role: 'supervisor' });
  expect(body.role).toBe('supervisor');
  expect((await browser.send('GET', '/v1/me')).status).toBe(401);
  expect((await world.signIn(passkey)).body.role).toBe('supervisor');
  expect((await world.log()).find(({ action }) => action === 'person.role_changed')).toMatchObject({
    target: { id },
    details: { from: 'reviewer', to: 'supervisor' },
  });
});

test('who is shut out is out at once, and in again only when let in', async () => {
  const { id, browser, passkey } = await world.joined('reviewer', 'gone@bank.example');
  expect((await admin.browser.send('PATCH', `/v1/people/${id}`, { disabled: true })).body.state).toBe(
    'disabled',
  );
  expect((await browser.send('GET', '/v1/me')).status).toBe(401);
  expect((await world.signIn(passkey)).body).toMatchObject({ code: 'sign_in_refused' });
  expect((await admin.browser.send('PATCH', `/v1/people/${id}`, { disabled: false })).body.state).toBe(
    'active',
  );
  expect((await browser.send('GET', '/v1/me')).status).toBe(401);
  expect((await world.signIn(passkey)).status).toBe(200);
});

test('a new link ends all that somebody signed in with', async () => {
  const { id, browser, passkey } = await world.joined('reviewer', 'lost@bank.example');
  const { body } = await admin.browser.send('POST', `/v1/people/${id}/invitation`);
  expect(body.person.state).toBe('invited');
  expect((await browser.send('GET', '/v1/me')).status).toBe(401);
  expect((await world.signIn(passkey)).status).toBe(401);
});

test('nobody changes their own role or access', async () => {
  for (const change of [{ role: 'compliance' }, { disabled: true }])
    expect(await admin.browser.send('PATCH', `/v1/people/${admin.id}`, change)).toMatchObject({
      status: 403,
      body: { code: 'permission_missing' },
    });
  expect((await admin.browser.send('POST', `/v1/people/${admin.id}/invitation`)).status).toBe(403);
});

test('of two administrators who shut each other out at the same moment, one stays', async () => {
  const other = await world.joined('admin', 'other.admin@bank.example');
  const answers = await Promise.all([
    admin.browser.send('PATCH', `/v1/people/${other.id}`, { disabled: true }),
    other.browser.send('PATCH', `/v1/people/${admin.id}`, { role: 'analyst' }),
  ]);
  const statuses = answers.map(({ status }) => status).sort();
  // The second may find itself signed out already, before it is told that it would be the last.
  expect([
    [200, 401],
    [200, 409],
  ]).toContainEqual(statuses);
  const { body } = await world.signIn(answers[0].status === 200 ? admin.passkey : other.passkey);
  expect(body.role).toBe('admin');
  const [left] = await world.database.tenant(world.tenant, (tx) =>
    tx.selectFrom('people').select('id').where('role', '=', 'admin').where('state', '=', 'active').execute(),
  );
  await expect(
    world.database.tenant(world.tenant, (tx) => changeDisabled(tx, left!.id, true)),
  ).rejects.toMatchObject({ code: 'state_conflict' });
  admin = answers[0].status === 200 ? admin : other;
  admin = { ...admin, browser: (await world.signIn(admin.passkey)).browser };
});

test('people are listed page by page', async () => {
  const ids: string[] = [];
  let cursor = '';
  do {
    const { body } = await admin.browser.send('GET', `/v1/people?limit=3${cursor && `&cursor=${cursor}`}`);
    expect(body.items.length).toBeLessThanOrEqual(3);
    ids.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.next ?? '';
  } while (cursor);
  expect(ids).toEqual([...new Set(ids)].sort());
  expect(ids).toContain(admin.id);
});

test('who has not the permission sees and changes nobody; no key can be given it', async () => {
  const reviewer = await world.joined('reviewer', 'curious@bank.example');
  for (const [method, url, body] of [
    ['GET', '/v1/people'],
    ['POST', '/v1/people', draft('friend@bank.example', 'admin')],
    ['PATCH', `/v1/people/${admin.id}`, { disabled: true }],
    ['POST', `/v1/people/${admin.id}/invitation`],
    ['GET', '/v1/keys'],
    ['POST', '/v1/keys', { name: 'k', scopes: ['pictures.read'] }],
  ] as const)
    expect(await reviewer.browser.send(method, url, body)).toMatchObject({
      status: 403,
      body: { code: 'permission_missing' },
    });
  await expect(
    world.database.tenant(world.tenant, (tx) =>
      createKey(tx, { name: 'k', scopes: ['people.write'] }, systemActor(world.tenant, 'test')),
    ),
  ).rejects.toMatchObject({ code: 'option_invalid' });
});

test.each([
  [{ email: 'no address' }, /email/],
  [{ name: 'two\nlines' }, /name/],
  [{ name: '' }, /name/],
  [{ role: 'emperor' }, /role/],
  [{ isAdmin: true }, /isAdmin/],
])('refuses %j', async (change, pointer) => {
  const answer = await admin.browser.send('POST', '/v1/people', { ...draft('x@bank.example'), ...change });
  expect(answer).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
  expect(JSON.stringify(answer.body.errors)).toMatch(pointer);
});

test('roles and scopes are told to whoever is known, as they are given and refused', async () => {
  expect((await world.browser().send('GET', '/v1/permissions')).status).toBe(401);
  const { roles, permissions } = (await admin.browser.send('GET', '/v1/permissions')).body;
  const mine = (await admin.browser.send('GET', '/v1/me')).body.permissions;
  const own = roles.find(({ name }: { name: string }) => name === 'admin');
  expect([...own.permissions].sort()).toEqual([...mine].sort());
  const scopes = permissions.filter(({ keys }: { keys: boolean }) => keys);
  const names = (of: { name: string }[]) => of.map(({ name }) => name);
  expect(names(permissions)).toContain('people.write');
  expect(names(scopes)).not.toContain('people.write');
  const key = { name: 'all of them', scopes: names(scopes) };
  expect((await admin.browser.send('POST', '/v1/keys', key)).status).toBe(201);
});
