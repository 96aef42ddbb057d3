import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureTenant } from '../identity/index.js';
import { softPasskey, type Turned } from '../identity/passkey.fixture.js';
import type { Transacting } from '../storage/index.js';
import { openWorld, SITE, type World } from './accounts.fixture.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const REFUSED = { status: 401, body: { code: 'sign_in_refused', detail: 'nobody is signed in by this' } };

test('a link lets somebody in once, and from then on the passkey does', async () => {
  const { browser, passkey, id } = await world.joined('reviewer', 'rosa@bank.example');
  expect((await browser.send('GET', '/v1/me')).body).toMatchObject({ kind: 'person', id, role: 'reviewer' });

  const again = await world.signIn(passkey);
  expect(again.status).toBe(200);
  expect(again.body.permissions).toContain('cases.work');
  expect(again.headers['set-cookie']).toMatch(
    /^__Host-likeness=ls_[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  expect(again.headers['cache-control']).toBe('no-store');
  expect((await world.log()).map(({ action }) => action)).toEqual(['person.joined', 'login.succeeded']);
});

test('the options ask for a passkey that is found by itself and sees who is there, and for no attestation', async () => {
  const { text, email, id } = await world.invited('analyst', 'ann@bank.example');
  const { body } = await world
    .browser()
    .send('POST', '/v1/invitations/accept/passkey/options', { invitation: text });
  expect(body).toMatchObject({
    rp: { id: 'likeness.bank.example' },
    user: { id: Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url'), name: email },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const options = await world.browser().send('POST', '/v1/sign-in/passkey/options');
  expect(options.body).toMatchObject({ rpId: 'likeness.bank.example', userVerification: 'required' });
  expect(options.body.allowCredentials).toBeUndefined();
});

describe('nobody is registered by', () => {
  const CASES: [string, Turned, RegExp][] = [
    ['a page elsewhere', { origin: 'https://likeness-bank.example' }, /origin/],
    ['an authenticator that signs for another party', { rpId: 'bank.example' }, /RP ID/],
    ['one that did not see who is there', { userVerified: false }, /verif/],
    ['a page within a frame of another site', { crossOrigin: true }, /challenge/],
    ['an answer to another question', { type: 'webauthn.get' }, /type/],
  ];
  let text: string;
  beforeAll(async () => {
    ({ text } = await world.invited('reviewer', 'not.yet@bank.example'));
  });

  test.each(CASES)('%s', async (_, turned, why) => {
    const browser = world.browser();
    const options = await browser.send('POST', '/v1/invitations/accept/passkey/options', {
      invitation: text,
    });
    const response = softPasskey(SITE).create(options.body, turned);
    const body = { invitation: text, label: 'Laptop', response };
    const answer = await browser.send('POST', '/v1/invitations/accept/passkey', body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'passkey_refused' } });
    expect(answer.body.detail).toMatch(why);
    expect(browser.cookie).toBeUndefined();
  });

  test('a challenge that was made for somebody else', async () => {
    const other = await world.invited('reviewer', 'other@bank.example');
    const browser = world.browser();
    const options = await browser.send('POST', '/v1/invitations/accept/passkey/options', {
      invitation: text,
    });
    const body = {
      invitation: other.text,
      label: 'Laptop',
      response: softPasskey(SITE).create(options.body),
    };
    const answer = await browser.send('POST', '/v1/invitations/accept/passkey', body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'passkey_refused' } });
  });

  test.each([['AAAA'], ['_'.repeat(4000)], [Buffer.alloc(30_000, 0x81).toString('base64url')]])(
    'garbage in place of an attestation (%#)',
    async (attestationObject) => {
      const browser = world.browser();
      const options = await browser.send('POST', '/v1/invitations/accept/passkey/options', {
        invitation: text,
      });
      const { response, ...rest } = softPasskey(SITE).create(options.body);
      const answer = await browser.send('POST', '/v1/invitations/accept/passkey', {
        invitation: text,
        label: 'Laptop',
        response: { ...rest, response: { ...response, attestationObject } },
      });
      expect(answer).toMatchObject({ status: 422, body: { code: 'passkey_refused' } });
    },
  );
});

describe('nobody is signed in by', () => {
  const CASES: [string, Turned, string][] = [
    ['a page elsewhere', { origin: 'https://likeness.bank.example.evil.example' }, 'assertion'],
    ['the same host over plain HTTP', { origin: 'http://likeness.bank.example' }, 'assertion'],
    ['an authenticator that signs for another party', { rpId: 'evil.example' }, 'assertion'],
    ['one that did not see who is there', { userVerified: false }, 'assertion'],
    ['an answer to another question', { type: 'webauthn.create' }, 'assertion'],
    ['a counter that goes back', { counter: 1 }, 'counter'],
    ['the name of another person', { userHandle: Buffer.alloc(16, 7).toString('base64url') }, 'user handle'],
  ];
  let joined: Awaited<ReturnType<World['joined']>>;
  beforeAll(async () => {
    joined = await world.joined('reviewer', 'careful@bank.example');
    expect((await world.signIn(joined.passkey, { counter: 7 })).status).toBe(200);
  });

  test.each(CASES)('%s', async (_, turned, why) => {
    const { passkey, id } = joined;
    const answer = await world.signIn(passkey, turned);
    expect(answer).toMatchObject(REFUSED);
    expect(answer.browser.cookie).toBeUndefined();
    expect((await world.log()).at(-1)).toMatchObject({
      action: 'login.failed',
      target: { kind: 'person', id },
      details: { method: 'passkey', why },
    });
  });

  test('a counter that stands still, unless the authenticator never counts', async () => {
    const { passkey } = await world.joined('reviewer', 'still@bank.example');
    expect((await world.signIn(passkey, { counter: 5 })).status).toBe(200);
    expect(await world.signIn(passkey, { counter: 5 })).toMatchObject(REFUSED);

    const uncounted = softPasskey(SITE);
    const { browser } = await world.joined('reviewer', 'uncounted@bank.example');
    const options = await browser.send('POST', '/v1/me/passkeys/options');
    const response = uncounted.create(options.body, { counter: 0 });
    expect((await browser.send('POST', '/v1/me/passkeys', { label: 'Phone', response })).status).toBe(201);
    for (const _ of [1, 2]) expect((await world.signIn(uncounted, { counter: 0 })).status).toBe(200);
  });

  test('an answer that was given before, be it at the same moment', async () => {
    const { passkey } = await world.joined('reviewer', 'replayed@bank.example');
    const browser = world.browser();
    const options = await browser.send('POST', '/v1/sign-in/passkey/options');
    const response = passkey.get(options.body);
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => world.browser().send('POST', '/v1/sign-in/passkey/verify', { response })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    const later = await browser.send('POST', '/v1/sign-in/passkey/verify', { response });
    expect(later).toMatchObject(REFUSED);
    expect((await world.log()).at(-1)!.details).toMatchObject({ why: 'replayed' });
  });

  test('a challenge of another’s making, or for another purpose', async () => {
    const { passkey, browser } = await world.joined('reviewer', 'purpose@bank.example');
    const own = { challenge: Buffer.alloc(70, 1).toString('base64url') };
    const registering = await browser.send('POST', '/v1/me/passkeys/options');
    for (const options of [own, { challenge: '' }, registering.body]) {
      const response = passkey.get(options);
      const answer = await world.browser().send('POST', '/v1/sign-in/passkey/verify', { response });
      expect(answer).toMatchObject(REFUSED);
    }
  });

  test('the key of another’s passkey under the id of one’s own', async () => {
    const [mallory, victim] = [
      await world.joined('reviewer', 'mallory@bank.example'),
      await world.joined('admin', 'victim@bank.example'),
    ];
    const browser = world.browser();
    const options = await browser.send('POST', '/v1/sign-in/passkey/options');
    const response = {
      ...mallory.passkey.get(options.body),
      id: victim.passkey.id,
      rawId: victim.passkey.id,
    };
    const handle = victim.passkey.get(options.body).response.userHandle!;
    for (const userHandle of [response.response.userHandle!, handle]) {
      const forged = { ...response, response: { ...response.response, userHandle } };
      const answer = await browser.send('POST', '/v1/sign-in/passkey/verify', { response: forged });
      expect(answer).toMatchObject(REFUSED);
    }
  });

  test('a passkey that was removed, or never was', async () => {
    const { browser, passkey } = await world.joined('reviewer', 'removed@bank.example');
    expect((await browser.send('DELETE', `/v1/me/passkeys/${passkey.id}`)).body).toMatchObject({
      code: 'state_conflict',
    });
    const second = softPasskey(SITE);
    const options = await browser.send('POST', '/v1/me/passkeys/options');
    expect(options.body.excludeCredentials).toEqual([expect.objectContaining({ id: passkey.id })]);
    const response = second.create(options.body);
    await browser.send('POST', '/v1/me/passkeys', { label: 'Phone', response });
    expect((await browser.send('DELETE', `/v1/me/passkeys/${passkey.id}`)).status).toBe(204);
    expect(await world.signIn(passkey)).toMatchObject(REFUSED);
    expect(await world.signIn(softPasskey(SITE))).toMatchObject(REFUSED);
    expect((await world.signIn(second)).status).toBe(200);
  });
});

test('a passkey is one person’s: the same one is not taken for another, nor in another tenant', async () => {
  const { passkey } = await world.joined('reviewer', 'mine@bank.example');
  const { id: elsewhere } = await ensureTenant(world.database, 'elsewhere');
  for (const of of [world.tenant, elsewhere]) {
    const { text } = await world.invited('reviewer', 'thief@bank.example', of);
    const browser = world.browser();
    const options = await browser.send('POST', '/v1/invitations/accept/passkey/options', {
      invitation: text,
    });
    const body = { invitation: text, label: 'Laptop', response: passkey.create(options.body) };
    const answer = await browser.send('POST', '/v1/invitations/accept/passkey', body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'passkey_refused' } });
    expect(answer.body.detail).toMatch(/registered already/);
  }
});

test('a sign-in leads into the passkey’s own tenant, and no other is seen from there', async () => {
  const { id: other } = await ensureTenant(world.database, 'other');
  const here = await world.joined('admin', 'admin@bank.example');
  const there = await world.joined('admin', 'admin@bank.example', other);
  const { browser, body } = await world.signIn(there.passkey);
  expect(body.tenant).toBe(other);
  const { body: people } = await browser.send('GET', '/v1/people');
  expect(people.items.map(({ id }: { id: string }) => id)).toEqual([there.id]);
  for (const [method, url, sent] of [
    ['GET', `/v1/people/${here.id}`, undefined],
    ['PATCH', `/v1/people/${here.id}`, { disabled: true }],
    ['POST', `/v1/people/${here.id}/invitation`, undefined],
  ] as const)
    expect(await browser.send(method, url, sent)).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

test('the database shows another tenant nothing, and whoever shows an id that one row', async () => {
  const { id: stranger } = await ensureTenant(world.database, 'stranger');
  const tables = ['people', 'invitations', 'passkeys', 'sign_ins', 'answered_challenges'] as const;
  for (const table of tables) {
    const count = (tx: Transacting) => tx.selectFrom(table).selectAll().execute();
    expect(await world.database.tenant(world.tenant, count)).not.toEqual([]);
    expect(await world.database.tenant(stranger, count)).toEqual([]);
    expect(await world.database.presented('', count)).toEqual([]);
  }
  for (const table of ['invitations', 'passkeys', 'sign_ins'] as const) {
    const [row] = await world.database.tenant(world.tenant, (tx) =>
      tx.selectFrom(table).select('id').limit(1).execute(),
    );
    const seen = await world.database.presented(row!.id, async (tx) =>
      Promise.all(tables.map(async (each) => (await tx.selectFrom(each).selectAll().execute()).length)),
    );
    expect(seen).toEqual(tables.map((each) => (each === table ? 1 : 0)));
    await expect(
      world.database.presented(row!.id, (tx) => tx.deleteFrom(table).returning('id').execute()),
    ).resolves.toEqual([]);
  }
});
