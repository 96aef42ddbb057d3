import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Browser, codeOf, openWorld, type World } from './accounts.fixture.js';

let world: World;
let email: string;
let browser: Browser;
let enrolled: { phrase: string; seed: string; uri: string };
let recoveryCodes: string[];

const attempt = (given: object, from = world.browser()) =>
  from.send('POST', '/v1/sign-in/totp', {
    email,
    phrase: enrolled.phrase,
    code: codeOf(enrolled.seed, 1),
    ...given,
  });
const REFUSED = { status: 401, body: { code: 'sign_in_refused', detail: 'nobody is signed in by this' } };

beforeAll(async () => {
  // Codes last 30 s: which one is whose must not hang on when the tests run.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  world = await openWorld();
  const { text, ...invited } = await world.invited('compliance', 'Carla@Bank.example');
  email = invited.email;
  browser = world.browser();
  const begun = await browser.send('POST', '/v1/invitations/accept/totp', { invitation: text });
  enrolled = begun.body;

  const wrong = { invitation: text, phrase: 'AAAA-AAAA-AAAA-AAAA', code: codeOf(enrolled.seed) };
  const refused = await browser.send('POST', '/v1/invitations/accept/totp/confirm', wrong);
  expect(refused).toMatchObject({ status: 422, body: { code: 'code_refused' } });
  expect(browser.cookie).toBeUndefined();

  const right = { ...wrong, phrase: enrolled.phrase };
  const joined = await browser.send('POST', '/v1/invitations/accept/totp/confirm', right);
  recoveryCodes = joined.body.recoveryCodes;
});
afterAll(async () => {
  vi.useRealTimers();
  await world.close();
});

test('phrase and seed are ours, and random: 80 bits and 160', () => {
  expect(enrolled.phrase).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(Buffer.from(enrolled.seed, 'latin1')).toHaveLength(32);
  expect(enrolled.uri).toMatch(
    /^otpauth:\/\/totp\/Likeness:carla%40bank\.example\?issuer=Likeness&secret=[A-Z2-7]{32}&algorithm=SHA1&digits=6&period=30$/,
  );
  expect(new Set(recoveryCodes).size).toBe(10);
});

test('neither phrase, codes nor seed can be read from the database', async () => {
  const tables = ['totps', 'recovery_codes'] as const;
  const rows = await world.database.tenant(world.tenant, (tx) =>
    Promise.all(tables.map((table) => tx.selectFrom(table).selectAll().execute())),
  );
  const bytes = rows.flat().flatMap((row) => Object.values(row).filter(Buffer.isBuffer));
  expect(bytes).toHaveLength(13);
  for (const secret of [enrolled.phrase, enrolled.seed, ...recoveryCodes])
    for (const form of [Buffer.from(secret), Buffer.from(secret.replaceAll('-', ''))])
      expect(bytes.some((each) => each.includes(form))).toBe(false);
});

test('phrase and code sign in, however they are typed; neither does alone', async () => {
  for (const given of [
    { phrase: '0000-0000-0000-0000' },
    { code: '000000' },
    { phrase: codeOf(enrolled.seed, 1) },
    { code: enrolled.phrase },
    { phrase: recoveryCodes[1] },
  ])
    expect(await attempt(given)).toMatchObject(REFUSED);
  const typed = enrolled.phrase.toLowerCase().replaceAll('-', ' ').replaceAll('1', 'l').replaceAll('0', 'o');
  const answer = await attempt({ phrase: typed, email: email.toUpperCase() });
  expect(answer).toMatchObject({ status: 200, body: { role: 'compliance', recoveryCodes: 10 } });
});

test('no code counts twice, nor one of another time', async () => {
  for (const steps of [1, 0, -1, 3])
    expect(await attempt({ code: codeOf(enrolled.seed, steps) })).toMatchObject(REFUSED);
  expect((await world.log()).filter(({ action }) => action === 'login.failed').at(-1)).toMatchObject({
    details: { method: 'totp', why: 'phrase or code' },
  });
});

test('a recovery code stands in for the code once, be it sent twice at the same moment', async () => {
  const answers = await Promise.all([1, 2].map(() => attempt({ code: recoveryCodes[0] })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  const [{ body }] = answers.filter(({ status }) => status === 200) as [(typeof answers)[0]];
  expect(body.recoveryCodes).toBe(9);
  expect(await attempt({ code: recoveryCodes[0] })).toMatchObject(REFUSED);
});

test('new recovery codes end the former ones', async () => {
  const { body } = await browser.send('POST', '/v1/me/recovery-codes');
  expect(body.recoveryCodes).toHaveLength(10);
  expect(await attempt({ code: recoveryCodes[2] })).toMatchObject(REFUSED);
  expect((await attempt({ code: body.recoveryCodes[2] })).status).toBe(200);
});

test('what was confirmed before serves until the new is, and no longer', async () => {
  const { body: renewed } = await browser.send('POST', '/v1/me/totp');
  const { body: codes } = await browser.send('POST', '/v1/me/recovery-codes');
  expect((await attempt({ code: codes.recoveryCodes[0] })).status).toBe(200);
  const given = { phrase: renewed.phrase, code: codeOf(renewed.seed) };
  expect((await browser.send('POST', '/v1/me/totp/confirm', given)).status).toBe(200);
  expect(await attempt({ code: codes.recoveryCodes[1] })).toMatchObject(REFUSED);
  expect((await attempt({ phrase: renewed.phrase, code: codeOf(renewed.seed, 1) })).status).toBe(200);
  expect((await browser.send('DELETE', '/v1/me/totp')).body).toMatchObject({ code: 'state_conflict' });
  enrolled = renewed;
});

test('an account that is not there, or has a passkey alone: the same answer, a seed opened, an entry in the log', async () => {
  await world.joined('reviewer', 'passkey.only@bank.example');
  const answers = [];
  for (const given of [
    { phrase: '0000-0000-0000-0000' },
    { email: 'nobody@bank.example' },
    { email: 'passkey.only@bank.example' },
  ]) {
    const [opened, logged] = [world.opened(), (await world.log()).length];
    const { status, body, headers } = await attempt(given);
    expect(world.opened()).toBe(opened + 1);
    expect((await world.log()).length).toBe(logged + 1);
    answers.push({ status, ...body, instance: '', headers: Object.keys(headers).sort() });
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(await attempt({ tenant: 'nowhere' })).toMatchObject(REFUSED);
});

describe('failures are counted', () => {
  let limited: World;
  beforeAll(async () => {
    limited = await openWorld({
      account: { points: 3, seconds: 900 },
      address: { points: 8, seconds: 900 },
    });
  });
  afterAll(() => limited.close());
  const fail = (of: string) =>
    limited
      .browser()
      .send('POST', '/v1/sign-in/totp', { email: of, phrase: '0000-0000-0000-0000', code: '000000' });

  test('of an account, there or not, whatever is tried next; and of an address', async () => {
    await limited.invited('reviewer', 'there@bank.example');
    for (const of of ['there@bank.example', 'not.there@bank.example']) {
      const statuses = [];
      for (let i = 0; i < 4; i++) statuses.push((await fail(of)).status);
      expect(statuses).toEqual([401, 401, 401, 429]);
    }
    const answer = await fail('another@bank.example');
    expect(answer).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(800);
  });
});
