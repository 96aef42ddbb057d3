// A case's page in a real browser, before the real service: what a reviewer has entered is theirs, whatever others do
// with the case meanwhile; and whoever looks first is not told before they ask.

import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { form, PUBLIC_URL, photographs } from '../../../service/service.fixture.js';
import { axeFaults, browserMissing, signedInContext, visit } from '../../browser.fixture.js';
import { openConsole, type TestConsole } from '../console.fixture.js';

if (browserMissing) console.warn(`cases are not looked at: ${browserMissing}`);

let room: TestConsole;
let reviewer: BrowserContext;
let [sue, tom]: string[] = [];

beforeAll(async () => {
  if (browserMissing) return;
  room = await openConsole();
  reviewer = await room.signedIn('reviewer');
  [sue, tom] = [await room.tenant.signedIn('supervisor'), await room.tenant.signedIn('supervisor')];
  await arrive('anna');
});
afterAll(() => room?.close());

/** Everybody has one face: whoever comes after the first is a case. @returns its identifier; undefined for the first */
async function arrive(customer: string, { key } = room.tenant): Promise<string | undefined> {
  const { first, second } = await photographs();
  const body = form({ selfie: second, document: first }, { customer });
  const { status } = await room.call('POST', '/v1/verifications', { key, body });
  expect(status).toBe(200);
  const { body: cases } = await room.call('GET', `/v1/cases?customer=${customer}`, { key });
  return cases.items[0]?.id;
}

const as = (cookie: string | undefined, method: string, path: string, body?: object) =>
  room.call(method, path, { headers: { cookie: cookie!, origin: PUBLIC_URL }, body });

/** Of a supervisor: takes this case, from whoever has it. */
async function takeOver(cookie: string | undefined, id: string): Promise<number> {
  const { body: me } = await as(cookie, 'GET', '/v1/me');
  const { body: one } = await as(cookie, 'GET', `/v1/cases/${id}`);
  const given = await as(cookie, 'POST', `/v1/cases/${id}/assign`, { person: me.id, version: one.version });
  expect(given.status).toBe(200);
  return given.body.version;
}

const idOf = (page: Page): string => page.url().split('/').at(-1)!;

/** A case of this customer, which the reviewer has, and has entered a decision on. */
async function halfDecided(customer: string, outcome: 'Approve' | 'Reject', reason: string) {
  await arrive(customer);
  const { page, offences } = await visit(reviewer, '/console/cases');
  await page.getByRole('button', { name: 'Take the next case' }).click();
  await page.getByRole('heading', { name: 'Decide' }).waitFor();
  await page.getByRole('radio', { name: outcome }).check();
  await page.getByRole('checkbox', { name: reason }).check();
  await page.getByLabel('In your own words').fill('The left ear differs.');
  const expectKept = async () => {
    expect(await page.getByRole('radio', { name: outcome }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { name: reason }).isChecked()).toBe(true);
    expect(await page.getByLabel('In your own words').inputValue()).toBe('The left ear differs.');
  };
  return { page, offences, id: idOf(page), expectKept };
}

/** Some first looks are looked at again, by chance. */
const settled = (page: Page) =>
  page
    .getByText(/Decided: |awaits a second look/)
    .first()
    .waitFor();

const SAME = 'The person is a customer already';

describe.skipIf(browserMissing)('a half-made decision', () => {
  it('outlives a note of one’s own, and what others add: they are told what, look, and send it again', async () => {
    const { page, offences, id, expectKept } = await halfDecided('berta', 'Reject', SAME);
    await page.getByText(/^Yours until \d{1,2}:\d\d/).waitFor();
    await page.getByLabel('A new note').fill('Called: nobody there.');
    await page.getByRole('button', { name: 'Add the note' }).click();
    await page.locator('p', { hasText: 'Called: nobody there.' }).waitFor();
    await expectKept();
    const text = 'They called back.';
    expect((await as(sue, 'POST', `/v1/cases/${id}/notes`, { text })).status).toBe(201);
    const send = page.getByRole('button', { name: 'Reject, for good' });
    await send.focus();
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert');
    await alert.getByText('Added since you read this case: a note by supervisor.').waitFor();
    await page.locator('p', { hasText: text }).waitFor();
    await expectKept();
    expect(await axeFaults(page)).toEqual([]);
    // Whoever works by keyboard is where they were.
    expect(await send.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await settled(page);
    expect(await page.getByText('What you had entered').count()).toBe(0);
    expect(offences).toEqual([]);
  });

  it('outlives what is found while the case waited', async () => {
    const before = (await arrive('carla'))!;
    const seen = await takeOver(sue, before);
    const { page, offences, expectKept } = await halfDecided(
      'dora',
      'Approve',
      'The pictures show the same person',
    );
    const approval = { outcome: 'approve', reasons: ['same_person'] };
    // Against the evidence, so by two; and then she is a customer whom nobody has seen on the other case.
    await as(sue, 'POST', `/v1/cases/${before}/decision`, { version: seen, ...approval });
    const version = await takeOver(tom, before);
    const enrolled = await as(tom, 'POST', `/v1/cases/${before}/decision`, { version, ...approval });
    expect(enrolled.body).toMatchObject({ state: 'decided', outcome: 'approve' });
    await page.getByRole('button', { name: 'Approve, for good' }).click();
    await page.getByText('Added since you read this case: face of another customer.').waitFor();
    await page.getByRole('link', { name: 'carla' }).waitFor();
    await expectKept();
    await page.getByRole('button', { name: 'Approve, for good' }).click();
    await settled(page);
    expect(offences).toEqual([]);
  });

  it('can be copied where the case has become somebody else’s', async () => {
    const { page, offences, id } = await halfDecided('emma', 'Reject', SAME);
    await takeOver(sue, id);
    await page.getByRole('button', { name: 'Reject, for good' }).click();
    await page.getByText('supervisor has this case now: your decision was not sent.').waitFor();
    expect(await page.getByLabel('Your words').inputValue()).toBe('The left ear differs.');
    await page.getByText('Reject: second identity').waitFor();
    expect(await page.getByRole('heading', { name: 'Decide' }).count()).toBe(0);
    expect(await axeFaults(page)).toEqual([]);
    expect(offences).toEqual([]);
  });
});

describe.skipIf(browserMissing)('the figures above the queue', () => {
  it('count a second look as its taker’s', async () => {
    const other = await room.service.newTenant();
    await arrive('ada', other);
    const id = (await arrive('ben', other))!;
    const [first, second] = [await other.signedIn('supervisor'), await other.signedIn('supervisor')];
    const said = { version: await takeOver(first, id), outcome: 'approve', reasons: ['same_person'] };
    const { body } = await as(first, 'POST', `/v1/cases/${id}/decision`, said);
    expect(body.state).toBe('awaiting_second');
    await takeOver(second, id);
    const shown = async (cookie: string) => {
      const { page } = await visit(await signedInContext(room.browser, cookie), '/console/cases');
      const figure = (name: string) =>
        page.locator('.figures-row div', { hasText: name }).locator('dd').textContent();
      await expect.poll(() => figure('Yours')).not.toBe('–');
      return { yours: await figure('Yours'), others: await figure('With others') };
    };
    expect(await shown(second)).toEqual({ yours: '1', others: '0' });
    expect(await shown(first)).toEqual({ yours: '0', others: '1' });
  });
});

describe.skipIf(browserMissing)('looking first', () => {
  const COMPARED = /Evidence for one person against two/;

  it('is chosen once, in the queue or on a case: the first look at each is without the model', async () => {
    await arrive('frida');
    const context = await room.signedIn('supervisor');
    const { page, offences } = await visit(context, '/console/cases');
    await page.locator('.queue tbody a').first().waitFor();
    await page.getByLabel('Leave out what the model says').check();
    const risk = page.locator('.queue tbody tr').first().getByRole('cell').nth(3);
    await expect.poll(() => risk.textContent()).toBe('–');
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url());
      if (/^\/v1\/cases\/[0-9a-f-]{36}$/.test(pathname)) asked.push(search);
    });
    await page.locator('.queue tbody a').first().click();
    await page.getByText('What the model made of the faces is left out').waitFor();
    await page.reload();
    await page.getByText('What the model made of the faces is left out').waitFor();
    expect(await page.getByLabel('Leave out what the model says').isChecked()).toBe(true);
    expect(asked).toEqual(['?blind=true', '?blind=true']);
    expect(await axeFaults(page)).toEqual([]);
    expect(offences).toEqual([]);
  });

  it('can be changed in the middle of a decision: nothing is lost, nothing is told, the focus stays', async () => {
    const { page, offences, id, expectKept } = await halfDecided('greta', 'Reject', SAME);
    await page.getByLabel('A new note').fill('Not sent yet.');
    const choice = page.getByLabel('Leave out what the model says');
    const expectAllKept = async () => {
      await expectKept();
      expect(await page.getByLabel('A new note').inputValue()).toBe('Not sent yet.');
      expect(await choice.evaluate((box) => box === document.activeElement)).toBe(true);
    };
    await page.getByText(COMPARED).waitFor();
    // What answers late shows what stands there meanwhile.
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route(`**/v1/cases/${id}?blind=true`, async (route) => {
      await held;
      await route.continue();
    });
    await choice.focus();
    await page.keyboard.press('Space');
    await page.getByText('What the model made of the faces is left out').waitFor();
    expect(await page.getByText(COMPARED).count()).toBe(0);
    await expectAllKept();
    const answered = page.waitForResponse(`**/v1/cases/${id}?blind=true`);
    answer();
    await answered;
    await page.getByText('Where else the face is known is left out').waitFor();
    await expectAllKept();
    await page.keyboard.press('Space');
    await page.getByText(COMPARED).waitFor();
    await expectAllKept();
    expect(offences).toEqual([]);
  });

  it('says so where the other look cannot be had, and keeps the page', async () => {
    const { page, id, expectKept } = await halfDecided('hanna', 'Reject', SAME);
    await page.route(`**/v1/cases/${id}?blind=true`, (route) => route.abort());
    await page.getByLabel('Leave out what the model says').check();
    await page.getByText('The service cannot be reached.').waitFor();
    expect(await page.getByText(COMPARED).count()).toBe(0);
    await expectKept();
    await page.unroute(`**/v1/cases/${id}?blind=true`);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('The service cannot be reached.').waitFor({ state: 'detached' });
    await expectKept();
  });
});
