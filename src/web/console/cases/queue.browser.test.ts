// Ten thousand cases in the queue, in a real browser before the real service. The cases are invented rows: they are there
// to be listed. How long it takes is measured by `npm run study:console`, against a queue with nothing in it.

import { randomUUID } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { sql } from 'kysely';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtPages } from '../../../service/pages/index.js';
import { PUBLIC_URL, type TestTenant } from '../../../service/service.fixture.js';
import { axeFaults, browserMissing, photograph, signedInContext, visit } from '../../browser.fixture.js';
import { openConsole, type TestConsole } from '../console.fixture.js';

if (browserMissing) console.warn(`the queue is not looked at: ${browserMissing}`);

const CASES = 10_000;
/** One in fifty. */
const RARE = 'face_on_list';

let room: TestConsole;
let full: TestTenant;
let [crowded, idle]: BrowserContext[] = [];

beforeAll(async () => {
  if (browserMissing) return;
  // Of its own: no key opens what invented people have sealed.
  room = await openConsole({ isAlone: true });
  full = room.tenant;
  await openCases(full);
  const empty = await room.service.newTenant();
  crowded = await room.signedIn('supervisor');
  idle = await signedInContext(room.browser, await empty.signedIn('supervisor'));
});
afterAll(() => room?.close());

async function openCases(tenant: TestTenant): Promise<void> {
  const subject = randomUUID();
  const rows = Array.from({ length: CASES }, (_, i) => ({
    ...{ id: randomUUID(), verification: randomUUID(), customer: `customer-${i}` },
    reasons: i % 50 === 0 ? [RARE, 'score_reaches_threshold'] : ['score_between_limits'],
    risk: (i % 97) / 10,
    opened: new Date(Date.now() - i * 60_000).toISOString(),
  }));
  await room.service.database.tenant(tenant.id, async (transaction) => {
    await sql`insert into subjects (id, wrapped_key, master_key, created_at)
      values (${subject}, '\\x00', 'mk', now())`.execute(transaction);
    await sql`insert into verifications (id, kind, subject, decision, reasons, score, policy_version,
        model_name, model_digest, quality, channel, milliseconds, created_at)
      select verification, 'proofing', ${subject}, 'review', reasons, 0.8, 1, 'fast', 'ab', '{}', 'api', 90,
        opened
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        r (verification uuid, reasons text[], opened timestamptz)`.execute(transaction);
    await sql`insert into cases (id, verification, subject, customer, state, version, risk, stands_at, reasons,
        opened_at)
      select id, verification, ${subject}, customer, 'open', 1, risk, opened - risk * interval '2 hours', reasons,
        opened
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        r (id uuid, verification uuid, customer text, reasons text[], risk real, opened timestamptz)`.execute(
      transaction,
    );
  });
}

/** Scripts and styles of the queue, gzipped, bytes: what a reviewer waits for in the morning. */
const BUDGET = 160_000;

async function gzippedSize(paths: readonly string[]): Promise<number> {
  const files = [...new Set(paths.filter((path) => /\.(js|css)$/.test(path)))];
  const sizes = await Promise.all(files.map((path) => stat(`${builtPages()}${path}.gz`)));
  expect(sizes.length).toBeGreaterThan(2);
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

const drawn = (page: Page): Promise<number> => page.locator('.queue tbody tr:has(a)').count();

describe.skipIf(browserMissing)('a queue of ten thousand', () => {
  it('draws the rows that are looked at, and gets to its end', async () => {
    const { page, offences } = await visit(crowded!, '/console/cases');
    const loaded: string[] = [];
    page.on('response', (response) => loaded.push(new URL(response.url()).pathname));
    await page.reload();
    await page.locator('.queue tbody a').first().waitFor();
    await page.getByText('10,000').waitFor();
    expect(await gzippedSize(loaded)).toBeLessThan(BUDGET);
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'cases-many');
    await expect
      .poll(
        async () => {
          await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight }));
          return page.locator('.queue').getAttribute('aria-rowcount');
        },
        { timeout: 50_000, interval: 30 },
      )
      .toBe(String(CASES + 1));
    await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight }));
    await page.locator(`.queue tr[aria-rowindex="${CASES + 1}"]`).waitFor();
    expect(await drawn(page)).toBeLessThan(120);
    expect(offences).toEqual([]);
  });

  it('leaves the focus where it was, however far somebody scrolls', async () => {
    const { page, offences } = await visit(crowded!, '/console/cases');
    await page.locator('.queue tbody a').first().focus();
    const indexOf = () => page.evaluate(() => document.activeElement?.closest('tr')?.ariaRowIndex);
    const last = page.locator('.queue tbody tr:has(a)').last();
    await expect
      .poll(async () => {
        await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight }));
        return Number(await last.getAttribute('aria-rowindex'));
      })
      .toBeGreaterThan(400);
    expect(await indexOf()).toBe('2');
    // How many there are in all is not known yet.
    expect(await page.locator('.queue').getAttribute('aria-rowcount')).toBe('-1');
    await last.getByRole('link').focus();
    await expect.poll(() => page.locator('.queue tr[aria-rowindex="2"]').count()).toBe(0);
    expect(offences).toEqual([]);
  });

  it('keeps the filter in the address', async () => {
    const { page, offences } = await visit(crowded!, '/console/cases');
    await page.getByLabel('Reason').fill('face on list');
    await page.getByText('face on list, score reaches threshold').first().waitFor();
    await expect.poll(() => page.url()).toContain('reason=face_on_list');
    await page.reload();
    await page.getByText('face on list, score reaches threshold').first().waitFor();
    expect(await page.getByText('score between limits').count()).toBe(0);
    expect(offences).toEqual([]);
  });

  it('says of what can be no reason that nothing is called so, and does not pretend to filter', async () => {
    const { page, offences } = await visit(crowded!, '/console/cases?reason=face_on_list');
    const field = page.getByLabel('Reason');
    await page.getByText('face on list, score reaches threshold').first().waitFor();
    const isInvalid = () => field.getAttribute('aria-invalid');
    expect(await isInvalid()).toBe('false');
    await field.fill('face-on');
    await page.getByText('score between limits').first().waitFor();
    expect(await isInvalid()).toBe('true');
    const said = await field.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${said}"]`).textContent()).toContain('No reason is called so');
    expect(await axeFaults(page)).toEqual([]);
    await page.reload();
    await page.getByText('No reason is called so').waitFor();
    expect(await field.inputValue()).toBe('face-on');
    await field.fill('face_on_list');
    await page.getByText('No reason is called so').waitFor({ state: 'detached' });
    await page.getByText('face on list, score reaches threshold').first().waitFor();
    expect(offences).toEqual([]);
  });

  it('says that nothing waits where it is heard: in a place that was there before', async () => {
    const { page, offences } = await visit(idle!, '/console/cases');
    const take = page.getByRole('button', { name: 'Take the next case' });
    await take.waitFor();
    const place = (await take.locator('..').locator('[role=status]').elementHandle({ timeout: 1000 }))!;
    expect(await place.textContent()).toBe('');
    await take.click();
    await expect.poll(() => place.textContent()).toBe('Nothing waits for you.');
    expect(await axeFaults(page)).toEqual([]);
    expect(offences).toEqual([]);
  });

  it('shows what others do at once, and moves no row under the hand of who has gone further down', async () => {
    const { page, offences } = await visit(crowded!, '/console/cases');
    const top = page.locator('.queue tbody tr').first();
    await top.getByText('Open').waitFor();
    const key = await full.keyWith('cases.read');
    const take = await room.call('POST', '/v1/cases/take', {
      headers: { cookie: await full.signedIn('reviewer'), origin: PUBLIC_URL },
    });
    expect(take.status).toBe(200);
    await top.getByText('Being looked at').waitFor();
    const { body } = await room.call('GET', '/v1/cases?limit=1', { key });
    expect(body.items[0].id).toBe(take.body.id);
    await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight }));
    // Of the second page, which is the first that further pages hold.
    await page.locator('.queue tr[aria-rowindex="60"]').waitFor({ state: 'attached' });
    await room.call('POST', '/v1/cases/take', {
      headers: { cookie: await full.signedIn('reviewer'), origin: PUBLIC_URL },
    });
    await page.getByText('The queue has changed since.').waitFor();
    await page.getByRole('button', { name: 'Show it as it is now' }).click();
    await page.locator('.queue tbody tr').nth(1).getByText('Being looked at').waitFor();
    expect(offences).toEqual([]);
  });
});

/** Of each measurement. */
const ROUNDS = 15;

describe.skipIf(browserMissing || !process.env.LIKENESS_TIMES)('how long it takes', () => {
  it('is held against a queue with nothing in it', { timeout: 300_000 }, async () => {
    const times = { row: [], none: [], filter: [], filterNone: [] } as Record<string, number[]>;
    // In a tab that is open already, each: how long a browser takes to begin a process for the first one is not ours.
    const tabs = [
      { page: await tabOf(crowded!), row: 'row', filter: 'filter' },
      { page: await tabOf(idle!), row: 'none', filter: 'filterNone' },
    ];
    for (let i = 0; i < ROUNDS; i++) {
      for (const { page, row, filter } of tabs) {
        await page.goto(`${PUBLIC_URL}/console/cases`);
        times[row]!.push(await untilShown(page));
        times[filter]!.push(await untilFiltered(page));
        await page.goto('about:blank');
      }
    }
    const line = (name: string, [crowded, idle]: [number[], number[]]) =>
      `| ${name} | ${spread(crowded)} | ${spread(idle)} | ${(median(crowded) / median(idle)).toFixed(2)} |`;
    const table = [
      `| ms, median (least – most) of ${ROUNDS} | ${CASES.toLocaleString('en')} cases | none | ratio |`,
      '| --- | --- | --- | --- |',
      line('from asking for the page to the first row, or to “Nothing waits”', [times.row!, times.none!]),
      line('from choosing a filter to its first row, or to “No case is like that”', [
        times.filter!,
        times.filterNone!,
      ]),
    ];
    await writeFile(
      process.env.LIKENESS_TIMES!,
      `# The queue in the browser\n\nMade by \`npm run study:console\`: Debian’s Chromium, the service and its PostgreSQL on one machine of ${cpus().length} cores; scripts and styles from the browser’s cache, as for whoever comes a second time.\n\n${table.join('\n')}\n`,
    );
  });
});

const SHOWN = '.queue tbody a, .panel h2';

declare global {
  var shownAt: number | undefined;
}

/** Its pages look from their beginning, before each frame, whether they show what they were asked for. */
async function tabOf(context: BrowserContext): Promise<Page> {
  const { page } = await visit(context, '/console/cases');
  await page.addInitScript((selector) => {
    const look = (): void => {
      if (document.querySelector(selector)) globalThis.shownAt = performance.now();
      else requestAnimationFrame(look);
    };
    look();
  }, SHOWN);
  return page;
}

/** When it did, from asking for the page, by the browser's own clock. */
const untilShown = async (page: Page): Promise<number> =>
  (await page.waitForFunction(() => globalThis.shownAt)).jsonValue() as Promise<number>;

const untilFiltered = (page: Page): Promise<number> =>
  page.evaluate(
    (selector) =>
      new Promise<number>((resolve) => {
        const [, whose] = document.querySelectorAll<HTMLSelectElement>('.filters select');
        const began = performance.now();
        whose!.value = 'none';
        whose!.dispatchEvent(new Event('change', { bubbles: true }));
        const look = (): void =>
          location.search.includes('assignee=none') &&
          document.querySelector(selector) &&
          !document.querySelector('.skeleton')
            ? resolve(performance.now() - began)
            : void requestAnimationFrame(look);
        requestAnimationFrame(look);
      }),
    SHOWN,
  );

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const spread = (values: readonly number[]): string =>
  `${Math.round(median(values))} (${Math.round(Math.min(...values))} – ${Math.round(Math.max(...values))})`;
