// Keys and people at the command line, on a database like one of production: what is made here serves over HTTP.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authenticateKey, findTenant, readInvitation } from '../../service/identity/index.js';
import { type TestDatabase, testDatabase } from '../../service/postgres/testing.fixture.js';
import { type Database, openDatabase } from '../../service/storage/index.js';
import { run } from '../program.js';
import { memoryTerminal } from '../terminal.js';

let home: string;
let server: TestDatabase;
let database: Database;

async function likeness(...args: string[]) {
  const terminal = memoryTerminal({ LIKENESS_HOME: home, DATABASE_URL: server.url });
  const exitCode = await run(args, terminal);
  return { exitCode, ...terminal.said };
}
const json = async (...args: string[]) => JSON.parse((await likeness(...args, '--json')).out);

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'likeness-people-'));
  server = await testDatabase();
  database = await openDatabase({ url: server.url, connections: 2 });
});
afterAll(async () => {
  await database.close();
  await server.stop();
  await rm(home, { recursive: true });
});

describe('keys', () => {
  test('a key that is made serves, is listed, rotated and revoked', async () => {
    const scopes = 'verifications.create,verifications.read';
    const made = await json(
      'keys',
      'create',
      '--name',
      'onboarding',
      '--scopes',
      scopes,
      '--expires',
      '2099-12-31',
    );
    expect(made.key).toMatchObject({ name: 'onboarding', expiresAt: '2099-12-31T23:59:59.999Z' });
    expect((await authenticateKey(database, made.text)).permissions).toEqual(new Set(scopes.split(',')));

    const listed = await likeness('keys', 'list');
    expect(listed.out).toMatch(/onboarding +until 2099-12-31 23:59 +\d{4}-\d\d-\d\d +system:command line/);
    expect(listed.out).not.toContain(made.text);

    const next = await json('keys', 'rotate', made.key.id, '--overlap', '0');
    await expect(authenticateKey(database, made.text)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect((await authenticateKey(database, next.text)).name).toBe('onboarding');

    expect(await json('keys', 'revoke', next.key.id)).toEqual({ revoked: [next.key.id] });
    await expect(authenticateKey(database, next.text)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect((await json('keys', 'revoke', next.key.id)).error.code).toBe('not_found');
  });

  test.each([
    [['create', '--name', 'x', '--scopes', 'everything'], 'option_invalid', 'everything'],
    [['create', '--name', 'x', '--scopes', 'cases.work'], 'option_invalid', 'scopes of a key'],
    [
      ['create', '--name', 'x', '--scopes', 'lists.read', '--expires', '2020-01-01'],
      'option_invalid',
      'future',
    ],
    [['create', '--name', 'x', '--scopes', 'lists.read', '--tenant', 'nowhere'], 'not_found', 'nowhere'],
    [['rotate', 'none', '--overlap', '9999'], 'option_invalid', '720'],
    [['rotate', 'none'], 'not_found', 'none'],
  ])('refuses %j', async (args, code, words) => {
    const answer = await json('keys', ...args);
    expect(answer.error.code).toBe(code);
    expect(answer.error.message).toContain(words);
  });

  test('says what a key may be given', async () => {
    const { out } = await likeness('keys', 'scopes');
    expect(out).toMatch(/^verifications\.create +Ask for a decision/m);
    expect(out).not.toContain('cases.work');
  });
});

describe('people', () => {
  test('the link that is printed lets the person in', async () => {
    const { out, exitCode } = await likeness(
      'people',
      'invite',
      'Ada@Bank.example',
      '--name',
      'Ada',
      '--role',
      'admin',
    );
    expect(exitCode).toBe(0);
    const [, text] = /^http:\/\/localhost:4711\/join#(li_\S+)$/m.exec(out)!;
    const tenant = await findTenant(database, 'default');
    expect(await readInvitation(database, text!)).toMatchObject({ tenant: tenant!.id });

    const { people } = await json('people', 'list');
    expect(people).toMatchObject([{ email: 'ada@bank.example', role: 'admin', state: 'invited' }]);

    const renewed = await json('people', 'renew', 'ada@bank.example');
    await expect(readInvitation(database, text!)).rejects.toMatchObject({ code: 'invitation_invalid' });
    expect(renewed.link).toContain('/join#li_');
  });

  test('roles and access change, and nothing else does', async () => {
    await likeness('people', 'invite', 'bob@bank.example', '--name', 'Bob', '--role', 'reviewer');
    expect((await json('people', 'role', 'bob@bank.example', 'supervisor')).person.role).toBe('supervisor');
    expect((await json('people', 'disable', 'bob@bank.example')).person.state).toBe('disabled');
    expect((await json('people', 'renew', 'bob@bank.example')).error.code).toBe('state_conflict');
    expect((await json('people', 'enable', 'bob@bank.example')).person.state).toBe('invited');
    expect((await json('people', 'role', 'bob@bank.example', 'emperor')).error.code).toBe('option_invalid');
    expect((await json('people', 'disable', 'eve@bank.example')).error.code).toBe('not_found');
  });
});

test('each change stands in the log, with the user of this machine', async () => {
  const tenant = (await findTenant(database, 'default'))!.id;
  const rows = await database.tenant(tenant, (tx) =>
    tx.selectFrom('audit_entries').select('body').orderBy('sequence').execute(),
  );
  const entries = rows.map(({ body }) => JSON.parse(body));
  expect(entries.map(({ action }) => action)).toEqual([
    ...['key.created', 'key.rotated', 'key.revoked'],
    ...['person.invited', 'person.renewed', 'person.invited', 'person.role_changed'],
    ...['person.disabled', 'person.enabled'],
  ]);
  for (const { actor, details } of entries) {
    expect(actor).toEqual({ kind: 'system', id: 'command line' });
    expect(details.user).toBe(userInfo().username);
  }
});
