// How the pages of the console are told apart, in a real browser before the real service: by their titles, and by where the
// focus goes when somebody comes to another.

import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { form, photographs } from '../../../service/service.fixture.js';
import { browserMissing, visit } from '../../browser.fixture.js';
import { openConsole, type TestConsole } from '../console.fixture.js';

if (browserMissing) console.warn(`nobody comes from page to page: ${browserMissing}`);

let room: TestConsole;
let supervisor: BrowserContext;

beforeAll(async () => {
  if (browserMissing) return;
  room = await openConsole();
  const { first, second } = await photographs();
  for (const customer of ['anna-1', 'anna-2']) {
    const body = form({ selfie: second, document: first }, { customer });
    expect((await room.call('POST', '/v1/verifications', { key: room.tenant.key, body })).status).toBe(200);
  }
  supervisor = await room.signedIn('supervisor');
});
afterAll(() => room?.close());

/** By its element and what it says. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { localName, textContent } = document.activeElement!;
    return localName === 'h1' ? `h1 ${textContent}` : localName;
  });

const comesTo = async (page: Page, title: string, heading: string): Promise<void> => {
  await expect.poll(() => page.title()).toBe(title);
  await expect.poll(() => focused(page)).toBe(`h1 ${heading}`);
};

/** Has the data of cases come when it is said. */
async function casesWait(page: Page): Promise<() => void> {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  await page.unrouteAll();
  await page.route('**/v1/cases/*-*', async (route) => {
    await opened;
    await route.continue();
  });
  return open;
}

describe.skipIf(browserMissing)('whoever comes to another page', () => {
  it('is told by its title, and goes on from its heading', async () => {
    const { page, offences } = await visit(supervisor, '/console/cases');
    await expect.poll(() => page.title()).toBe('Cases · Likeness');
    // Nobody has gone anywhere yet.
    expect(await focused(page)).toBe('body');
    await page.getByRole('link', { name: 'Financial Crime' }).click();
    await comesTo(page, 'Found elsewhere · Financial Crime · Likeness', 'Financial Crime');
    await page.getByRole('link', { name: 'Too many tries' }).press('Enter');
    await comesTo(page, 'Too many tries · Financial Crime · Likeness', 'Financial Crime');
    await page.goBack();
    await comesTo(page, 'Found elsewhere · Financial Crime · Likeness', 'Financial Crime');
    await page.goBack();
    await comesTo(page, 'Cases · Likeness', 'Cases');
    expect(offences).toEqual([]);
  });

  it('keeps the focus where only what is looked at has changed', async () => {
    const { page } = await visit(supervisor, '/console/fraud/velocity');
    const kind = page.getByRole('combobox', { name: 'Tries of one' });
    await kind.focus();
    await kind.selectOption('face');
    await page.getByText('nobody tried too often by the count of one face').waitFor();
    expect(await focused(page)).toBe('select');
    await page.getByRole('link', { name: 'To the page' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('main');
    await page.getByRole('link', { name: 'Cases' }).click();
    await comesTo(page, 'Cases · Likeness', 'Cases');
  });

  it('is brought to a heading that comes with what was asked for, unless they have gone on', async () => {
    const { page } = await visit(supervisor, '/console/cases');
    const open = await casesWait(page);
    await page.locator('.queue a').first().click();
    await expect.poll(() => page.title()).toBe('Likeness');
    open();
    await expect.poll(() => focused(page)).toMatch(/^h1 .*face of another customer/);
    const { pathname } = new URL(page.url());
    await page.getByRole('link', { name: 'Financial Crime' }).click();
    await comesTo(page, 'Found elsewhere · Financial Crime · Likeness', 'Financial Crime');
    // With nothing that was read before.
    await page.reload();
    const openAgain = await casesWait(page);
    await page.locator(`a[href$="${pathname}"]`).first().click();
    await expect.poll(() => page.title()).toBe('Likeness');
    await page.getByLabel('Appearance').focus();
    openAgain();
    await page.getByRole('heading', { level: 1, name: /face of another customer/ }).waitFor();
    expect(await focused(page)).toBe('select');
  });

  it('leaves no customer’s name in the browser’s history', async () => {
    const { page } = await visit(supervisor, '/console/fraud/customers/anna-1');
    await page.getByRole('heading', { name: /Customer anna-1/ }).waitFor();
    expect(await page.title()).toBe('Customer · Financial Crime · Likeness');
    const queue = await visit(supervisor, '/console/cases');
    await queue.page.locator('.queue a').first().click();
    await queue.page.getByRole('heading', { level: 1, name: /face of another customer/ }).waitFor();
    expect(await queue.page.title()).not.toMatch(/anna/);
  });

  it('is told too where they come in and go out', async () => {
    const { page } = await visit(await room.signedIn('supervisor'), '/console/nowhere');
    await expect.poll(() => page.title()).toBe('No such page · Likeness');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await comesTo(page, 'Likeness', 'Likeness');
  });
});
