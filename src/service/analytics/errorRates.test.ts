// Errors as live traffic shows them: of whom they are told, and at the edge of a period as elsewhere.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Decided, decided, type Looked } from './analytics.fixture.js';
import { after, LEAVES_OUT_FEW, openTold, TOO_FEW, times } from './told.fixture.js';

let told: Awaited<ReturnType<typeof openTold>>;
beforeAll(async () => {
  told = await openTold();
});
afterAll(() => told.close());

describe('errors of a few people', () => {
  const settled = (rows: readonly Decided[], reasons = ['same_person']): Looked[] =>
    rows.map(({ id, at }) => ({
      ...{ verification: id, outcome: reasons[0] === 'same_person' ? 'approve' : 'reject', reasons, at },
      ...{ seconds: 60, isSeed: false },
    }));
  const reviewed = (count: number, day: number, device: string): Decided[] =>
    times(count, (i) => decided({ at: after(day, i), decision: 'review', llr: -1, device }));

  it('are withheld as cases that a filter leaves out in one week, of each kind for itself', async () => {
    const first = [...reviewed(5, 1, 'phone'), ...reviewed(1, 1, 'kiosk')];
    const [second, apart] = [
      [...reviewed(6, 8, 'phone'), ...reviewed(6, 8, 'kiosk')],
      reviewed(6, 1, 'kiosk'),
    ];
    const tenant = await told.tenantWith(
      [...first, ...second, ...apart],
      [...settled([...first, ...second]), ...settled(apart, ['different_person'])],
    );
    const [all, byPhone] = [await told.ask(tenant), await told.ask(tenant, '&device=phone')];
    expect(all.errorRates.slice(0, 2)).toMatchObject([
      { matedMissed: { trials: 6, count: 6 }, nonMatedMatched: { trials: 6, count: 0 } },
      { matedMissed: { trials: 12 }, nonMatedMatched: null },
    ]);
    expect(byPhone.totals.decisions).toBe(11);
    expect(byPhone.errorRates.slice(0, 2)).toMatchObject([
      { matedMissed: LEAVES_OUT_FEW, nonMatedMatched: null },
      { matedMissed: { trials: 6, count: 6 } },
    ]);
  });

  it('are withheld as logins that a filter leaves out', async () => {
    const login = (device: string, i: number, decision: Decided['decision'] = 'approve') =>
      decided({ kind: 'authentication', type: null, device, decision, at: after(1, i) });
    const tenant = await told.tenantWith([
      ...times(6, (i) => login('phone', i)),
      login('kiosk', 7),
      // They did not pass, and count for nothing.
      ...times(9, (i) => login('kiosk', i, 'reject')),
    ]);
    expect((await told.ask(tenant)).errorRates[0].failedLogins).toMatchObject({ trials: 7, count: 0 });
    const { totals, errorRates } = await told.ask(tenant, '&device=phone');
    expect(totals.decisions).toBe(6);
    expect(errorRates[0].failedLogins).toEqual(LEAVES_OUT_FEW);
  });
});

describe('failed logins', () => {
  const login = (subject: string, decision: Decided['decision'], at: string) =>
    decided({ kind: 'authentication', type: null, subject, decision, at });

  it('are those before which the same customer passes within the hour', async () => {
    const people = times(6, () => randomUUID());
    const tenant = await told.tenantWith(
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
    const { errorRates } = await told.ask(tenant);
    expect(errorRates[0]).toMatchObject({
      step: '2026-03-02',
      failedLogins: { count: 12, trials: 30, share: 0.4 },
    });
  });

  it('are so too where the pass comes after the period, which counts it no more than it did', async () => {
    const people = times(5, () => randomUUID());
    const tenant = await told.tenantWith(
      people.flatMap((person) => [
        login(person, 'approve', after(34, 0)),
        login(person, 'reject', after(35, -10)),
        login(person, 'approve', after(35, 10)),
        // More than an hour after.
        login(person, 'reject', after(35, -1)),
      ]),
    );
    const { totals, errorRates } = await told.ask(tenant);
    expect(totals.decisions).toBe(15);
    expect(errorRates.at(-1)).toMatchObject({
      step: '2026-03-30',
      failedLogins: { count: 10, trials: 15 },
    });
  });

  it('are not told of a few people', async () => {
    const people = times(4, () => randomUUID());
    const tenant = await told.tenantWith([
      ...people.map((person) => login(person, 'approve', after(1))),
      ...times(9, () => decided({ at: after(1) })),
    ]);
    expect((await told.ask(tenant)).errorRates[0].failedLogins).toEqual(TOO_FEW);
  });
});
