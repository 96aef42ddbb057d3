// Who may come in and what programs may, in a real browser before the real service: an administrator invites another, who
// makes a key long after signing in, has a receiver told of it, and looks after what she signs in with.

import { sql } from 'kysely';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginSignIn } from '../../../service/identity/index.js';
import { PUBLIC_URL } from '../../../service/service.fixture.js';
import { openReceiver, type Receiver, status } from '../../../service/webhooks/receiver.fixture.js';
import {
  attended,
  axeFaults,
  browserMissing,
  photograph,
  visit,
  withAuthenticator,
} from '../../browser.fixture.js';
import { openConsole, type TestConsole } from '../console.fixture.js';

if (browserMissing) console.warn(`administration is not looked at: ${browserMissing}`);

let room: TestConsole;
let receiver: Receiver;

beforeAll(async () => {
  if (browserMissing) return;
  room = await openConsole();
  receiver = await openReceiver();
});
afterAll(async () => {
  await room?.close();
  await receiver?.stop();
});

/** Of everybody in the tenant: they signed in longer ago than what lasts allows. */
const age = (): Promise<unknown> =>
  room.service.database.tenant(room.tenant.id, (transaction) =>
    sql`update sign_ins set created_at = created_at - interval '20 minutes'`.execute(transaction),
  );

const signInElsewhere = (name: string, agent: string): Promise<unknown> =>
  room.service.database.tenant(room.tenant.id, async (transaction) => {
    const found = transaction.selectFrom('people').select('id').where('name', '=', name);
    return beginSignIn(transaction, (await found.executeTakeFirstOrThrow()).id, 'passkey', agent);
  });

describe.skipIf(browserMissing)('administration', () => {
  /** Of the second administrator, whose passkey is the browser's. */
  let ada: BrowserContext;

  it('invites somebody by a link that is shown once', async () => {
    const first = await room.signedIn('admin');
    await first.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: PUBLIC_URL });
    const { page, offences } = await visit(first, '/console/administration');
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel(/^Email/).fill('ada@bank.example');
    await page.getByLabel('Role').selectOption('admin');
    await page.getByText('Gives keys and roles.').waitFor();
    await page.getByRole('button', { name: 'Make a link' }).click();
    await page.getByRole('row', { name: /Ada Lovelace .* invited/ }).waitFor();
    const link = await page.getByLabel(/^Link for Ada Lovelace/).inputValue();
    expect(link).toMatch(/\/join#li_/);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'people');
    ada = await room.browser.newContext();
    const hers = await attended(await ada.newPage(), '/console');
    await withAuthenticator(hers.page);
    await hers.page.goto(link);
    await hers.page.getByRole('button', { name: 'Make a passkey' }).click();
    await hers.page.getByRole('link', { name: 'Administration' }).waitFor();
    // The other page hears of it.
    await page.getByRole('row', { name: /Ada Lovelace .* works here/ }).waitFor();
    await page.reload();
    await page.getByRole('row', { name: /Ada Lovelace/ }).waitFor();
    expect(await page.getByLabel(/^Link for/).count()).toBe(0);
    expect([...offences, ...hers.offences]).toEqual([]);
  });

  it('gives another role, shuts out and lets in again, and lets nobody do so to themselves', async () => {
    const [page] = ada.pages();
    const cookie = await room.tenant.signedIn('reviewer');
    const { body: ines } = await room.call('GET', '/v1/me', { headers: { cookie } });
    await page!.getByRole('link', { name: 'Administration' }).click();
    const row = page!.getByRole('row', { name: /^reviewer/ });
    await row.getByRole('button', { name: 'Role' }).click();
    const dialog = page!.getByRole('alertdialog');
    expect(await dialog.getByRole('button', { name: 'Role' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Role').selectOption('supervisor');
    await dialog.getByRole('button', { name: 'Role' }).click();
    await page!.getByRole('cell', { name: 'supervisor' }).waitFor();
    expect((await room.call('GET', '/v1/me', { headers: { cookie } })).status).toBe(401);
    await row.getByRole('button', { name: 'Shut out' }).click();
    expect(await axeFaults(page!)).toEqual([]);
    await dialog.getByRole('button', { name: 'Shut out' }).click();
    await row.getByText('shut out').waitFor();
    await row.getByRole('button', { name: 'Let in' }).click();
    await dialog.getByRole('button', { name: 'Let in' }).click();
    await row.getByRole('button', { name: 'Shut out' }).waitFor();
    const mine = page!.getByRole('row', { name: /^Ada Lovelace/ });
    expect(await mine.getByRole('button').count()).toBe(0);
    const headers = { cookie: await room.tenant.signedIn('admin') };
    const { body: people } = await room.call('GET', '/v1/people?limit=100', { headers });
    const changed = people.items.find(({ id }: { id: string }) => id === ines.id);
    expect(changed.role).toBe('supervisor');
    expect(changed.state).not.toBe('disabled');
  });

  it('makes a key for who shows again that it is them, rotates and revokes it', async () => {
    await age();
    const [page] = ada.pages();
    await page!.goto(`${PUBLIC_URL}/console/administration/keys`);
    await page!.getByText('Make a key').click();
    await page!.getByLabel('What uses it').fill('backend');
    await page!.getByRole('button', { name: 'A backend that sends pictures itself' }).click();
    expect(await page!.getByRole('checkbox', { checked: true }).count()).toBe(2);
    expect(await axeFaults(page!)).toEqual([]);
    await photograph(page!, 'key-new');
    await page!.getByRole('button', { name: 'Make the key' }).click();
    await page!.getByText('Show once more that it is you').waitFor();
    await page!.getByRole('button', { name: 'Sign in with a passkey' }).click();
    const key = await page!.getByLabel(/^The key backend/).inputValue();
    const { body: itself } = await room.call('GET', '/v1/me', { key });
    expect(itself).toMatchObject({ kind: 'key', name: 'backend' });
    expect([...itself.permissions].sort()).toEqual(['customers.authenticate', 'verifications.create']);

    const row = page!.getByRole('row', { name: /backend/ });
    await row.getByRole('button', { name: 'Rotate' }).click();
    const dialog = page!.getByRole('alertdialog');
    await dialog.getByLabel('Both serve for').selectOption('an hour');
    await dialog.getByRole('button', { name: 'Rotate' }).click();
    await expect.poll(() => row.count()).toBe(2);
    const successor = await page!.getByLabel(/^The key backend/).inputValue();
    expect(successor).not.toBe(key);
    for (const text of [key, successor])
      expect((await room.call('GET', '/v1/me', { key: text })).status).toBe(200);

    await row.filter({ hasText: 'has taken its place' }).getByRole('button', { name: 'Revoke' }).click();
    expect(await dialog.getByRole('button', { name: 'Revoke' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Type backend to go on').fill('backend');
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await page!.getByText(/^revoked/).waitFor();
    expect((await room.call('GET', '/v1/me', { key })).status).toBe(401);
    await photograph(page!, 'keys');
  });

  it('has a receiver told of events, sees what became of them, and sends them again', async () => {
    const [page] = ada.pages();
    await page!.getByRole('link', { name: 'Webhooks' }).click();
    await page!.getByText('Nobody is told of anything yet.').waitFor();
    await page!.getByText('Enter an address').click();
    await page!.getByLabel('Address (https)').fill('ftp://bank.example');
    await page!.getByRole('button', { name: 'Enter it' }).click();
    await page!.getByRole('alert').waitFor();
    await page!.getByLabel('Address (https)').fill(receiver.url);
    await page!.getByLabel('What it is for').fill('core banking');
    await page!.getByRole('checkbox', { name: /case\.opened/ }).check();
    expect(await axeFaults(page!)).toEqual([]);
    await photograph(page!, 'webhook-new');
    await page!.getByRole('button', { name: 'Enter it' }).click();
    expect(await page!.getByLabel(/^The secret/).inputValue()).toMatch(/^whsec_/);
    await photograph(page!, 'webhooks');
    await page!.getByRole('link', { name: receiver.url }).click();
    await page!.getByRole('button', { name: 'Send a test' }).click();
    await page!.getByRole('row', { name: /webhook\.test .*arrived/ }).waitFor();
    expect(receiver.received).toHaveLength(1);
    receiver.answer = status(500);
    await page!.getByRole('button', { name: 'Send a test' }).click();
    await page!.getByRole('row', { name: /webhook\.test .*on its way again .*500/ }).waitFor();
    await page!.getByText(/has failed since/).waitFor();
    expect(await axeFaults(page!)).toEqual([]);
    await photograph(page!, 'webhook');
    receiver.answer = status(200);
    await page!
      .getByRole('row', { name: /arrived/ })
      .getByRole('button', { name: 'Send again' })
      .click();
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(3);
    const dialog = page!.getByRole('alertdialog');
    await page!.getByRole('button', { name: 'Send again' }).first().click();
    const hours = dialog.getByLabel('Of the last so many hours');
    const replay = dialog.getByRole('button', { name: 'Send again' });
    await hours.press('ControlOrMeta+A');
    await hours.press('Backspace');
    await dialog.getByText('A number is missing.').waitFor();
    expect(await replay.isDisabled()).toBe(true);
    await hours.pressSequentially('48');
    expect(await hours.inputValue()).toBe('48');
    expect(await replay.isEnabled()).toBe(true);
    await hours.pressSequentially('00');
    await dialog.getByText('It must be 1 or more, and 720 at most.').waitFor();
    expect(await hours.inputValue()).toBe('4800');
    expect(await replay.isDisabled()).toBe(true);
    expect(await axeFaults(page!)).toEqual([]);
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await page!.getByRole('button', { name: 'Switch off' }).click();
    await dialog.getByRole('button', { name: 'Switch off' }).click();
    await page!.getByRole('button', { name: 'Switch on' }).click();
    await page!.getByRole('button', { name: 'Send a test' }).waitFor();
    await page!.getByRole('button', { name: 'Remove' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page!.getByText('Nobody is told of anything yet.').waitFor();
  });

  it('looks after what somebody signs in with, and signs them out elsewhere', async () => {
    const [page] = ada.pages();
    await page!.getByRole('link', { name: /^Ada Lovelace/ }).click();
    await page!.getByRole('heading', { name: 'Your passkeys' }).waitFor();
    await page!.getByRole('row', { name: /This device/ }).waitFor();
    await page!.getByRole('button', { name: 'Remove' }).click();
    const dialog = page!.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await dialog.getByText(/nothing would be left to sign in with/).waitFor();
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    // Where she had shown again that it was her, the sign-in of before is none any more.
    expect(await page!.getByRole('button', { name: 'Sign out there' }).count()).toBe(0);
    await signInElsewhere('Ada Lovelace', 'A browser in the branch');
    await page!.reload();
    await page!
      .getByRole('row', { name: /A browser in the branch/ })
      .getByRole('button', { name: 'Sign out there' })
      .click();
    await expect.poll(() => page!.getByRole('button', { name: 'Sign out there' }).count()).toBe(0);
    await page!.getByRole('button', { name: /^Set up a phrase/ }).click();
    await page!.getByRole('img', { name: 'To scan with your authenticator app' }).waitFor();
    await page!.getByLabel('The phrase, as you have kept it').fill('not that');
    await page!.getByLabel('The six digits that the app shows').fill('000000');
    await page!.getByRole('button', { name: 'That is my phrase, and that is the code' }).click();
    await page!.getByRole('alert').waitFor();
    expect(await axeFaults(page!)).toEqual([]);
    await photograph(page!, 'yourself');
  });

  it('does nothing in the name of somebody else who shows who they are, and leaves them nothing', async () => {
    // A workstation of two: the second’s passkey is the one at hand.
    const shared = await room.browser.newContext();
    const { page } = await visit(shared, '/console');
    await withAuthenticator(page);
    const headers = { cookie: await room.tenant.signedIn('admin'), origin: PUBLIC_URL };
    const body = { name: 'Bea', email: 'bea@bank.example', role: 'admin' };
    const { link } = (await room.call('POST', '/v1/people', { headers, body })).body;
    await page.goto(link);
    await page.getByRole('button', { name: 'Make a passkey' }).click();
    await page.getByRole('link', { name: /^Bea/ }).waitFor();
    const [name, value] = (await room.tenant.signedIn('admin')).split('=') as [string, string];
    await shared.addCookies([{ name, value, url: PUBLIC_URL, httpOnly: true, sameSite: 'Strict' }]);
    await page.goto(`${PUBLIC_URL}/console/administration/keys`);
    await page.getByRole('link', { name: /^admin/ }).waitFor();
    await age();
    await page.getByText('Make a key').click();
    await page.getByLabel('What uses it').fill('not of Bea');
    await page.getByRole('button', { name: 'Monitoring' }).click();
    await page.getByRole('button', { name: 'Make the key' }).click();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('link', { name: /^Bea/ }).waitFor();
    await page
      .getByRole('row', { name: /backend/ })
      .first()
      .waitFor();
    expect(await page.getByRole('row', { name: /not of Bea/ }).count()).toBe(0);
    await page.getByText('Make a key').click();
    expect(await page.getByLabel('What uses it').inputValue()).toBe('');
    await shared.close();
  });
});
