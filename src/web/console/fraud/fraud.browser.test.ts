// Financial Crime at work in a real browser, before the real service: two customers of one face, found, compared and
// settled; a customer blocked; a list kept; a face searched for.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { form, PUBLIC_URL, photographs } from '../../../service/service.fixture.js';
import { axeFaults, browserMissing, photograph, visit } from '../../browser.fixture.js';
import { openConsole, type TestConsole } from '../console.fixture.js';

if (browserMissing) console.warn(`Financial Crime’s room is not looked at: ${browserMissing}`);

let room: TestConsole;
let supervisor: BrowserContext;
let folder: string;

beforeAll(async () => {
  if (browserMissing) return;
  room = await openConsole();
  folder = await mkdtemp(join(tmpdir(), 'likeness-faces-'));
  await noteThirdTryOfDevice();
  const { first, second, other } = await photographs();
  for (const [customer, selfie, document, device] of [
    ['anna-1', second, first, 'tablet-7'],
    ['anna-2', second, first, 'tablet-7'],
    ['bea', other, other, 'tablet-7'],
    ['anna-1', second, first, 'tablet-7'],
  ] as const) {
    const body = form({ selfie, document }, { customer, device });
    expect((await room.call('POST', '/v1/verifications', { key: room.tenant.key, body })).status).toBe(200);
  }
  await writeFile(join(folder, 'anna.jpg'), first);
  await writeFile(join(folder, 'other.jpg'), other);
  supervisor = await room.signedIn('supervisor');
});
afterAll(async () => {
  await room?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** A rule that makes no case: all that is left of it is an alarm. */
async function noteThirdTryOfDevice(): Promise<void> {
  const headers = { cookie: await room.tenant.signedIn('compliance'), origin: PUBLIC_URL };
  const [{ document }] = (await room.call('GET', '/v1/policies', { headers })).body.items;
  const device = { tries: 2, hours: 24, effect: 'note' };
  const drafted = { ...document, velocity: { ...document.velocity, device } };
  const note = 'tablets are shared';
  const { body } = await room.call('POST', '/v1/policies', { headers, body: { document: drafted, note } });
  await room.call('POST', `/v1/policies/${body.version}/activate`, { headers, body: { reason: note } });
}

/** An answer that is not asked for again by itself. */
const refusal = (detail: string) => ({
  ...{ status: 400, contentType: 'application/problem+json' },
  json: { type: 'about:blank', title: 'Bad', status: 400, code: 'request_invalid', detail },
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
    expect(await row.textContent()).toMatch(/ strangers would look this alike score [01]\.\d{3}/);
    await page.getByRole('row', { name: /device tablet-7 3/ }).waitFor();
    expect(await page.locator('.graph a').count()).toBe(3);
    expect(await page.locator('.graph > svg .graph-edge[data-kind="face"]').count()).toBe(1);
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
    await page
      .getByRole('paragraph')
      .filter({ hasText: / strangers would look this alike.*, as measured on [\d,]+ people of/ })
      .waitFor();
    await page.getByRole('button', { name: 'One person' }).click();
    await confirm(page, 'One person', 'The same face and the same handwriting.');
    await page.getByRole('heading', { name: 'Settled' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    const key = page.locator('.graph figcaption');
    await key.getByText('settled: one person').waitFor();
    expect(await page.locator('.graph > svg .graph-edge[data-kind="face"]').count()).toBe(0);
    expect(await page.locator('.graph > svg .graph-sign').textContent()).toBe('=');
    await photograph(page, 'fraud-customer');
    await page.getByRole('button', { name: 'Take it back' }).click();
    await confirm(page, 'Take it back');
    await page.getByRole('heading', { name: 'Settled' }).waitFor({ state: 'detached' });
    expect(offences).toEqual([]);
  });

  it('says of each part of a page that could not be read why, and reads it when asked again', async () => {
    const { page } = await visit(supervisor, '/console/fraud');
    const broken = ['**/v1/customers/anna-1/links?*', '**/v1/velocity/alarms?*'];
    for (const part of broken) await page.route(part, (route) => route.fulfill(refusal('it is broken')));
    await page.getByRole('link', { name: 'Too many tries' }).click();
    await page.getByText('Not counted by this policy.').waitFor();
    await page.getByRole('alert').filter({ hasText: 'it is broken' }).waitFor();
    await page.unroute(broken[1]!);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'anna-1' }).first().click();
    await page.getByRole('heading', { name: /Customer anna-1/ }).waitFor();
    await page.getByRole('alert').filter({ hasText: 'it is broken' }).waitFor();
    expect(await page.getByRole('status', { name: 'Loading' }).count()).toBe(0);
    expect(await axeFaults(page)).toEqual([]);
    await page.unroute(broken[0]!);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Compare with anna-2' }).first().waitFor();
  });

  it('blocks a customer, and lets them in again', async () => {
    const { page, offences } = await visit(supervisor, '/console/fraud/customers/anna-2');
    await page.getByRole('button', { name: 'Block' }).click();
    await confirm(page, 'Block', 'Two accounts.');
    await page.getByRole('heading', { name: /anna-2 blocked/ }).waitFor();
    const other = await visit(supervisor, '/console/fraud');
    await other.page.locator('.graph').getByRole('link', { name: 'Blocked customer anna-2' }).waitFor();
    await other.page.locator('.graph figcaption').getByText('blocked customer').waitFor();
    await other.page.getByRole('row', { name: /anna-2 ?blocked anna-1/ }).waitFor();
    await photograph(other.page, 'fraud-blocked');
    await other.page.close();
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
    await page
      .getByText(/^Of strangers searched for among \d faces?, (at most about|fewer than) 1 in /)
      .first()
      .waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'fraud-search');
    await page.getByLabel('The picture').setInputFiles(join(folder, 'other.jpg'));
    await page
      .getByText(/^Nobody among \d faces?\./)
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

  it('says what counts as too many tries, and each time that there were more, though no case came of it', async () => {
    const { page, offences } = await visit(supervisor, '/console/fraud/velocity');
    await page.getByText('More than 2 within 24 hours: it is noted.').waitFor();
    await page.getByText('Not counted by this policy.').waitFor();
    await page.getByRole('row', { name: /device tablet-7 3 .* bea review its case/ }).waitFor();
    await page
      .getByRole('row', {
        name: /device tablet-7 4 in 24 h, where 2 are ordinary anna-1 approve none: noted only/,
      })
      .waitFor();
    await page.getByRole('img', { name: /^Tries of one device: 2 alarms in 30 days, 2 on / }).waitFor();
    expect(await page.getByText('No alarm in 30 days.').count()).toBe(2);
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'fraud-velocity');
    await page.getByRole('combobox', { name: 'Tries of one' }).selectOption('face');
    await page.getByText('In the last 30 days nobody tried too often by the count of one face.').waitFor();
    expect(new URL(page.url()).search).toBe('?kind=face');
    expect(offences).toEqual([]);
  });

  it('shows by its address which alarms are meant', async () => {
    const { page } = await visit(supervisor, '/console/fraud/velocity?kind=device&days=7');
    await page
      .getByRole('row', { name: /device tablet-7/ })
      .first()
      .waitFor();
    expect(await page.getByRole('combobox', { name: 'Tries of one' }).inputValue()).toBe('device');
    expect(await page.getByLabel('In the last').inputValue()).toBe('7');
  });

  it('tells every kind of node and edge apart without colour, and says what each means', async () => {
    const page = await supervisor.newPage();
    const alikeness = { relation: 'about', fmr: 5e-5, interval: null, sentence: 'About 1 in 20,000 …' };
    const found = (id: string, part: object) => ({
      ...{ kind: 'customer', id, name: null, score: 0.91, alikeness, status: 'enrolled', settled: null },
      ...part,
    });
    const finding = (customer: string, status: string, ...elsewhere: object[]) => ({
      ...{ verification: customer, case: null, customer, status, at: '2026-11-29T09:00:00Z' },
      ...{ kind: 'face', elsewhere },
    });
    const items = [
      finding(
        'carl',
        'blocked',
        found('erna', { status: 'erased' }),
        found('list', { kind: 'list', name: 'Mules' }),
      ),
      finding('dora', 'enrolled', found('dorit', { settled: 'different_people' })),
      finding('emil', 'enrolled', found('emil-2', { settled: 'same_person' }), found('dora', {})),
    ];
    await page.route('**/v1/links?*', (route) => route.fulfill({ json: { items, next: null } }));
    await page.goto(`${PUBLIC_URL}/console/fraud?settled=yes`);
    const graph = page.locator('.graph');
    await graph.getByRole('link', { name: 'Erased customer erna' }).waitFor();
    expect(await graph.locator('figcaption li').allTextContents()).toEqual([
      ...['blocked customer', 'customer', 'device', 'erased customer', 'list'],
      ...['alike faces', '≠settled: two people', '=settled: one person', 'had it'],
    ]);
    expect((await graph.locator('> svg .graph-sign').allTextContents()).sort()).toEqual(['=', '≠']);
    await page
      .getByRole('row', {
        name: /carl blocked erna erased – About 1 in 20,000 strangers would look this alike/,
      })
      .waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'fraud-graph');
  });

  it('looks further back by itself where a page holds nothing, and asks no second time by itself where that fails', async () => {
    const page = await supervisor.newPage();
    let asked = 0;
    let isWell = false;
    await page.route('**/v1/links?*', async (route) => {
      if (!route.request().url().includes('cursor='))
        return route.fulfill({ json: { items: [], next: 'further' } });
      asked++;
      if (isWell) return route.fulfill({ json: { items: [], next: null } });
      return route.fulfill(refusal('not so'));
    });
    await page.goto(`${PUBLIC_URL}/console/fraud`);
    await page.getByText('Earlier ones could not be read.').waitFor();
    await page.waitForTimeout(500);
    expect(asked).toBe(1);
    expect(await page.getByText('No face was found elsewhere').count()).toBe(0);
    isWell = true;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No face was found elsewhere').waitFor();
    expect(asked).toBe(2);
  });
});
