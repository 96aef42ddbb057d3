import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey, siteOf, systemActor } from '../identity/index.js';
import { openWorld, SITE, type World } from './accounts.fixture.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const UNKNOWN = { status: 401, body: { code: 'unauthenticated' } };

test('half an hour of rest ends a sign-in, and use keeps it', async () => {
  const { browser } = await world.joined('reviewer', 'rest@bank.example');
  await world.later({ began: 29, seen: 29 });
  expect((await browser.send('GET', '/v1/me')).status).toBe(200);
  await world.later({ began: 29, seen: 29 });
  expect((await browser.send('GET', '/v1/me')).status).toBe(200);
  await world.later({ began: 31, seen: 31 });
  expect(await browser.send('GET', '/v1/me')).toMatchObject(UNKNOWN);
});

test('twelve hours end it, used or not', async () => {
  const { browser } = await world.joined('reviewer', 'long@bank.example');
  await world.later({ began: 719 });
  expect((await browser.send('GET', '/v1/me')).status).toBe(200);
  await world.later({ began: 2 });
  expect(await browser.send('GET', '/v1/me')).toMatchObject(UNKNOWN);
});

test('what lasts takes a sign-in of the last 15 minutes', async () => {
  const { browser, passkey } = await world.joined('admin', 'fresh@bank.example');
  const key = { name: 'onboarding', scopes: ['verifications.create'] };
  await world.later({ began: 16 });
  for (const [url, body] of [
    ['/v1/me/passkeys/options'],
    ['/v1/me/totp'],
    ['/v1/me/recovery-codes'],
    ['/v1/people', { name: 'Eve', email: 'eve@bank.example', role: 'admin' }],
    ['/v1/keys', key],
  ] as const)
    expect(await browser.send('POST', url, body)).toMatchObject({
      status: 403,
      body: { code: 'sign_in_stale' },
    });
  const again = await world.signIn(passkey);
  expect((await again.browser.send('POST', '/v1/keys', key)).status).toBe(201);
});

test('showing again who one is ends the sign-in of before, in the same browser and nowhere else', async () => {
  const { browser, passkey } = await world.joined('reviewer', 'again@bank.example');
  const elsewhere = (await world.signIn(passkey)).browser;
  const before = browser.cookie;
  await world.signIn(passkey, undefined, browser);
  expect(browser.cookie).not.toBe(before);
  const { body } = await browser.send('GET', '/v1/me/sign-ins');
  expect(body.items).toHaveLength(2);
  expect((await elsewhere.send('GET', '/v1/me')).status).toBe(200);
  browser.cookie = before;
  expect(await browser.send('GET', '/v1/me')).toMatchObject(UNKNOWN);
  expect((await world.log()).at(-1)).toMatchObject({ action: 'login.ended' });
});

test('they are listed, and ended one by one; signing out ends the one in hand', async () => {
  const { browser, passkey } = await world.joined('reviewer', 'two.places@bank.example');
  const elsewhere = (await world.signIn(passkey)).browser;
  const { body } = await browser.send('GET', '/v1/me/sign-ins');
  expect(body.items).toMatchObject([
    { method: 'passkey', agent: 'Test/1.0', current: false },
    { method: 'passkey', agent: 'Test/1.0', current: true },
  ]);
  expect((await browser.send('DELETE', `/v1/me/sign-ins/${body.items[0].id}`)).status).toBe(204);
  expect(await elsewhere.send('GET', '/v1/me')).toMatchObject(UNKNOWN);

  const { cookie } = browser;
  expect((await browser.send('POST', '/v1/sign-out')).status).toBe(204);
  expect(browser.cookie).toBeUndefined();
  expect(await browser.send('GET', '/v1/me', undefined, { cookie: cookie! })).toMatchObject(UNKNOWN);
  expect((await world.log()).slice(-2).map(({ action }) => action)).toEqual(['login.ended', 'login.ended']);
});

test('one’s own only: another’s is not found', async () => {
  const one = await world.joined('reviewer', 'one.place@bank.example');
  const other = await world.joined('admin', 'other.place@bank.example');
  const { body } = await one.browser.send('GET', '/v1/me/sign-ins');
  const answer = await other.browser.send('DELETE', `/v1/me/sign-ins/${body.items[0].id}`);
  expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  expect((await one.browser.send('GET', '/v1/me')).status).toBe(200);
});

test('the database holds no cookie', async () => {
  const { browser } = await world.joined('reviewer', 'hashed@bank.example');
  const secret = browser.cookie!.split('_').at(-1)!;
  const rows = await world.database.tenant(world.tenant, (tx) =>
    tx.selectFrom('sign_ins').selectAll().execute(),
  );
  expect(JSON.stringify(rows)).not.toContain(secret);
  expect(rows.some(({ secret_hash }) => secret_hash.includes(Buffer.from(secret, 'base64url')))).toBe(false);
});

describe('a request that another site has a browser send is refused', () => {
  const CASES: [string, Record<string, string>, string][] = [
    ['from elsewhere', { origin: 'https://evil.example' }, 'origin_refused'],
    ['from a page without origin', { origin: 'null' }, 'origin_refused'],
    ['from a neighbour on the same site', { 'sec-fetch-site': 'same-site' }, 'origin_refused'],
    ['as a form', { 'content-type': 'text/plain' }, 'media_type_unsupported'],
    ['as a form with files', { 'content-type': 'multipart/form-data; boundary=x' }, 'media_type_unsupported'],
  ];
  let browser: Awaited<ReturnType<World['joined']>>['browser'];
  beforeAll(async () => {
    ({ browser } = await world.joined('admin', 'surfer@bank.example'));
  });

  test.each(CASES)('%s, by cookie', async (_, headers, code) => {
    const body = { name: 'Eve', email: 'eve@evil.example', role: 'admin' };
    const answer = await browser.send('POST', '/v1/people', JSON.stringify(body), {
      'content-type': 'application/json',
      ...headers,
    });
    expect(answer.body.code).toBe(code);
    const out = await browser.send('POST', '/v1/sign-out', undefined, headers);
    expect(out.body.code).toBe(code);
  });

  test('to sign the visitor in as somebody else', async () => {
    const given = { email: 'eve@evil.example', phrase: '0000-0000-0000-0000', code: '000000' };
    for (const url of ['/v1/sign-in/totp', '/v1/sign-in/passkey/verify', '/v1/invitations/accept/passkey'])
      expect(
        await world.browser().send('POST', url, given, { origin: 'https://evil.example' }),
      ).toMatchObject({
        status: 403,
        body: { code: 'origin_refused' },
      });
  });
});

describe('Authorization', () => {
  test('is what counts where both it and a cookie are sent', async () => {
    const { browser } = await world.joined('admin', 'both@bank.example');
    const { text } = await world.database.tenant(world.tenant, (tx) =>
      createKey(tx, { name: 'reader', scopes: ['people.read'] }, systemActor(world.tenant, 'test')),
    );
    const headers = { authorization: `Bearer ${text}`, origin: 'https://elsewhere.example' };
    expect((await browser.send('GET', '/v1/me', undefined, headers)).body).toMatchObject({
      kind: 'key',
      name: 'reader',
      role: null,
    });
    const wrong = { authorization: `Bearer ${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}` };
    expect(await browser.send('GET', '/v1/me', undefined, wrong)).toMatchObject(UNKNOWN);
  });

  test.each([['Basic YTpi'], ['Bearer'], ['Bearer nonsense'], ['Bearer lk_'], ['Bearer ls_aaaaaaaaaaaa_x']])(
    '%s is nobody',
    async (authorization) => {
      const answer = await world.browser().send('GET', '/v1/me', undefined, { authorization });
      expect(answer).toMatchObject(UNKNOWN);
    },
  );

  test('a cookie serves as no token, and a link of invitation neither', async () => {
    const { browser } = await world.joined('admin', 'mixed@bank.example');
    const { text } = await world.invited('reviewer', 'mixed.up@bank.example');
    for (const token of [browser.cookie!.split('=')[1], text]) {
      const authorization = `Bearer ${token}`;
      expect(await world.browser().send('GET', '/v1/me', undefined, { authorization })).toMatchObject(
        UNKNOWN,
      );
    }
    expect(
      await world.browser().send('GET', '/v1/me', undefined, { cookie: `${SITE.cookie}=${text}` }),
    ).toMatchObject(UNKNOWN);
  });
});

describe('the public URL', () => {
  test('is HTTPS, or localhost to try it out: with another cookie then', () => {
    expect(siteOf('https://id.bank.example')).toEqual({
      origin: 'https://id.bank.example',
      host: 'id.bank.example',
      isSecure: true,
      cookie: '__Host-likeness',
    });
    expect(siteOf('http://localhost:4711/')).toMatchObject({ isSecure: false, cookie: 'likeness' });
  });

  test.each([
    ['http://id.bank.example'],
    ['https://10.0.0.7'],
    ['https://[::1]'],
    ['http://127.0.0.1:4711'],
    ['https://bank.example/likeness'],
    ['ftp://bank.example'],
    ['bank.example'],
  ])('is not %s', (url) => {
    expect(() => siteOf(url)).toThrow(expect.objectContaining({ code: 'public_url_invalid' }));
  });
});
