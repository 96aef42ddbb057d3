// Compliance at work in a real browser, before the real service: evidence that an auditor's own tool checks, periods, holds,
// erasure with its receipt, a policy from its draft to its being in force, and the log.

import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicKeyFrom, verifyEvidencePack, verifyReceipt } from '../../../service/audit/index.js';
import { form, photographs } from '../../../service/service.fixture.js';
import { axeFaults, browserMissing, photograph, visit } from '../../browser.fixture.js';
import { openConsole, type TestConsole } from '../console.fixture.js';

if (browserMissing) console.warn(`Compliance’s rooms are not looked at: ${browserMissing}`);

let room: TestConsole;
let compliance: BrowserContext;

beforeAll(async () => {
  if (browserMissing) return;
  room = await openConsole();
  const { first, second, other } = await photographs();
  // As many as figures are told of.
  for (const [customer, selfie, document] of [
    ['anna', second, first],
    ['bea', other, first],
    ['carl', second, first],
    ['dora', second, first],
    ['emil', second, first],
  ] as const) {
    const body = form({ selfie, document }, { customer });
    expect((await room.call('POST', '/v1/verifications', { key: room.tenant.key, body })).status).toBe(200);
  }
  compliance = await room.signedIn('compliance');
});
afterAll(() => room?.close());

/** The bytes of the file that is saved when something is done. */
async function saved(page: Page, done: () => Promise<void>): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), done()]);
  return readFile((await download.path())!);
}

describe.skipIf(browserMissing)('Compliance', () => {
  it('takes the evidence of a decision, which an auditor’s own tool finds whole', async () => {
    const { page, offences } = await visit(compliance, '/console/compliance?customer=anna');
    await page.getByRole('cell', { name: 'anna', exact: true }).waitFor();
    expect(await page.getByRole('cell', { name: 'bea', exact: true }).count()).toBe(0);
    const pack = await saved(page, () => page.getByRole('button', { name: /Take the evidence/ }).click());
    const { body } = await room.call('GET', '/v1/audit/public-key', { key: room.tenant.key });
    const found = await verifyEvidencePack(pack, { publicKeys: [publicKeyFrom(body.pem)] });
    expect(found).toMatchObject({ ok: true, faults: [] });
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'evidence');
    expect(offences).toEqual([]);
  });

  it('sets periods with a note, and is warned of what is lost by it', async () => {
    const { page, offences } = await visit(compliance, '/console/compliance/retention');
    const days = page.getByLabel(/^Selfies of authentications/);
    await days.fill('');
    await page.getByText('A number is missing.').waitFor();
    await page.getByLabel('Why (goes into the log)').fill('Minuted on 3 November.');
    const keep = page.getByRole('button', { name: 'Keep to these periods' });
    expect(await keep.isDisabled()).toBe(true);
    await days.fill('-5');
    await page.getByText('It must be 1 or more').waitFor();
    expect(await days.inputValue()).toBe('-5');
    expect(await keep.isDisabled()).toBe(true);
    await days.fill('30');
    await page.getByText('One period becomes shorter').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'retention');
    await keep.click();
    await page.getByText(/Version 1, set .* Minuted on 3 November\./).waitFor();
    const { body } = await room.call('GET', '/v1/retention', { key: room.tenant.key });
    expect(body.days.authenticationPictures).toBe(30);
    expect(offences).toEqual([]);
  });

  it('holds a customer against erasure, releases the hold, and erases with a receipt that holds', async () => {
    const { page, offences } = await visit(compliance, '/console/compliance/holds');
    await page.getByLabel('Your own name of them').fill('bea');
    await page.getByLabel('Why (goes into the log)').fill('Court of Tallinn, 2-26-1');
    await page.getByRole('button', { name: 'Place the hold' }).click();
    await page.getByRole('cell', { name: 'customer bea' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'holds');

    await page.getByRole('link', { name: 'Erasure' }).click();
    await page.getByLabel('Your own name of them').fill('bea');
    await page.getByRole('button', { name: 'Erase', exact: true }).click();
    const dialog = page.getByRole('alertdialog');
    const erase = dialog.getByRole('button', { name: 'Erase' });
    expect(await erase.isDisabled()).toBe(true);
    await dialog.getByLabel('Type bea to go on').fill('bea');
    await dialog.getByLabel(/^Why/).fill('request 17');
    await erase.click();
    await dialog.getByRole('alert').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'erasure');
    await dialog.getByRole('button', { name: 'Leave it' }).click();

    await page.getByRole('link', { name: 'Holds' }).click();
    await page.getByRole('button', { name: 'Release' }).click();
    // What is under way cannot be looked away from.
    let goOn = (): void => undefined;
    const waits = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route('**/v1/holds/**', async (route) => {
      await waits;
      await route.continue();
    });
    await dialog.getByRole('button', { name: 'Release' }).click();
    await dialog.getByText('Working …').waitFor();
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 5);
    expect(await dialog.isVisible()).toBe(true);
    expect(await dialog.getByRole('button', { name: 'Leave it' }).isDisabled()).toBe(true);
    goOn();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('Nothing is held.').waitFor();

    await page.getByRole('link', { name: 'Erasure' }).click();
    await page.getByLabel('Your own name of them').fill('bea');
    await page.getByRole('button', { name: 'Erase', exact: true }).click();
    await dialog.getByLabel('Type bea to go on').fill('bea');
    await dialog.getByLabel(/^Why/).fill('request 17');
    await dialog.getByRole('button', { name: 'Erase' }).click();
    await page.getByRole('heading', { name: 'Erased: customer bea' }).waitFor();
    await photograph(page, 'erased');
    const receipt = await saved(page, () => page.getByRole('button', { name: 'Save the receipt' }).click());
    const { body } = await room.call('GET', '/v1/audit/public-key', { key: room.tenant.key });
    const publicKeys = [publicKeyFrom(body.pem)];
    expect(await verifyReceipt(String(receipt), { publicKeys })).toMatchObject({ ok: true });
    expect(offences).toEqual([]);
  });

  it('drafts a policy, sees what it would have done, and puts it in force', async () => {
    const { page, offences } = await visit(compliance, '/console/policies');
    await page.getByRole('row', { name: /^1 in force/ }).waitFor();
    await photograph(page, 'policies');
    await page.getByRole('link', { name: 'Draft a new version' }).click();
    await page.getByLabel('Approve where strangers match at most: 1 in').fill('10000000');
    await page.getByRole('button', { name: 'As JSON' }).click();
    const json = page.getByLabel('The document');
    expect(JSON.parse(await json.inputValue()).approveFmr).toBeCloseTo(1e-7, 20);
    await page.getByRole('button', { name: 'As a form' }).click();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'policy-draft');
    await page.getByLabel('Why this version (goes into the log)').fill('Stricter after the incident of May.');
    await page.getByRole('button', { name: 'Save the draft' }).click();
    await page.getByRole('heading', { name: /Version 2 draft/ }).waitFor();
    const rule = page.getByRole('row', { name: /Approve where strangers match at most/ });
    expect(await rule.textContent()).toContain('1 in 10,000,000');
    await page.getByRole('button', { name: 'Simulate' }).click();
    await page.getByText(/of \d decisions? about/).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'policy');
    await page.getByRole('button', { name: 'Put it in force' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel(/^Why/).fill('As minuted.');
    await photograph(page, 'policy-activation');
    await dialog.getByRole('button', { name: 'Put it in force' }).click();
    await page.getByRole('heading', { name: /Version 2 in force/ }).waitFor();
    await page.getByRole('link', { name: 'All versions' }).click();
    await page.getByRole('row', { name: /^1 was in force/ }).waitFor();
    expect(offences).toEqual([]);
  });

  it('refuses a policy that is none, and says where', async () => {
    const { page, offences } = await visit(compliance, '/console/policies/draft?from=1');
    await page.getByRole('button', { name: 'As JSON' }).click();
    const json = page.getByLabel('The document');
    const document = JSON.parse(await json.inputValue());
    await json.fill(JSON.stringify({ ...document, quality: { 'selfie.Sharpnes': 40 } }));
    await page.getByLabel('Why this version (goes into the log)').fill('x');
    await page.getByRole('button', { name: 'Save the draft' }).click();
    await page
      .getByRole('alert')
      .getByText(/quality/)
      .first()
      .waitFor();
    expect(offences).toEqual([]);
  });

  it('looks through the log, opens an entry, and takes what it takes to check it elsewhere', async () => {
    const { page, offences } = await visit(compliance, '/console/audit?action=policy.activated');
    await page
      .getByRole('button', { name: /^Entry/ })
      .first()
      .click();
    await page.getByText('"reason": "As minuted."').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'log-entry');
    const checkpoint = JSON.parse(
      String(await saved(page, () => page.getByRole('button', { name: 'Take a checkpoint' }).click())),
    );
    expect(checkpoint).toMatchObject({ tenant: room.tenant.id, sequence: expect.any(Number) });
    const log = await saved(page, () => page.getByRole('link', { name: 'Export it' }).click());
    expect(String(log).split('\n').length).toBeGreaterThan(checkpoint.sequence);
    expect(offences).toEqual([]);
  });
});
