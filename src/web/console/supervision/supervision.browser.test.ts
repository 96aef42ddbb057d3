// Supervision in a real browser before the real service: shares are set; pictures with a known answer are brought, kept from
// those who must not know them, and taken away again.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC_URL, photographs } from '../../../service/service.fixture.js';
import { axeFaults, browserMissing, photograph, visit } from '../../browser.fixture.js';
import { openConsole, type TestConsole } from '../console.fixture.js';

if (browserMissing) console.warn(`supervision is not looked at: ${browserMissing}`);

let room: TestConsole;
let supervisor: BrowserContext;
let files: { readonly selfie: string; readonly document: string };

beforeAll(async () => {
  if (browserMissing) return;
  room = await openConsole();
  await leaveToPeople();
  const { first, second } = await photographs();
  files = {
    selfie: join(room.service.home, 'selfie.jpg'),
    document: join(room.service.home, 'document.jpg'),
  };
  await writeFile(files.selfie, first);
  await writeFile(files.document, second);
  supervisor = await room.signedIn('supervisor');
});
afterAll(() => room?.close());

/** By this policy a person looks at whatever is not one and the same picture. */
async function leaveToPeople(): Promise<void> {
  const headers = { cookie: await room.tenant.signedIn('compliance'), origin: PUBLIC_URL };
  const { body: policies } = await room.call('GET', '/v1/policies', { headers });
  const [{ document: before }] = policies.items;
  const document = { ...before, approveFmr: 1e-6, rejectLlr: -100 };
  const note = 'people decide';
  const drafted = await room.call('POST', '/v1/policies', { headers, body: { document, note } });
  const activate = `/v1/policies/${drafted.body.version}/activate`;
  expect(await room.call('POST', activate, { headers, body: { reason: note } })).toMatchObject({
    status: 200,
  });
}

describe.skipIf(browserMissing)('supervision', () => {
  it('sets shares, and refuses what is none', async () => {
    const { page, offences } = await visit(supervisor, '/console/supervision');
    const share = page.getByLabel(/^Of all cases, with a known answer/);
    await share.fill('80');
    await page.getByText('It must be 0 or more, and 50 at most.').waitFor();
    const keep = page.getByRole('button', { name: 'Keep to these shares' });
    expect(await keep.isDisabled()).toBe(true);
    expect(await axeFaults(page)).toEqual([]);
    await share.fill('50');
    await keep.click();
    await page.getByText('It is so from the next case on.').waitFor();
    expect(await keep.isDisabled()).toBe(true);
    await page.reload();
    await expect.poll(() => share.inputValue()).toBe('50');
    expect(offences).toEqual([]);
  });

  it('brings pictures with a known answer, which the others cannot tell', async () => {
    const { page, offences } = await visit(supervisor, '/console/supervision');
    await page.getByText('There are none yet').waitFor();
    const bring = async (note: string): Promise<void> => {
      await page.getByLabel('Selfie').setInputFiles(files.selfie);
      await page.getByLabel('Document, the side with the portrait').setInputFiles(files.document);
      expect(await page.getByRole('button', { name: 'Keep them' }).isDisabled()).toBe(true);
      await page.getByLabel('Two people').check();
      await page.getByLabel(/^Note/).fill(note);
      await page.getByRole('button', { name: 'Keep them' }).click();
      await page.getByRole('row', { name: new RegExp(`Two people waits .*${note}`) }).waitFor();
    };
    await page.getByText('Bring pictures with a known answer').click();
    expect(await page.getByRole('button', { name: 'Keep them' }).isDisabled()).toBe(true);
    await bring('brothers');
    await bring('a mistake');
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'supervision');
    await page
      .getByRole('row', { name: /a mistake/ })
      .getByRole('button', { name: 'Delete' })
      .click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('row', { name: /Two people deleted/ }).waitFor();
    expect(offences).toEqual([]);

    const other = await room.signedIn('supervisor');
    const theirs = await visit(other, '/console/supervision');
    await theirs.page.getByText('another supervisor’s').first().waitFor();
    expect(await theirs.page.getByText('brothers').count()).toBe(0);
    const reviewer = await room.signedIn('reviewer');
    const refused = await visit(reviewer, '/console/supervision');
    await refused.page.getByText('There is no such page here, or it is not for your role.').waitFor();
  });

  it('says what is wrong with pictures that show nobody', async () => {
    const { page } = await visit(supervisor, '/console/supervision');
    const empty = join(room.service.home, 'empty.jpg');
    await writeFile(empty, Buffer.from('no picture'));
    await page.getByText('Bring pictures with a known answer').click();
    await page.getByLabel('Selfie').setInputFiles(empty);
    await page.getByLabel('Document, the side with the portrait').setInputFiles(files.document);
    await page.getByLabel('Two people').check();
    await page.getByRole('button', { name: 'Keep them' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('button', { name: 'Keep them' }).isEnabled()).toBe(true);
  });
});
