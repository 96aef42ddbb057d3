// Financial Crime at work in a real browser, before the real service: two customers of one face, found, compared and
// settled; a customer blocked; a list kept; a face searched for.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  call,
  form,
  photographs,
  sharedService,
  type TestService,
  type TestTenant,
} from '../../../service/service.fixture.js';
import {
  axeFaults,
  browserMissing,
  openBrowser,
  photograph,
  signedInContext,
  visit,
} from '../../browser.fixture.js';

if (browserMissing) console.warn(`Financial Crime’s room is not looked at: ${browserMissing}`);

let service: TestService;
let tenant: TestTenant;
let browser: Browser;
let supervisor: BrowserContext;
let folder: string;

beforeAll(async () => {
  if (browserMissing) return;
  service = await sharedService();
  tenant = await service.newTenant();
  browser = await openBrowser(service);
  folder = await mkdtemp(join(tmpdir(), 'likeness-faces-'));
  const { first, second, other } = await photographs();
  for (const [customer, selfie, document, device] of [
    ['anna-1', second, first, 'tablet-7'],
    ['anna-2', second, first, 'tablet-7'],
    ['bea', other, other, 'tablet-7'],
  ] as const) {
    const body = form({ selfie, document }, { customer, device });
    expect((await call(service, 'POST', '/v1/verifications', { key: tenant.key, body })).status).toBe(200);
  }
  await writeFile(join(folder, 'anna.jpg'), first);
  await writeFile(join(folder, 'other.jpg'), other);
  supervisor = await signedInContext(browser, await tenant.signedIn('supervisor'));
});
afterAll(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true });
});

const confirm = async (page: Page, action: string, reason?: string): Promise<void> => {
  const dialog = page.getByRole('alertdialog');
  if (reason !== undefined) await dialog.getByRole('textbox').fill(reason);
  await dialog.getByRole('button', { name: action, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
};

describe.skipIf(browserMissing)('Financial Crime', () => {
  it('sees two customers of one face, and one device of three, as a graph and as a table', async () => {
    const { page, offences } = await visit(supervisor, '/console/fraud');
    const row = page.getByRole('row', { name: /anna-2 anna-1/ });
    await row.getByRole('link', { name: 'its case' }).waitFor();
    await page.getByRole('row', { name: /device tablet-7 3/ }).waitFor();
    expect(await page.locator('.graph a').count()).toBe(3);
    expect(await page.locator('.graph-edge[data-kind="face"]').count()).toBe(1);
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'fraud');
    await page.locator('.graph').getByRole('link', { name: 'Customer anna-1' }).click();
    await page.getByRole('heading', { name: /Customer anna-1/ }).waitFor();
    expect(offences).toEqual([]);
  });

  it('compares the two, settles that they are one person, and takes it back', async () => {
    const { page, offences } = await visit(supervisor, '/console/fraud/customers/anna-1');
    await page.getByRole('button', { name: 'Compare with anna-2' }).first().click();
    await page.getByRole('img', { name: 'Latest selfie of anna-2' }).waitFor();
    await page.getByRole('button', { name: 'One person' }).click();
    await confirm(page, 'One person', 'The same face and the same handwriting.');
    await page.getByRole('heading', { name: 'Settled' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'fraud-customer');
    await page.getByRole('button', { name: 'Take it back' }).click();
    await confirm(page, 'Take it back');
    await page.getByRole('heading', { name: 'Settled' }).waitFor({ state: 'detached' });
    expect(offences).toEqual([]);
  });

  it('blocks a customer, and lets them in again', async () => {
    const { page, offences } = await visit(supervisor, '/console/fraud/customers/anna-2');
    await page.getByRole('button', { name: 'Block' }).click();
    await confirm(page, 'Block', 'Two accounts.');
    await page.getByRole('heading', { name: /anna-2 blocked/ }).waitFor();
    await page.getByRole('button', { name: 'Lift the block' }).click();
    await confirm(page, 'Lift the block', 'It was a mistake.');
    await page.getByRole('button', { name: 'Block' }).waitFor();
    expect(offences).toEqual([]);
  });

  it('keeps a list from its making to its deletion', async () => {
    const { page, offences } = await visit(supervisor, '/console/fraud/lists');
    await page.getByText('There is no list yet.').waitFor();
    await page.getByLabel('Name').fill('Mules');
    await page.getByLabel('Note').fill('from the police, weekly');
    await page.getByRole('button', { name: 'Make the list' }).click();
    await page.getByText('Nobody is on it yet.').waitFor();
    await page.getByLabel('A picture with one face').setInputFiles(join(folder, 'anna.jpg'));
    await page.getByLabel(/^Why/).fill('case 3');
    await page.getByRole('button', { name: 'Put it on the list' }).click();
    await page.getByRole('cell', { name: 'case 3' }).waitFor();
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('img', { name: 'The face on the list' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'fraud-list');
    await page.getByRole('link', { name: 'All lists' }).click();
    await page.getByRole('row', { name: /Mules fraud: a person looks 1/ }).waitFor();
    await photograph(page, 'fraud-lists');

    await page.getByRole('link', { name: 'Search by face' }).click();
    await page.getByLabel('The picture').setInputFiles(join(folder, 'anna.jpg'));
    await page.getByRole('link', { name: 'Mules' }).waitFor();
    await page.getByRole('link', { name: 'anna-1' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'fraud-search');
    await page.getByLabel('The picture').setInputFiles(join(folder, 'other.jpg'));
    await page
      .getByText(/^Nobody of \d\./)
      .first()
      .waitFor();

    await page.getByRole('link', { name: 'Lists' }).click();
    await page.getByRole('link', { name: 'Mules' }).click();
    await page.getByRole('button', { name: 'Take off' }).click();
    await confirm(page, 'Take off', 'It was another.');
    await page.getByText('Nobody is on it yet.').waitFor();
    await page.getByRole('button', { name: 'Delete the list' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the list' }).click();
    await page.getByRole('alertdialog').getByRole('alert').waitFor();
    expect(offences).toEqual([]);
  });

  it('says what counts as too many tries, and shows no more than there is', async () => {
    const { page, offences } = await visit(supervisor, '/console/fraud/velocity');
    await page.getByText('More than 20 within 24 hours: a person looks.').waitFor();
    expect(await page.getByText('No case came of it.').count()).toBe(4);
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'fraud-velocity');
    expect(offences).toEqual([]);
  });
});
