// The models' room in a real browser: an engineer has a second real model tried, reads how it compares, and has it decide.
// The weeks before are invented rows: they are there to be summed and drawn.

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { form, PUBLIC_URL, photographs } from '../../../service/service.fixture.js';
import { createRandom } from '../../../trials/index.js';
import { axeFaults, browserMissing, photograph, signedInContext, visit } from '../../browser.fixture.js';
import { openConsole, type TestConsole } from '../console.fixture.js';

if (browserMissing) console.warn(`the models' room is not looked at: ${browserMissing}`);

let room: TestConsole;

beforeAll(async () => {
  if (browserMissing) return;
  room = await openConsole({ isAlone: true });
});
afterAll(() => room?.close());

const DAY = 86_400_000;

/** Sixty days of the model that decides; pictures of the last week are less sharp. */
async function pastTraffic(digest: string): Promise<void> {
  const random = createRandom(5);
  const people = Array.from({ length: 600 }, () => randomUUID());
  const rows = Array.from({ length: 3000 }, (_, i) => {
    const age = 60 * random.uniform();
    const sharpness = (age < 7 ? 45 : 70) + 18 * (random.uniform() - 0.5);
    return {
      ...{ id: randomUUID(), subject: people[i % people.length], score: 0.5 + 0.2 * random.uniform() },
      decision: random.uniform() < 0.85 ? 'approve' : 'review',
      quality: { selfie: { Sharpness: Math.round(sharpness) } },
      at: new Date(Date.now() - age * DAY - 60_000).toISOString(),
    };
  });
  await room.service.database.tenant(room.tenant.id, async (transaction) => {
    await sql`insert into subjects (id, wrapped_key, master_key, created_at)
      select id, '\\x00', 'mk', now() from unnest(${people}::uuid[]) id`.execute(transaction);
    await sql`insert into verifications (id, kind, subject, decision, reasons, score, policy_version, model_name,
        model_digest, quality, channel, milliseconds, created_at)
      select id, 'proofing', subject, decision, '{score_reaches_threshold}', score, 1, 'fast', ${digest}, quality,
        'api', 90, at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        r (id uuid, subject uuid, decision text, score float8, quality jsonb, at timestamptz)`.execute(
      transaction,
    );
  });
}

async function customers(): Promise<void> {
  const { first, second, other } = await photographs();
  for (const [customer, selfie, document] of [
    ['anna', second, first],
    ['bea', other, first],
  ] as const) {
    const body = form({ selfie, document }, { customer });
    const { status } = await room.call('POST', '/v1/verifications', { key: room.tenant.key, body });
    expect(status).toBe(200);
  }
}

describe.skipIf(browserMissing)('the models’ room', () => {
  let engineer: BrowserContext;
  let asked: { headers: Record<string, string> };

  beforeAll(async () => {
    const cookie = await room.tenant.signedIn('engineer');
    asked = { headers: { cookie, origin: PUBLIC_URL } };
    engineer = await signedInContext(room.browser, cookie);
    await pastTraffic((await room.call('GET', '/v1/models', asked)).body.running.digest);
  });

  it('says which model decides, and has another tried', async () => {
    const { page, offences } = await visit(engineer, '/console/models');
    await page.getByRole('heading', { name: 'No model is tried' }).waitFor();
    await page.getByRole('button', { name: 'Try it: accurate' }).click();
    await page.getByRole('heading', { name: 'Is tried' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(offences).toEqual([]);
  });

  it('shows how the two compare on real pictures, and that something has moved', async () => {
    await customers();
    await vi.waitFor(
      async () => expect((await room.call('GET', '/v1/models', asked)).body.shadow.scored).toBe(2),
      { timeout: 60_000, interval: 300 },
    );
    const { page, offences } = await visit(engineer, '/console/models/report?days=7');
    await page.getByRole('heading', { name: 'accurate against fast' }).waitFor();
    await page
      .getByText(/Sharpness/)
      .first()
      .waitFor();
    expect(await page.getByRole('row', { name: /selfie\.Sharpness proofing drifted/ }).count()).toBe(1);
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'models-report');
    expect(offences).toEqual([]);
  });

  it('shows the card of a model, and what is missing for its promotion on test data', async () => {
    const { page, offences } = await visit(engineer, '/console/models');
    await page
      .getByRole('row', { name: /accurate/ })
      .getByRole('link')
      .click();
    await page.getByRole('heading', { name: 'How is it designed, and why?' }).waitFor();
    await page.getByText('how it was trained is on record').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'model-card');
    expect(offences).toEqual([]);
  });

  it('says of a model’s page why it could not be read, whichever part was not', async () => {
    const { page } = await visit(engineer, '/console/models');
    const address = await page
      .getByRole('row', { name: /accurate/ })
      .getByRole('link')
      .getAttribute('href');
    await page.route('**/v1/models', (route) => route.abort());
    await page.goto(`${PUBLIC_URL}${address}`);
    await page.getByRole('alert').filter({ hasText: 'The service cannot be reached.' }).waitFor();
    await page.unroute('**/v1/models');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'How is it designed, and why?' }).waitFor();
  });

  it('leaves an amount as it is typed, and promotes by none that is wrong', async () => {
    const { page, offences } = await visit(engineer, '/console/models');
    await page.getByRole('button', { name: 'Promote' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel(/^Why/).fill('The report of this week.');
    const promote = dialog.getByRole('button', { name: 'Promote' });
    const least = dialog.getByLabel('Decisions that it must have scored');
    for (const [text, said] of [
      ['', 'A number is missing.'],
      ['0', 'It must be 1 or more, and 1,000,000,000 at most.'],
      ['2.5', 'It must be a whole number.'],
    ] as const) {
      await least.fill(text);
      await dialog.getByText(said).waitFor();
      expect(await least.inputValue()).toBe(text);
      expect(await promote.isDisabled()).toBe(true);
    }
    await least.fill('20');
    await dialog.getByLabel('Pictures it may make nothing of').fill('-1');
    expect(await promote.isDisabled()).toBe(true);
    expect(await axeFaults(page)).toEqual([]);
    await dialog.getByLabel('Pictures it may make nothing of').fill('0');
    expect(await promote.isEnabled()).toBe(true);
    expect(offences).toEqual([]);
  });

  it('promotes with a reason, and says first what is missing', async () => {
    const { page, offences } = await visit(engineer, '/console/models');
    await page.getByRole('button', { name: 'Make them' }).click();
    await page.getByText('Asked for').waitFor();
    await photograph(page, 'models');
    await page.getByRole('button', { name: 'Promote' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel(/^Why/).fill('The report of this week.');
    await dialog.getByRole('button', { name: 'Promote' }).click();
    await dialog.getByText('it has scored 2 decisions, and 500 are asked for').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'models-promote');
    await dialog.getByLabel('Decisions that it must have scored').fill('2');
    await vi.waitFor(
      async () => {
        const { body } = await room.call('GET', '/v1/models/reembedding', asked);
        expect(body.customers).toMatchObject({ left: 0 });
      },
      { timeout: 60_000, interval: 300 },
    );
    await dialog.getByRole('button', { name: 'Promote' }).click();
    await page.getByText(/The process that answered still runs fast/).waitFor();
    expect(offences).toEqual([]);
  });
});
