// The console in a real browser, before the real service: a customer is doubted, a reviewer settles it, the auditor sees
// it; and whoever is new comes in by a link.

import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { form, PUBLIC_URL, photographs } from '../../service/service.fixture.js';
import { axeFaults, browserMissing, photograph, visit, withAuthenticator } from '../browser.fixture.js';
import { openConsole, type TestConsole } from './console.fixture.js';

if (browserMissing) console.warn(`the console is not looked at: ${browserMissing}`);

let room: TestConsole;

beforeAll(async () => {
  if (!browserMissing) room = await openConsole();
});
afterAll(() => room?.close());

/** Two customers with one face: the second is a case. */
async function doubt(): Promise<void> {
  const { first, second } = await photographs();
  for (const customer of ['anna-1', 'anna-2']) {
    const body = form({ selfie: second, document: first }, { customer });
    const { status } = await room.call('POST', '/v1/verifications', { key: room.tenant.key, body });
    expect(status).toBe(200);
  }
}

describe.skipIf(browserMissing)('the console', () => {
  let reviewer: BrowserContext;

  beforeAll(async () => {
    await doubt();
    reviewer = await room.signedIn('reviewer');
  });

  it('lets nobody in who has not signed in', async () => {
    const { page, offences } = await visit(await room.browser.newContext(), '/console/cases');
    await page.getByRole('heading', { name: 'Likeness' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible()).toBe(true);
    await photograph(page, 'sign-in');
    expect(offences).toEqual([]);
  });

  it('gives a reviewer the next case, who decides it by keyboard', async () => {
    const { page, offences } = await visit(reviewer, '/console');
    await page.getByRole('cell', { name: 'face of another customer' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'cases');
    await page.getByRole('button', { name: 'Take the next case' }).click();
    await page.getByRole('heading', { name: 'Decide' }).waitFor();
    await page.getByRole('img', { name: 'Portrait of the document' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    const keys = page.getByLabel('Single keys decide');
    await keys.uncheck();
    await page.keyboard.press('r');
    expect(await page.locator('.outcome[data-chosen]').count()).toBe(0);
    await keys.check();
    await page.keyboard.press('r');
    await page.getByText('The person is a customer already, under another name.').waitFor();
    const offered = await page.locator('.reason').allTextContents();
    const at = offered.findIndex((text) => text.startsWith('The person is a customer already'));
    await page.keyboard.press(String(at + 1));
    await page.getByRole('button', { name: 'Who looks like this selfie?' }).click();
    await page.getByText(/^Of strangers searched for among/).waitFor();
    await page.getByRole('button', { name: /share a face, device or document/ }).click();
    await page
      .getByText(/anna-1 – anna-2|anna-2 – anna-1/)
      .first()
      .waitFor();
    await photograph(page, 'case');
    await page.getByLabel('In your own words').fill('The same face, twice.');
    await page.getByRole('button', { name: 'Reject, for good' }).click();
    await page
      .getByText(/Decided: reject|Awaits a second look/i)
      .first()
      .waitFor();
    expect(offences).toEqual([]);
  });

  it('shows the enrolled reference beside the selfie of a login, and earlier selfies', async () => {
    const { first, second } = await photographs();
    const headers = { cookie: await room.tenant.signedIn('compliance'), origin: PUBLIC_URL };
    const { body: policies } = await room.call('GET', '/v1/policies', { headers });
    const [{ document }] = policies.items;
    document.velocity = { ...document.velocity, customer: { tries: 1, hours: 1, effect: 'review' } };
    const note = 'a second login within the hour is looked at';
    const drafted = await room.call('POST', '/v1/policies', { headers, body: { document, note } });
    const activate = `/v1/policies/${drafted.body.version}/activate`;
    expect((await room.call('POST', activate, { headers, body: { reason: note } })).status).toBe(200);
    const login = (selfie: Buffer) =>
      room.call('POST', '/v1/customers/anna-1/authentications', {
        ...{ key: room.tenant.key, body: form({ selfie }) },
      });
    await login(second);
    const { body: doubted } = await login(first);
    expect(doubted.decision).toBe('review');
    const { page, offences } = await visit(reviewer, '/console/cases?customer=anna-1');
    await page.locator('.queue a').first().click();
    await page.getByRole('img', { name: 'Enrolled reference' }).waitFor();
    await page.getByRole('button', { name: 'Show the selfie' }).first().click();
    await page.getByRole('img', { name: /^Selfie of/ }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'case-login');
    expect(offences).toEqual([]);
  });

  it('shows the auditor what was done, and that the log is whole', async () => {
    const auditor = await room.signedIn('compliance');
    const { page, offences } = await visit(auditor, '/console/audit');
    await page.getByRole('cell', { name: 'case.assigned' }).first().waitFor();
    expect(await page.getByRole('cell', { name: 'picture.read' }).count()).toBeGreaterThanOrEqual(2);
    await page.getByRole('button', { name: 'Check the whole log' }).click();
    await page.getByText(/entries are what was written/).waitFor();
    await photograph(page, 'log');
    expect(await axeFaults(page)).toEqual([]);
    expect(offences).toEqual([]);
  });

  it('says so where a page fails, and goes on with the others', async () => {
    const auditor = await room.signedIn('compliance');
    const { page } = await visit(auditor, '/console/cases');
    await page.route('**/v1/models', (route) => route.fulfill({ json: { items: [{ name: 'half' }] } }));
    await page.getByRole('link', { name: 'Models' }).click();
    await page.getByText('This page has failed').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Log', exact: true }).click();
    await page.getByRole('cell', { name: 'case.assigned' }).first().waitFor();
    await page.getByRole('link', { name: 'Models' }).click();
    await page.unroute('**/v1/models');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Models' }).waitFor();
  });

  it('leaves everything where it is while the service cannot be reached, says so, and goes on', async () => {
    const { page } = await visit(reviewer, '/console/cases');
    await page.getByLabel('Customer').fill('anna-1');
    await page.getByRole('cell', { name: 'anna-1' }).first().waitFor();
    await page.route('**/v1/**', (route) => route.abort());
    await page.waitForTimeout(5500);
    // As when a tab is come back to after a while.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    await page.getByText('could not be read again').waitFor();
    expect(await page.getByLabel('Customer').inputValue()).toBe('anna-1');
    expect(await axeFaults(page)).toEqual([]);
    await page.unroute('**/v1/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('could not be read again').waitFor({ state: 'detached' });
  });

  it('stays usable where the browser refuses it a lock, again and again', async () => {
    const context = await room.signedIn('reviewer');
    // As WebKit does with a page that is being left.
    await context.addInitScript(() => {
      (globalThis as { refusals?: number }).refusals = 0;
      LockManager.prototype.request = () => {
        (globalThis as { refusals?: number }).refusals! += 1;
        return Promise.reject(new DOMException('the page is being left', 'InvalidStateError'));
      };
    });
    const { page } = await visit(context, '/console/cases');
    await page.getByRole('heading', { name: 'Cases' }).waitFor();
    await page.waitForTimeout(1000);
    expect(await page.evaluate(() => (globalThis as { refusals?: number }).refusals)).toBe(1);
  });

  it('takes somebody in by a link, with a passkey, and knows them again', async () => {
    const admin = await room.tenant.signedIn('admin');
    const headers = { cookie: admin, origin: PUBLIC_URL };
    const invited = await room.call('POST', '/v1/people', {
      headers,
      body: { name: 'Ada Lovelace', email: 'ada@bank.example', role: 'supervisor' },
    });
    expect(invited.status).toBe(201);
    const context = await room.browser.newContext();
    const link = new URL(invited.body.link ?? invited.body.url);
    const { page, offences } = await visit(context, '/console');
    await withAuthenticator(page);
    // A link that serves no more is open in the tab: the good one changes only what stands behind `#`.
    await page.goto(`${link.origin}${link.pathname}#of-yesterday`);
    await page.locator('.notice').waitFor();
    await page.evaluate((hash) => {
      location.hash = hash;
    }, link.hash);
    await page.getByText('Ada Lovelace, you are invited as supervisor').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'invitation');
    await page.getByRole('button', { name: 'Make a passkey' }).click();
    await page.getByRole('heading', { name: 'Cases' }).waitFor();
    expect(page.url()).not.toContain('#');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('heading', { name: 'Cases' }).waitFor();
    expect(offences).toEqual([]);
  });
});
