// What is told of whom: nothing of a few people, hours of all looks.

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '../identity/index.js';
import { changePeriods } from '../retention/index.js';
import { call, type TestTenant } from '../service.fixture.js';
import { type Decided, decided } from './analytics.fixture.js';
import { after, LEAVES_OUT_FEW, openTold, TOO_FEW, times } from './told.fixture.js';

let told: Awaited<ReturnType<typeof openTold>>;
beforeAll(async () => {
  told = await openTold();
});
afterAll(() => told.close());

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
    tenant = await told.tenantWith(
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
    const { totals, funnel } = await told.ask(tenant);
    expect(totals).toMatchObject({ decisions: 36, people: 28, shares: { reject: { count: 10 } } });
    // Nobody is not few.
    expect(funnel.made).toBe(0);
  });

  it('are withheld by a filter that lets them alone pass, with all that hangs on it', async () => {
    const answer = await told.ask(tenant, '&device=tablet&by=device');
    expect(answer).toMatchObject({
      ...{ totals: TOO_FEW, reviewing: TOO_FEW, steps: [], reasons: [], errorRates: [] },
      groups: { groups: [], others: 0 },
    });
    expect(JSON.stringify(answer)).not.toContain('because_');
  });

  it('are withheld by a short moment', async () => {
    const { body } = await call(told.service, 'GET', `/v1/analytics?from=${after(20)}&to=${after(21)}`, {
      key: tenant.key,
    });
    expect(body.totals).toEqual(TOO_FEW);
    // Before it there was nothing, which tells of nobody.
    expect(body.totalsBefore).toMatchObject({ decisions: 0, shares: null });
  });

  it('are withheld as those whom a filter leaves out', async () => {
    const extra = await told.tenantWith([...rows.slice(0, 20), ...rows.slice(26)].map((row) => anew(row)));
    // All but two people: the sum of all less this would be theirs.
    expect((await told.ask(extra, '&device=phone')).totals).toEqual(LEAVES_OUT_FEW);
    // Six more are left out here.
    expect((await told.ask(tenant, '&device=phone')).totals).toMatchObject({ decisions: 20 });
    // Of documents of type TD1 this leaves out those two alone.
    expect((await told.ask(tenant, '&documentType=TD1')).totals).toMatchObject({ decisions: 16 });
    expect((await told.ask(tenant, '&documentType=TD1&device=kiosk')).totals).toEqual(LEAVES_OUT_FEW);
  });

  it('are withheld as what would be left of all, less one value of a filter after the other', async () => {
    // Two people are by tablet: all, less those by phone, less those by kiosk, would be theirs.
    expect((await told.ask(tenant, '&device=phone')).totals).toMatchObject({ decisions: 20 });
    expect((await told.ask(tenant, '&device=kiosk')).totals).toEqual(LEAVES_OUT_FEW);
    // As is so among approvals and rejections of one kind.
    expect((await told.ask(tenant, '&kind=proofing&device=kiosk')).totals).toEqual(LEAVES_OUT_FEW);
    expect((await told.ask(tenant, '&kind=proofing&device=phone')).totals).toMatchObject({ decisions: 20 });
    expect((await told.ask(tenant, '&device=watch')).totals).toMatchObject({ decisions: 0 });
  });

  it('are withheld as a group, a day and a week, each with the smallest of the others', async () => {
    const { groups } = await told.ask(tenant, '&by=device');
    expect(groups).toMatchObject({ groups: [{ value: 'phone', people: 20 }], others: 2 });
    const { steps } = await told.ask(tenant, '&step=week');
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
    const { reviewing } = await told.ask(tenant);
    expect(reviewing).toMatchObject({ opened: 3, decided: 3, outcomes: TOO_FEW });
    expect(JSON.stringify(reviewing)).not.toContain('document_forged');
  });

  it('are withheld as links of a few customers', async () => {
    const other = await told.tenantWith([]);
    await keepLinks(other);
    await insertLinks(
      other,
      times(12, (i) => ({ customer: `customer ${i % 4}`, seconds: null })),
    );
    expect((await told.ask(other)).funnel).toEqual(TOO_FEW);
  });

  it('are withheld as the time that a few took with their links', async () => {
    const [four, five] = [await told.tenantWith([]), await told.tenantWith([])];
    const completedBy = (people: number) =>
      times(9, (i) => ({ customer: `customer ${i}`, seconds: i < people ? 60 : null }));
    for (const tenant of [four, five]) await keepLinks(tenant);
    await insertLinks(four, completedBy(4));
    await insertLinks(five, completedBy(5));
    expect((await told.ask(four)).funnel).toMatchObject({ made: 9, completed: 4, seconds: null });
    expect((await told.ask(five)).funnel).toMatchObject({ completed: 5, seconds: { median: 60, high: 60 } });
  });

  it('are withheld as reasons to take pictures anew, whenever their links were made', async () => {
    const recaptured = (kind: Decided['kind'], at: string) =>
      decided({ kind, at, channel: 'capture', decision: 'recapture' });
    const other = await told.tenantWith([
      recaptured('proofing', after(20)),
      ...times(5, (i) => recaptured('proofing', after(1, i))),
      recaptured('authentication', after(1, 10)),
    ]);
    const day = `/v1/analytics?from=${after(20)}&to=${after(21)}`;
    const { body } = await call(told.service, 'GET', day, { key: other.key });
    expect(body.funnel).toMatchObject({ made: 0, advice: TOO_FEW });
    expect((await told.ask(other)).funnel.advice).toEqual([{ code: 'because_recapture', count: 7 }]);
    // One person was not proofed.
    expect((await told.ask(other, '&kind=proofing')).funnel.advice).toEqual(LEAVES_OUT_FEW);
  });

  it('are withheld as the median score of a day or group in which few have one', async () => {
    const other = await told.tenantWith([
      ...times(6, (i) => decided({ at: after(1, i), device: 'phone', score: i < 4 ? 0.9 : null })),
      ...times(6, (i) => decided({ at: after(2, i), device: 'kiosk', score: i < 5 ? 0.9 : null })),
    ]);
    const { steps, groups } = await told.ask(other, '&by=device');
    expect(steps.slice(1, 3)).toMatchObject([
      { people: 6, score: null },
      { people: 6, score: 0.9 },
    ]);
    expect(groups.groups).toMatchObject([
      { value: 'kiosk', score: 0.9 },
      { value: 'phone', score: null },
    ]);
  });

  it('are withheld as the usual time of a look at their cases', async () => {
    const lookedAt = async (people: number) => {
      const reviewed = times(6, (i) => decided({ at: after(1, i), decision: 'review' }));
      const looked = reviewed.slice(0, people).map(({ id, at }) => ({
        ...{ verification: id, outcome: 'approve' as const, reasons: ['same_person'], seconds: 90, at },
        isSeed: false,
      }));
      return (await told.ask(await told.tenantWith(reviewed, looked))).reviewing.looks;
    };
    expect(await lookedAt(1)).toEqual({ count: 1, median: null, hours: 0.025 });
    expect(await lookedAt(5)).toEqual({ count: 5, median: 90, hours: 0.125 });
  });

  it('are withheld in drift: as a group of either period, as a median, by a filter', async () => {
    const before = (days: number) => after(days - 40);
    const drifting = await told.tenantWith([
      ...times(30, (i) => decided({ at: before(i % 20), device: 'phone' })),
      ...times(30, (i) =>
        decided({ at: after(i % 20), device: 'phone', score: i < 4 ? 0.9 : null, llr: null }),
      ),
      ...times(8, (i) => decided({ at: after(i), device: 'kiosk' })),
      ...times(20, (i) => decided({ at: after(i), device: 'tablet' })),
      // It was of three people before.
      ...times(3, (i) => decided({ at: before(i + 15), device: 'tablet' })),
    ]);
    const drift = await told.ask(drifting, '&by=device', '/v1/analytics/drift');
    expect(drift).toMatchObject({ groups: [{ value: 'phone' }], others: 2, tooFew: null });
    const measures = Object.fromEntries(
      drift.groups[0].measures.map((one: { measure: string }) => [one.measure, one]),
    );
    expect(measures.score).toMatchObject({ current: null, reference: { median: 0.5 } });
    expect(measures.decision.current).toEqual({ shares: { approve: 1, review: 0, reject: 0, recapture: 0 } });
    // Three people before are not by phone.
    expect(await told.ask(drifting, '&by=documentType&device=phone', '/v1/analytics/drift')).toEqual({
      ...{ groups: [], others: 0 },
      ...LEAVES_OUT_FEW,
    });
  });
});

/** Links are kept for long enough that those of these weeks are. */
const keepLinks = ({ id }: TestTenant) =>
  told.service.database.tenant(id, (transaction) =>
    changePeriods(transaction, { captures: 400 }, 'test', 0, systemActor(id, 'test')),
  );

/** Links of these customers, which their tries used up, or which were completed so long after they were opened. */
const insertLinks = (
  { id }: TestTenant,
  links: readonly { readonly customer: string; readonly seconds: number | null; readonly at?: string }[],
) =>
  told.service.database.tenant(id, (transaction) =>
    sql`insert into captures (id, token_id, secret_hash, purpose, customer, state, tries_left, nonce, created_at,
        created_by, expires_at, opened_at, ended_at)
      select gen_random_uuid(), gen_random_uuid()::text, sha256('x'), 'proofing', customer,
        case when seconds is null then 'failed' else 'completed' end, 0, sha256('x'), at, 'key:x', at + interval '1 day',
        at, at + make_interval(secs => seconds)
      from (select customer, seconds, coalesce(at, ${after(1)}::timestamptz) as at from
        jsonb_to_recordset(${JSON.stringify(links)}::jsonb) r (customer text, seconds float8, at timestamptz)) l`.execute(
      transaction,
    ),
  );

/** The same of other people. */
const anew = (row: Decided): Decided => ({
  ...row,
  id: randomUUID(),
  subject: row.subject.startsWith('0000') ? row.subject.replace('8000', '9000') : randomUUID(),
});

describe('a case with a known answer', () => {
  const seeded = (rows: readonly Decided[]) =>
    rows.map(({ id, at }) => ({
      ...{ verification: id, outcome: 'approve' as const, reasons: ['same_person'], seconds: 60, at },
      isSeed: true,
    }));
  const five = (days: number) => times(5, (i) => decided({ at: after(days, i) }));

  it('makes a day that has nothing else one of a few people: it would be known by there being nothing', async () => {
    const others = [...five(1), ...times(7, (i) => decided({ at: after(2, i) }))];
    const alone = decided({ at: after(4), decision: 'review' });
    const [seed, real] = [
      await told.tenantWith([...others, alone], seeded([alone])),
      await told.tenantWith([...others, alone].map(anew)),
    ];
    const day = async (of: TestTenant) => {
      const path = `/v1/analytics?from=${after(4)}&to=${after(4, 1)}`;
      return (await call(told.service, 'GET', path, { key: of.key })).body;
    };
    expect(await day(seed)).toEqual(await day(real));
    expect(await day(seed)).toMatchObject({ totals: TOO_FEW, reviewing: TOO_FEW });
    const [{ steps }, { steps: stepsOfReal }] = [await told.ask(seed), await told.ask(real)];
    expect(steps).toEqual(stepsOfReal);
    // With the smallest of the others, as always.
    expect(steps.slice(0, 6)).toMatchObject([
      { decisions: 0 },
      TOO_FEW,
      { decisions: 7 },
      { decisions: 0 },
      TOO_FEW,
      { decisions: 0 },
    ]);
  });

  it('makes a group that has nothing else one of a few people, also for a filter and in drift', async () => {
    const phones = times(7, (i) => decided({ at: after(2, i), device: 'phone' }));
    const kiosks = times(5, (i) => decided({ at: after(2, i), device: 'kiosk' }));
    const alone = decided({ at: after(2, 30), device: 'tablet', decision: 'review' });
    const [seed, real] = [
      await told.tenantWith([...phones, ...kiosks, alone], seeded([alone])),
      await told.tenantWith([...phones, ...kiosks, alone].map(anew)),
    ];
    const groups = async (of: TestTenant) => (await told.ask(of, '&by=device')).groups;
    expect(await groups(seed)).toEqual(await groups(real));
    expect(await groups(seed)).toMatchObject({ groups: [{ value: 'phone' }], others: 2 });
    const totals = async (of: TestTenant, filter: string) => (await told.ask(of, filter)).totals;
    for (const filter of ['&device=tablet', '&device=kiosk', '&device=phone', '&device=kiosk&channel=api'])
      expect(await totals(seed, filter), filter).toEqual(await totals(real, filter));
    expect(await totals(seed, '&device=kiosk')).toEqual(LEAVES_OUT_FEW);
    const drift = (of: TestTenant) => told.ask(of, '&by=device', '/v1/analytics/drift');
    expect(await drift(seed)).toEqual(await drift(real));
    expect(await drift(seed)).toMatchObject({ groups: [{ value: 'phone' }], others: 2 });
  });

  it('is in no figure of a day that has others', async () => {
    const [known] = [decided({ at: after(1, 30), decision: 'review' })];
    const tenant = await told.tenantWith([...five(1), known!], seeded([known!]));
    expect((await told.ask(tenant)).totals).toMatchObject({ decisions: 5, shares: { review: { count: 0 } } });
  });
});

describe('capture links', () => {
  const DAY = 86_400_000;
  const midnight = (days: number): string =>
    new Date(Math.floor(Date.now() / DAY) * DAY - days * DAY).toISOString();

  it('are counted as far back as those that have ended are kept, and the answer says since when', async () => {
    const tenant = await told.tenantWith([]);
    const links = (days: number) =>
      times(6, (i) => ({ customer: `customer ${days} ${i}`, seconds: 60, at: midnight(days) }));
    // Retention is yet to come by; and what it has left of the days before would be taken for all of them.
    await insertLinks(tenant, [...links(10), ...links(40)]);
    const funnel = async (days: number) =>
      (await call(told.service, 'GET', `/v1/analytics?from=${midnight(days)}`, { key: tenant.key })).body
        .funnel;
    expect(await funnel(20)).toMatchObject({ made: 6, since: null, keptDays: 30 });
    expect(await funnel(90)).toMatchObject({ made: 6, since: midnight(29), keptDays: 30 });
    await keepLinks(tenant);
    expect(await funnel(90)).toMatchObject({ made: 12, since: null, keptDays: 400 });
  });
});

describe('looks at cases whose answer was known', () => {
  it('are hours of work; a case of business takes what was looked at it', async () => {
    const day = new Date(Date.now() - 5 * 86_400_000).toISOString();
    const rows = times(30, () => decided({ at: day, decision: 'review' }));
    const tenant = await told.tenantWith(
      rows,
      rows.map(({ id }, i) => ({
        ...{ verification: id, outcome: 'approve', reasons: ['same_person'], at: day },
        // Ten whose answer is known, each three times as long.
        ...{ isSeed: i % 3 === 0, seconds: i % 3 === 0 ? 360 : 120 },
      })),
    );
    const { body } = await call(told.service, 'GET', '/v1/analytics', { key: tenant.key });
    expect(body.reviewing).toMatchObject({
      ...{ opened: 20, decided: 20, looks: { count: 30, hours: (20 * 120 + 10 * 360) / 3600 } },
      outcomes: { decided: { approve: 20 } },
    });
    const forecast = await call(told.service, 'GET', '/v1/analytics/forecast', { key: tenant.key });
    expect(forecast.body).toMatchObject({
      secondsACase: 120,
      staffedSecondsACase: (20 * 120 + 10 * 360) / 20,
    });
  });
});

describe('looks that were kept before they had a bound', () => {
  it('count half an hour at most: nobody knows of a night what of it was work', async () => {
    const day = new Date(Date.now() - 5 * 86_400_000).toISOString();
    const rows = times(30, () => decided({ at: day, decision: 'review' }));
    const tenant = await told.tenantWith(
      rows,
      rows.map(({ id }) => ({
        ...{ verification: id, outcome: 'approve', reasons: ['same_person'], at: day },
        ...{ isSeed: false, seconds: 15 * 3600 },
      })),
    );
    const { reviewing } = (await call(told.service, 'GET', '/v1/analytics', { key: tenant.key })).body;
    expect(reviewing.looks).toEqual({ count: 30, median: 1800, hours: 15 });
    expect(Math.max(...reviewing.steps.map(({ hours }: { hours: number }) => hours))).toBe(15);
    const { body } = await call(told.service, 'GET', '/v1/analytics/forecast', { key: tenant.key });
    expect(body).toMatchObject({ secondsACase: 1800, staffedSecondsACase: 1800 });
  });
});
