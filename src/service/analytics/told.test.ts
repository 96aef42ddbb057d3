// What is told of whom: nothing of a few people, hours of all looks, errors at the edge of a period as elsewhere.

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, openTestService, type TestService, type TestTenant } from '../service.fixture.js';
import { type Decided, decided, insertDecided, insertLooked, type Looked } from './analytics.fixture.js';

let service: TestService;

beforeAll(async () => {
  service = await openTestService();
});
afterAll(async () => {
  await service.close();
  await service.database.close();
});

const FROM = '2026-03-02T00:00:00Z';
const TO = '2026-04-06T00:00:00Z';
const TOO_FEW = {
  tooFew: 'These are fewer than five people. Of so few nothing is told: one might be known by the others.',
};
const LEAVES_OUT_FEW = {
  tooFew:
    'The filter leaves out fewer than five people, whose figures would be what is missing here. Look without a part of it.',
};

const after = (days: number, minutes = 0): string =>
  new Date(Date.parse(FROM) + days * 86_400_000 + minutes * 60_000).toISOString();
const times = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));

async function tenantWith(rows: readonly Decided[], looked: readonly Looked[] = []): Promise<TestTenant> {
  const tenant = await service.newTenant();
  await insertDecided(service.database, tenant.id, rows);
  if (looked.length > 0) await insertLooked(service.database, tenant.id, looked);
  return tenant;
}
const ask = async ({ key }: TestTenant, query = '', path = '/v1/analytics') => {
  const { status, body } = await call(service, 'GET', `${path}?from=${FROM}&to=${TO}${query}`, { key });
  expect(status).toBe(200);
  return body;
};

describe('figures of a few people', () => {
  const rows = [
    ...times(20, (i) => decided({ at: after(i % 7, i), device: 'phone', decision: 'review' })),
    ...times(6, (i) => decided({ at: after(i, 60), device: 'kiosk', type: 'TD1' })),
    // Ten decisions, and two people.
    ...times(10, (i) =>
      decided({
        ...{ at: after(20, i), device: 'tablet', type: 'TD1', decision: 'reject' },
        subject: `00000000-0000-4000-8000-00000000000${i % 2}`,
      }),
    ),
  ];
  let tenant: TestTenant;
  beforeAll(async () => {
    tenant = await tenantWith(
      rows,
      rows
        .filter(({ decision }) => decision === 'review')
        .slice(0, 3)
        .map(({ id, at }) => ({
          ...{ verification: id, outcome: 'reject', reasons: ['document_forged'], seconds: 60, at },
          isSeed: false,
        })),
    );
  });

  it('are in the sum of all', async () => {
    const { totals, funnel } = await ask(tenant);
    expect(totals).toMatchObject({ decisions: 36, people: 28, shares: { reject: { count: 10 } } });
    // Nobody is not few.
    expect(funnel.made).toBe(0);
  });

  it('are withheld by a filter that lets them alone pass, with all that hangs on it', async () => {
    const answer = await ask(tenant, '&device=tablet&by=device');
    expect(answer).toMatchObject({
      ...{ totals: TOO_FEW, reviewing: TOO_FEW, steps: [], reasons: [], errorRates: [] },
      groups: { groups: [], others: 0 },
    });
    expect(JSON.stringify(answer)).not.toContain('because_');
  });

  it('are withheld by a short moment', async () => {
    const { body } = await call(service, 'GET', `/v1/analytics?from=${after(20)}&to=${after(21)}`, {
      key: tenant.key,
    });
    expect(body.totals).toEqual(TOO_FEW);
    // Before it there was nothing, which tells of nobody.
    expect(body.totalsBefore).toMatchObject({ decisions: 0, shares: null });
  });

  it('are withheld as those whom a filter leaves out', async () => {
    const extra = await tenantWith([...rows.slice(0, 20), ...rows.slice(26)].map((row) => anew(row)));
    // All but two people: the sum of all less this would be theirs.
    expect((await ask(extra, '&device=phone')).totals).toEqual(LEAVES_OUT_FEW);
    // Six more are left out here.
    expect((await ask(tenant, '&device=phone')).totals).toMatchObject({ decisions: 20 });
    // Of documents of type TD1 this leaves out those two alone.
    expect((await ask(tenant, '&documentType=TD1')).totals).toMatchObject({ decisions: 16 });
    expect((await ask(tenant, '&documentType=TD1&device=kiosk')).totals).toEqual(LEAVES_OUT_FEW);
  });

  it('are withheld as a group, a day and a week, each with the smallest of the others', async () => {
    const { groups } = await ask(tenant, '&by=device');
    expect(groups).toMatchObject({ groups: [{ value: 'phone', people: 20 }], others: 2 });
    const { steps } = await ask(tenant, '&step=week');
    expect(steps).toMatchObject([
      { step: '2026-03-02', ...TOO_FEW },
      { step: '2026-03-09', decisions: 0 },
      { step: '2026-03-16', ...TOO_FEW },
      { step: '2026-03-23', decisions: 0 },
      { step: '2026-03-30', decisions: 0 },
    ]);
    expect(Object.keys(steps[0])).toEqual(['step', 'tooFew']);
  });

  it('are withheld as outcomes of cases; how much work there was is told', async () => {
    const { reviewing } = await ask(tenant);
    expect(reviewing).toMatchObject({ opened: 3, decided: 3, outcomes: TOO_FEW });
    expect(JSON.stringify(reviewing)).not.toContain('document_forged');
  });

  it('are withheld as links of a few customers', async () => {
    const other = await tenantWith([]);
    await service.database.tenant(other.id, (transaction) =>
      sql`insert into captures (id, token_id, secret_hash, purpose, customer, state, tries_left, nonce, created_at,
          created_by, expires_at)
        select gen_random_uuid(), i || ${randomUUID()}, sha256('x'), 'proofing', 'customer ' || i % 4, 'failed', 0,
          sha256('x'), ${after(1)}, 'key:x', ${after(2)}
        from generate_series(1, 12) i`.execute(transaction),
    );
    expect((await ask(other)).funnel).toEqual(TOO_FEW);
  });

  it('are withheld in drift: as a group of either period, as a median, by a filter', async () => {
    const before = (days: number) => after(days - 40);
    const drifting = await tenantWith([
      ...times(30, (i) => decided({ at: before(i % 20), device: 'phone' })),
      ...times(30, (i) =>
        decided({ at: after(i % 20), device: 'phone', score: i < 4 ? 0.9 : null, llr: null }),
      ),
      ...times(8, (i) => decided({ at: after(i), device: 'kiosk' })),
      ...times(20, (i) => decided({ at: after(i), device: 'tablet' })),
      // It was of three people before.
      ...times(3, (i) => decided({ at: before(i + 15), device: 'tablet' })),
    ]);
    const drift = await ask(drifting, '&by=device', '/v1/analytics/drift');
    expect(drift).toMatchObject({ groups: [{ value: 'phone' }], others: 2, tooFew: null });
    const measures = Object.fromEntries(
      drift.groups[0].measures.map((one: { measure: string }) => [one.measure, one]),
    );
    expect(measures.score).toMatchObject({ current: null, reference: { median: 0.5 } });
    expect(measures.decision.current).toEqual({ shares: { approve: 1, review: 0, reject: 0, recapture: 0 } });
    // Three people before are not by phone.
    expect(await ask(drifting, '&by=documentType&device=phone', '/v1/analytics/drift')).toEqual({
      ...{ groups: [], others: 0 },
      ...LEAVES_OUT_FEW,
    });
  });
});

/** The same of other people. */
const anew = (row: Decided): Decided => ({
  ...row,
  id: randomUUID(),
  subject: row.subject.startsWith('0000') ? row.subject.replace('8000', '9000') : randomUUID(),
});

describe('looks at cases whose answer was known', () => {
  it('are hours of work; a case of business takes what was looked at it', async () => {
    const day = new Date(Date.now() - 5 * 86_400_000).toISOString();
    const rows = times(30, () => decided({ at: day, decision: 'review' }));
    const tenant = await tenantWith(
      rows,
      rows.map(({ id }, i) => ({
        ...{ verification: id, outcome: 'approve', reasons: ['same_person'], at: day },
        // Ten whose answer is known, each three times as long.
        ...{ isSeed: i % 3 === 0, seconds: i % 3 === 0 ? 360 : 120 },
      })),
    );
    const { body } = await call(service, 'GET', '/v1/analytics', { key: tenant.key });
    expect(body.reviewing).toMatchObject({
      ...{ opened: 20, decided: 20, looks: { count: 30, hours: (20 * 120 + 10 * 360) / 3600 } },
      outcomes: { decided: { approve: 20 } },
    });
    const forecast = await call(service, 'GET', '/v1/analytics/forecast', { key: tenant.key });
    expect(forecast.body).toMatchObject({
      secondsACase: 120,
      staffedSecondsACase: (20 * 120 + 10 * 360) / 20,
    });
  });
});

describe('failed logins', () => {
  const login = (subject: string, decision: Decided['decision'], at: string) =>
    decided({ kind: 'authentication', type: null, subject, decision, at });

  it('are those before which the same customer passes within the hour', async () => {
    const people = times(6, () => randomUUID());
    const tenant = await tenantWith(
      people.flatMap((person) => [
        login(person, 'reject', after(1, 0)),
        login(person, 'review', after(1, 5)),
        login(person, 'approve', after(1, 10)),
        // Nobody knows who that was.
        login(person, 'reject', after(3, 0)),
        login(person, 'approve', after(3, 61)),
        login(person, 'approve', after(3, 500)),
      ]),
    );
    const { errorRates } = await ask(tenant);
    expect(errorRates[0]).toMatchObject({
      step: '2026-03-02',
      failedLogins: { count: 12, trials: 30, share: 0.4 },
    });
  });

  it('are so too where the pass comes after the period, which counts it no more than it did', async () => {
    const people = times(5, () => randomUUID());
    const tenant = await tenantWith(
      people.flatMap((person) => [
        login(person, 'approve', after(34, 0)),
        login(person, 'reject', after(35, -10)),
        login(person, 'approve', after(35, 10)),
        // More than an hour after.
        login(person, 'reject', after(35, -1)),
      ]),
    );
    const { totals, errorRates } = await ask(tenant);
    expect(totals.decisions).toBe(15);
    expect(errorRates.at(-1)).toMatchObject({
      step: '2026-03-30',
      failedLogins: { count: 10, trials: 15 },
    });
  });

  it('are not told of a few people', async () => {
    const people = times(4, () => randomUUID());
    const tenant = await tenantWith([
      ...people.map((person) => login(person, 'approve', after(1))),
      ...times(9, () => decided({ at: after(1) })),
    ]);
    expect((await ask(tenant)).errorRates[0].failedLogins).toEqual(TOO_FEW);
  });
});
