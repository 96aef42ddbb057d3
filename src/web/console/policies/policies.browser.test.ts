// Policies in a real browser, before the real service: a draft that is wrong for a while, in the form and as JSON.

import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC_URL } from '../../../service/service.fixture.js';
import { axeFaults, browserMissing, photograph, visit } from '../../browser.fixture.js';
import { openConsole, type TestConsole } from '../console.fixture.js';

if (browserMissing) console.warn(`The policies are not looked at: ${browserMissing}`);

let room: TestConsole;
let compliance: BrowserContext;

beforeAll(async () => {
  if (browserMissing) return;
  room = await openConsole();
  compliance = await room.signedIn('compliance');
});
afterAll(() => room?.close());

const save = (page: Page) => page.getByRole('button', { name: 'Save the draft' });
const explain = (page: Page) => page.getByLabel('Why this version (goes into the log)').fill('To try it.');

describe.skipIf(browserMissing)('A draft of a policy', () => {
  it('may be wrong while it is typed, says so where it is, and is not saved before it is right', async () => {
    const { page, offences } = await visit(compliance, '/console/policies/draft');
    await explain(page);
    const rate = page.getByLabel('Approve where strangers match at most: 1 in');
    await rate.fill('');
    expect(await rate.inputValue()).toBe('');
    await page.getByText('A number is missing.').waitFor();
    expect(await save(page).isDisabled()).toBe(true);
    await rate.fill('1000000');
    expect(await save(page).isDisabled()).toBe(false);
    await page.getByRole('group', { name: 'Tries of one face' }).getByLabel('Are counted').check();
    const tries = page.getByRole('group', { name: 'Tries of one face' }).getByLabel('So many are ordinary');
    await tries.fill('2.5');
    await page.getByText('It must be a whole number.').waitFor();
    await tries.fill('5');
    expect(await save(page).isDisabled()).toBe(false);
    expect(offences).toEqual([]);
  });

  it('keeps a floor for each component, and refuses a second one of the same', async () => {
    const { page, offences } = await visit(compliance, '/console/policies/draft');
    await explain(page);
    const floors = page.getByRole('group', { name: 'Quality floors' });
    const add = floors.getByRole('button', { name: 'Add a floor' });
    await add.click();
    await floors.getByText('Choose what is to reach the floor.').waitFor();
    await floors.getByLabel('Component').selectOption('selfie.Sharpness');
    await floors.getByLabel('Floor', { exact: true }).fill('70');
    await add.click();
    await floors.getByLabel('Component').last().selectOption('selfie.Sharpness');
    await floors.getByText('It has a floor already: change that one, or take one away.').waitFor();
    expect(await save(page).isDisabled()).toBe(true);
    expect(await floors.getByLabel('Floor', { exact: true }).first().inputValue()).toBe('70');
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'policy-draft-wrong');
    await floors.getByLabel('Component').last().selectOption('document.Sharpness');
    await save(page).click();
    await page.getByRole('row', { name: /Recapture where selfie.Sharpness is below changed 70/ }).waitFor();
    await page.getByRole('row', { name: /Recapture where document.Sharpness is below changed 40/ }).waitFor();
    expect(offences).toEqual([]);
  });

  it('is told of JSON that is no policy what is wrong, and where, and fills in what it is silent about', async () => {
    const { page, offences } = await visit(compliance, '/console/policies/draft?from=1');
    await page.getByRole('button', { name: 'As JSON' }).click();
    const json = page.getByLabel('The document');
    const asForm = page.getByRole('button', { name: 'As a form' });
    for (const [text, said] of [
      ['{ "approveFmr": ', /^This is no JSON: /],
      ['[]', /^This is no policy yet:.*the document: must be object/],
      ['{ "velocities": {} }', /the document: there is no such thing as velocities$/],
      ['null', /^This is no policy yet:.*the document: must be object/],
      ['{ "authentication": { "passFmr": 0.001 } }', /authentication: blockLlr is missing$/],
    ] as const) {
      await json.fill(text);
      await asForm.click();
      await page.getByRole('alert').filter({ hasText: said }).waitFor();
      expect(await json.inputValue()).toBe(text);
    }
    await photograph(page, 'policy-json');
    expect(await axeFaults(page)).toEqual([]);
    await json.fill('{ "approveFmr": 0.00001 }');
    await asForm.click();
    const rate = page.getByLabel('Approve where strangers match at most: 1 in');
    await rate.waitFor();
    expect(await rate.inputValue()).toBe('100000');
    expect(await page.getByLabel('Are counted').first().isChecked()).toBe(false);
    expect(offences).toEqual([]);
  });

  it('is held against another version by what they say, not by how it reads', async () => {
    const headers = { cookie: await room.tenant.signedIn('compliance'), origin: PUBLIC_URL };
    const { items } = (await room.call('GET', '/v1/policies', { headers })).body;
    const { document } = items.find(({ version }: { version: number }) => version === 1);
    const drafted = { ...document, prior: 0.99996, approveFmr: 1.0001e-4 };
    const body = { document: drafted, note: 'almost the same' };
    const { version } = (await room.call('POST', '/v1/policies', { headers, body })).body;
    const { page, offences } = await visit(compliance, `/console/policies/${version}`);
    await page.getByRole('row', { name: /Approve .* changed 1 in 9,999 1 in 10,000/ }).waitFor();
    await page.getByRole('row', { name: /Applicants .* changed 99.996 %/ }).waitFor();
    expect(await page.locator('tr[data-changed]').count()).toBe(2);
    await page.getByRole('region', { name: 'What it would have done' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(offences).toEqual([]);

    // Who decides cases reads the rules, and sees no figures.
    const other = await visit(await room.signedIn('reviewer'), `/console/policies/${version}`);
    await other.page.getByRole('row', { name: /Approve .* changed 1 in 9,999 1 in 10,000/ }).waitFor();
    expect(await other.page.getByText('What it would have done').count()).toBe(0);
    expect(other.offences).toEqual([]);
  });
});
