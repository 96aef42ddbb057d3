// Analytics in a real browser, before the real service, over ninety days of invented decisions: they are there to be summed
// and drawn.

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Browser, BrowserContext } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  call,
  openTestService,
  type TestService,
  type TestTenant,
} from '../../../service/service.fixture.js';
import { createRandom } from '../../../trials/index.js';
import {
  axeFaults,
  browserMissing,
  openBrowser,
  photograph,
  signedInContext,
  visit,
} from '../../browser.fixture.js';

if (browserMissing) console.warn(`analytics is not looked at: ${browserMissing}`);

const DAY = 86_400_000;

let service: TestService;
let tenant: TestTenant;
let browser: Browser;
let supervisor: BrowserContext;

beforeAll(async () => {
  if (browserMissing) return;
  // Of its own: no key opens what invented people have sealed.
  service = await openTestService();
  tenant = await service.newTenant();
  browser = await openBrowser(service);
  const cookie = await tenant.signedIn('supervisor');
  supervisor = await signedInContext(browser, cookie);
  await ninetyDays((await call(service, 'GET', '/v1/me', { headers: { cookie } })).body.id);
});
afterAll(async () => {
  await browser?.close();
  await service?.close();
  await service?.database.close();
});

/** Busier in the week than at its end, and a tenth more each month; documents of one state have become less sharp. */
async function ninetyDays(reviewer: string): Promise<void> {
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
  const decisions = Array.from({ length: 90 }, (_, age) => {
    const day = today - (90 - age) * DAY;
    const isWeekend = [0, 6].includes(new Date(day).getUTCDay());
    const count = Math.round((isWeekend ? 14 : 42) * 1.1 ** (age / 30) * (0.9 + 0.2 * random.uniform()));
    return Array.from({ length: count }, () => {
      const msecs = Math.floor(day + DAY * random.uniform());
      const isLogin = random.uniform() < 0.25;
      const decision = pick(['approve', 0.78], ['review', 0.11], ['reject', 0.05], ['recapture', 0.06]);
      const state = pick(['EST', 0.5], ['FIN', 0.3], ['LVA', 0.2]);
      const isDull = state === 'FIN' && age > 59;
      return {
        ...{ id: uuidv7({ msecs }), at: new Date(msecs).toISOString(), decision },
        kind: isLogin ? 'authentication' : 'proofing',
        subject: people[Math.floor(people.length * random.uniform() ** 1.5)],
        reasons: {
          approve: ['score_reaches_threshold'],
          review: pick([['score_between_limits'], 0.7], [['face_of_another_customer'], 0.3]),
          reject: ['evidence_against'],
          recapture: pick([['face_not_found'], 0.4], [['too_dark'], 0.35], [['glare'], 0.25]),
        }[decision],
        score: decision === 'recapture' ? null : 0.5 + 0.4 * random.uniform(),
        llr:
          decision === 'recapture' ? null : (decision === 'reject' ? -6 : 4) + 6 * (random.uniform() - 0.5),
        state: isLogin ? null : state,
        type: isLogin ? null : pick(['TD3', 0.6], ['TD1', 0.4]),
        quality: { selfie: { Sharpness: Math.round((isDull ? 45 : 70) + 20 * (random.uniform() - 0.5)) } },
        channel: random.uniform() < 0.6 ? 'capture' : 'api',
        ms: Math.round(90 + 120 * random.uniform() ** 3),
      };
    });
  }).flat();
  const cases = decisions
    .filter(({ decision }) => decision === 'review')
    .map(({ id, at, reasons }) => {
      const outcome = pick(['approve', 0.6], ['reject', 0.3], ['recapture', 0.1]);
      const reason = {
        approve: 'same_person',
        reject: pick(['different_person', 0.5], ['second_identity', 0.3], ['document_forged', 0.2]),
        recapture: 'selfie_unusable',
      }[outcome];
      const minutes = 10 + 600 * random.uniform() ** 2;
      return {
        ...{ id: uuidv7({ msecs: Date.parse(at) }), verification: id, opened: at, reasons, outcome, reason },
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
  await service.database.tenant(tenant.id, async (transaction) => {
    await sql`insert into subjects (id, wrapped_key, master_key, created_at)
      select id, '\\x00', 'mk', now() from unnest(${people}::uuid[]) id`.execute(transaction);
    await sql`insert into verifications (id, kind, subject, decision, reasons, score, llr, policy_version, model_name,
        model_digest, issuing_state, document_type, quality, channel, milliseconds, created_at)
      select id, kind, subject, decision, reasons, score, llr, 1, 'fast', 'ab', state, type, quality, channel, ms, at
      from jsonb_to_recordset(${JSON.stringify(decisions)}::jsonb) r (id uuid, kind text, subject uuid, decision text,
        reasons text[], score float8, llr float8, state text, type text, quality jsonb, channel text, ms int,
        at timestamptz)`.execute(transaction);
    await sql`insert into cases (id, verification, subject, state, version, risk, stands_at, reasons, opened_at, outcome,
        outcome_reasons, decided_at, decided_sequence)
      select r.id, r.verification, v.subject, 'decided', 2, 1, r.opened, r.reasons, r.opened, r.outcome,
        array[r.reason], r.decided, row_number() over ()
      from jsonb_to_recordset(${JSON.stringify(cases)}::jsonb) r (id uuid, verification uuid, opened timestamptz,
        reasons text[], outcome text, reason text, decided timestamptz)
      join verifications v on v.id = r.verification`.execute(transaction);
    await sql`insert into case_looks ("case", ordinal, person, outcome, reasons, against_evidence, seconds, at)
      select id, 1, ${reviewer}, outcome, array[reason], false, seconds, decided
      from jsonb_to_recordset(${JSON.stringify(cases)}::jsonb)
        r (id uuid, outcome text, reason text, seconds float8, decided timestamptz)`.execute(transaction);
    await sql`insert into captures (id, token_id, secret_hash, purpose, customer, state, tries_left, nonce, created_at,
        created_by, expires_at, opened_at, ended_at, verification)
      select id, id::text, sha256('x'), purpose, 'somebody', state, 1, sha256('x'), at - interval '5 minutes', 'key:x',
        at + interval '1 day', case when state = 'expired' then null else at - interval '4 minutes' end, at, verification
      from jsonb_to_recordset(${JSON.stringify(links)}::jsonb)
        r (id uuid, verification uuid, at timestamptz, purpose text, state text)`.execute(transaction);
  });
}

describe.skipIf(browserMissing)('analytics', () => {
  it('shows what happened, each chart as a table too, and the same by a link', async () => {
    const { page, offences } = await visit(supervisor, '/console/analytics?days=90');
    await page.getByRole('heading', { name: 'Volume and decisions' }).waitFor();
    await page.getByRole('heading', { name: 'Reviewers' }).waitFor();
    await page.getByRole('img', { name: 'Decisions by week' }).locator('svg').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'analytics');
    await page.getByRole('button', { name: 'As a table' }).first().click();
    await page.getByRole('columnheader', { name: 'recapture' }).first().waitFor();
    await page.getByLabel('Kind').selectOption('authentication');
    await expect.poll(() => page.url()).toContain('kind=authentication');
    const { body } = await call(service, 'GET', '/v1/analytics?kind=authentication', { key: tenant.key });
    expect(body.totals.decisions).toBeGreaterThan(100);
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
