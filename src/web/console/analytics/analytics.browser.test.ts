// Analytics in a real browser, before the real service, over four months of invented decisions: they are there to be summed
// and drawn.

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { BrowserContext, Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../trials/index.js';
import { axeFaults, browserMissing, photograph, signedInContext, visit } from '../../browser.fixture.js';
import { openConsole, type TestConsole } from '../console.fixture.js';

if (browserMissing) console.warn(`analytics is not looked at: ${browserMissing}`);

const DAY = 86_400_000;
const DAYS = 120;
type Decision = 'approve' | 'review' | 'reject' | 'recapture';

let room: TestConsole;
let supervisor: BrowserContext;

beforeAll(async () => {
  if (browserMissing) return;
  // Of its own: no key opens what invented people have sealed.
  room = await openConsole({ isAlone: true });
  const cookie = await room.tenant.signedIn('supervisor');
  supervisor = await signedInContext(room.browser, cookie);
  const idOf = async (own: string): Promise<string> =>
    (await room.call('GET', '/v1/me', { headers: { cookie: own } })).body.id;
  // Whoever brought a case with a known answer is not measured by it.
  await fourMonths(await idOf(cookie), await idOf(await room.tenant.signedIn('supervisor')));
});
afterAll(() => room?.close());

/** Busier in the week than at its end, and a tenth more each month; documents of one state have become less sharp. */
async function fourMonths(reviewer: string, setter: string): Promise<void> {
  const random = createRandom(23);
  const people = Array.from({ length: 900 }, () => randomUUID());
  const pick = <T>(...options: readonly (readonly [T, number])[]): T => {
    let left = random.uniform();
    for (const [value, share] of options) {
      left -= share;
      if (left < 0) return value;
    }
    return options.at(-1)![0];
  };
  const today = Math.floor(Date.now() / DAY) * DAY;
  const decisions = Array.from({ length: DAYS }, (_, age) => {
    const day = today - (DAYS - age) * DAY;
    const isWeekend = [0, 6].includes(new Date(day).getUTCDay());
    const count = Math.round((isWeekend ? 14 : 42) * 1.1 ** (age / 30 - 3) * (0.9 + 0.2 * random.uniform()));
    return Array.from({ length: count }, () => {
      const msecs = Math.floor(day + DAY * random.uniform());
      const isLogin = random.uniform() < 0.25;
      const decision = pick<Decision>(
        ['approve', 0.78],
        ['review', 0.11],
        ['reject', 0.05],
        ['recapture', 0.06],
      );
      const state = pick(['EST', 0.5], ['FIN', 0.3], ['LVA', 0.2]);
      const isDull = state === 'FIN' && age >= DAYS - 30;
      return {
        ...{ id: uuidv7({ msecs }), at: new Date(msecs).toISOString(), decision },
        kind: isLogin ? 'authentication' : 'proofing',
        subject: people[Math.floor(people.length * random.uniform() ** 1.5)],
        reasons: {
          approve: ['score_reaches_threshold'],
          review: pick(
            [['score_between_limits'], 0.6],
            [['face_of_another_customer'], 0.25],
            [['face_on_list'], 0.15],
          ),
          reject: ['evidence_against'],
          recapture: pick([['face_not_found'], 0.4], [['too_dark'], 0.35], [['glare'], 0.25]),
        }[decision],
        score: decision === 'recapture' ? null : 0.5 + 0.4 * random.uniform(),
        llr:
          decision === 'recapture'
            ? null
            : { approve: 5, review: 0, reject: -6 }[decision] + 6 * (random.uniform() - 0.5),
        state: isLogin ? null : state,
        type: isLogin ? null : pick(['TD3', 0.6], ['TD1', 0.32], ['MRVA', 0.08]),
        device: pick(['Pixel 9', 0.4], ['iPhone 16', 0.4], ['Branch kiosk', 0.19], [null, 0.01]),
        model: age < DAYS - 60 ? 'fast' : 'accurate',
        quality: { selfie: { Sharpness: Math.round((isDull ? 45 : 70) + 20 * (random.uniform() - 0.5)) } },
        channel: random.uniform() < 0.6 ? 'capture' : 'api',
        ms: Math.round(90 + 120 * random.uniform() ** 3),
      };
    });
  }).flat();
  // Three people on a device of their own, late at night.
  for (const subject of people.slice(0, 3))
    decisions.push({
      ...decisions.at(-1)!,
      ...{ id: uuidv7(), subject, device: 'Prototype', at: new Date(today - 60_000).toISOString() },
      ...{ decision: 'reject', kind: 'proofing', reasons: ['evidence_against'], score: 0.1, llr: -5 },
    });
  // Failed a minute before they passed.
  for (const passed of decisions.filter(
    ({ kind, decision }) => kind === 'authentication' && decision === 'approve',
  ))
    if (random.uniform() < 0.06) {
      const msecs = Date.parse(passed.at) - 60_000;
      decisions.push({
        ...passed,
        ...{ id: uuidv7({ msecs }), at: new Date(msecs).toISOString(), decision: 'reject', llr: -2 },
        reasons: ['evidence_against'],
      });
    }
  const cases = decisions
    .filter(({ decision }) => decision === 'review')
    .map(({ id, at, reasons }) => {
      const outcome = pick(['approve', 0.6], ['reject', 0.3], ['recapture', 0.1]);
      const said = {
        approve: ['same_person'],
        reject: pick(
          [['different_person'], 0.4],
          [['different_person', 'document_forged'], 0.2],
          [['second_identity'], 0.2],
          [['face_rightly_listed'], 0.2],
        ),
        recapture: ['selfie_unusable'],
      }[outcome];
      const isSeed = random.uniform() < 0.08;
      const isMated = random.uniform() < 0.5;
      const minutes = 10 + 600 * random.uniform() ** 2;
      return {
        ...{ id: uuidv7({ msecs: Date.parse(at) }), verification: id, opened: at, reasons },
        ...{ outcome: isSeed && !isMated ? 'reject' : outcome, said, isSeed, isMated },
        ...{
          decided: new Date(Date.parse(at) + minutes * 60_000).toISOString(),
          seconds: 40 + 200 * random.uniform(),
        },
      };
    });
  const links = decisions
    .filter(({ channel }) => channel === 'capture')
    .flatMap(({ id, at, kind }, i) => [
      { id: randomUUID(), verification: id as string | null, at, purpose: kind, state: 'completed' },
      ...(i % 4 === 0
        ? [
            {
              id: randomUUID(),
              verification: null,
              at,
              purpose: kind,
              state: i % 8 === 0 ? 'expired' : 'failed',
            },
          ]
        : []),
    ]);
  await room.service.database.tenant(room.tenant.id, async (transaction) => {
    await sql`insert into subjects (id, wrapped_key, master_key, created_at)
      select id, '\\x00', 'mk', now() from unnest(${people}::uuid[]) id`.execute(transaction);
    await sql`insert into verifications (id, kind, subject, decision, reasons, score, llr, policy_version, model_name,
        model_digest, issuing_state, document_type, device, quality, channel, milliseconds, created_at)
      select id, kind, subject, decision, reasons, score, llr, 1, model, 'ab', state, type, device, quality, channel,
        ms, at
      from jsonb_to_recordset(${JSON.stringify(decisions)}::jsonb) r (id uuid, kind text, subject uuid, decision text,
        reasons text[], score float8, llr float8, model text, state text, type text, device text, quality jsonb,
        channel text, ms int, at timestamptz)`.execute(transaction);
    await sql`insert into cases (id, verification, subject, state, version, risk, stands_at, reasons, opened_at, outcome,
        outcome_reasons, decided_at, decided_sequence)
      select r.id, r.verification, v.subject, 'decided', 2, 1, r.opened, r.reasons, r.opened, r.outcome,
        r.said, r.decided, row_number() over ()
      from jsonb_to_recordset(${JSON.stringify(cases)}::jsonb) r (id uuid, verification uuid, opened timestamptz,
        reasons text[], outcome text, said text[], decided timestamptz)
      join verifications v on v.id = r.verification`.execute(transaction);
    await sql`insert into case_looks ("case", ordinal, person, outcome, reasons, against_evidence, seconds, at)
      select id, 1, ${reviewer}, outcome, said, false, seconds, decided
      from jsonb_to_recordset(${JSON.stringify(cases)}::jsonb)
        r (id uuid, outcome text, said text[], seconds float8, decided timestamptz)`.execute(transaction);
    await sql`insert into case_seeds (id, subject, answer, channel, state, verification, "case", created_at, created_by,
        placed_at)
      select gen_random_uuid(), v.subject, case when r."isMated" then 'mated' else 'non_mated' end, 'api', 'placed', v.id,
        r.id, r.opened, ${setter}, r.opened
      from jsonb_to_recordset(${JSON.stringify(cases)}::jsonb)
        r (id uuid, verification uuid, opened timestamptz, "isSeed" boolean, "isMated" boolean)
      join verifications v on v.id = r.verification where r."isSeed"`.execute(transaction);
    await sql`insert into captures (id, token_id, secret_hash, purpose, customer, state, tries_left, nonce, created_at,
        created_by, expires_at, opened_at, ended_at, verification)
      select id, id::text, sha256('x'), purpose, 'customer ' || (row_number() over () % 700), state, 1, sha256('x'), at - interval '5 minutes', 'key:x',
        at + interval '1 day', case when state = 'expired' then null else at - interval '4 minutes' end, at, verification
      from jsonb_to_recordset(${JSON.stringify(links)}::jsonb)
        r (id uuid, verification uuid, at timestamptz, purpose text, state text)`.execute(transaction);
  });
}

/** What is written in now. */
const inkOf = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.querySelector('h1')!).color);

describe.skipIf(browserMissing)('analytics', () => {
  it('shows what happened, each chart as a table too, and the same by a link', async () => {
    const { page, offences } = await visit(supervisor, '/console/analytics?days=90&by=device');
    await page.getByRole('heading', { name: 'Volume and decisions' }).waitFor();
    await page.getByRole('heading', { name: 'Reviewers' }).waitFor();
    await page.getByRole('img', { name: 'Decisions by week' }).locator('svg').waitFor();
    // Three people alone use it; the kiosk’s figures would be what is missing.
    await page.getByRole('cell', { name: 'Pixel 9' }).waitFor();
    expect(await page.getByText('Prototype').count()).toBe(0);
    await page.getByText(/cases were rejected for fraud\. A case may have several reasons/).waitFor();
    await page.getByText(/looks at cases whose answer was known are among them/).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'analytics');
    await page.getByRole('button', { name: 'As a table' }).first().click();
    await page.getByRole('columnheader', { name: 'recapture' }).first().waitFor();
    await page.getByLabel('Kind').selectOption('authentication');
    await expect.poll(() => page.url()).toContain('kind=authentication');
    const { key } = room.tenant;
    const { body } = await room.call('GET', '/v1/analytics?kind=authentication', { key });
    expect(body.totals.decisions).toBeGreaterThan(100);
    expect(offences).toEqual([]);
  });

  it('is filtered by keyboard, and says so of three people that they are too few', async () => {
    const { page, offences } = await visit(supervisor, '/console/analytics?days=30');
    await page.getByRole('heading', { name: 'Volume and decisions' }).waitFor();
    await page.getByRole('textbox', { name: 'Device' }).focus();
    await page.keyboard.type('Prototype');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Too few people' }).waitFor();
    await page.getByText('Of so few nothing is told').waitFor();
    expect(await page.getByRole('img').count()).toBe(0);
    expect(
      await page
        .getByRole('textbox', { name: 'Device' })
        .evaluate((field) => field === document.activeElement),
    ).toBe(true);
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'analytics-few');
    // To the button after the fields.
    while (!(await page.evaluate(() => document.activeElement?.textContent === 'Look at all')))
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Volume and decisions' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Device' }).inputValue()).toBe('');
    expect(offences).toEqual([]);
  });

  it('claims no filter that is none, in figures, files and on paper, and says why', async () => {
    const { page, offences } = await visit(supervisor, '/console/analytics?days=90&kind=x&documentType=TD3');
    await page.getByText('Of document type TD3 alone. Kind “x” is left out. A kind is proofing or').waitFor();
    const version = page.getByRole('textbox', { name: 'Policy version' });
    await version.fill('v3');
    await version.press('Enter');
    await page.getByText('Policy version “v3” is left out. A version is a whole number').waitFor();
    expect(await version.inputValue()).toBe('v3');
    expect(await version.getAttribute('aria-invalid')).toBe('true');
    const saidOf = await version.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${saidOf}"]`).textContent()).toBe(
      'A version is a whole number, such as 3.',
    );
    const file = new URL((await page.getByRole('link', { name: 'CSV' }).getAttribute('href'))!, page.url());
    expect([...file.searchParams.keys()].sort()).toEqual(['documentType', 'format', 'from', 'to']);
    expect(await axeFaults(page)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByText('“v3” is left out').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await version.fill('1');
    await version.press('Enter');
    await page.getByText('Of document type TD3, policy version 1 alone. Kind “x” is left out.').waitFor();
    expect(await version.getAttribute('aria-invalid')).toBe('false');
    await page.getByRole('button', { name: 'Look at all' }).click();
    await page.getByText('is left out').waitFor({ state: 'detached' });
    expect(await version.inputValue()).toBe('');
    expect(offences).toEqual([]);
  });

  it('says of what figures are that no filter reaches', async () => {
    const { page, offences } = await visit(supervisor, '/console/analytics?days=90');
    const links = page.getByRole('region', { name: 'From link to decision' });
    const reviewers = page.getByRole('region', { name: 'Reviewers' });
    await reviewers.waitFor();
    expect(await page.getByText('whatever').count()).toBe(0);
    await page.getByLabel('Kind').selectOption('proofing');
    await reviewers.getByText('Of all cases, whatever the filter.').waitFor();
    // Of links the kind is known.
    expect(await links.getByText('whatever').count()).toBe(0);
    await page.getByLabel('Channel', { exact: true }).selectOption('capture');
    await links.getByText('Of all links of kind proofing, whatever the rest of the filter.').waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await reviewers.getByText('Of all cases, whatever the filter.').isVisible()).toBe(true);
    expect(offences).toEqual([]);
  });

  it('says what leads to figures where nothing was decided yet', async () => {
    const bare = await room.service.newTenant();
    const context = await signedInContext(room.browser, await bare.signedIn('supervisor'));
    const { page, offences } = await visit(context, '/console/analytics');
    await page.getByRole('heading', { name: 'Nothing was decided in this period' }).waitFor();
    await page.getByText('POST /v1/verifications').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'analytics-nothing');
    await page.getByRole('link', { name: 'What is to be expected' }).click();
    await page.getByRole('heading', { name: 'Nothing has been decided yet' }).waitFor();
    await context.close();
    expect(offences).toEqual([]);
  });

  it('is printed on light paper, whatever the screen, with its charts as wide as it', async () => {
    const { page, offences } = await visit(supervisor, '/console/analytics?days=90&documentType=TD3');
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.getByRole('img', { name: 'Decisions by week' }).locator('svg').waitFor();
    const light = await inkOf(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await inkOf(page)).not.toBe(light);
    // As wide as A4 less its margins.
    await page.setViewportSize({ width: 718, height: 1000 });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await inkOf(page)).toBe(light);
    expect(await page.getByRole('textbox', { name: 'Device' }).isVisible()).toBe(false);
    await page.getByText('Of document type TD3 alone.').waitFor();
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(beyond).toBeLessThanOrEqual(0);
    if (process.env.LIKENESS_PAGES)
      await page.screenshot({ path: `${process.env.LIKENESS_PAGES}/analytics-print.png`, fullPage: true });
    expect(offences).toEqual([]);
  });

  it('says since when links are counted, where those of all the period are kept no more', async () => {
    const { page, offences } = await visit(supervisor, '/console/analytics?days=90');
    const links = page.getByRole('region', { name: 'From link to decision' });
    await links.getByText(/^Links are kept for 30 days: counted since \d{4}-\d\d-\d\d \(UTC\)\.$/).waitFor();
    await page.getByLabel('The last').selectOption('30');
    await links.getByText('Links are kept').waitFor({ state: 'detached' });
    await links.getByText('Link made').waitFor();
    expect(offences).toEqual([]);
  });

  it('shows that something has moved for one state alone', async () => {
    const { page, offences } = await visit(supervisor, '/console/analytics/drift?by=issuingState&days=30');
    await page.getByRole('row', { name: /selfie\.Sharpness drifted/ }).waitFor();
    expect(await page.getByText('drifted').count()).toBe(1);
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'analytics-drift');
    expect(offences).toEqual([]);
  });

  it('says what is to be expected, with hours of review and how each model did', async () => {
    const { page, offences } = await visit(supervisor, '/console/analytics/forecast?horizon=14');
    await page.getByRole('heading', { name: 'Hours of review a day' }).waitFor({ timeout: 50_000 });
    await page.getByText(/with the looks at cases whose answer is known/).waitFor();
    await page.getByText('How each model did on your own days').first().click();
    await page
      .getByRole('cell', { name: /\(chosen\)/ })
      .first()
      .waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'analytics-forecast');
    expect(offences).toEqual([]);
  });

  it('gives the decisions as a file', async () => {
    const { page, offences } = await visit(supervisor, '/console/analytics?days=7');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).click(),
    ]);
    const text = await readFile((await download.path())!, 'utf8');
    expect(text.split('\n')[0]).toMatch(/^verification,decided_at,kind,channel,decision,reasons,score/);
    expect(text.split('\n').length).toBeGreaterThan(50);
    expect(offences).toEqual([]);
  });
});
