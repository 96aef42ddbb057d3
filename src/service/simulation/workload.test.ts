import { afterAll, beforeAll, expect, test } from 'vitest';
import { decided, insertDecided, insertLooked } from '../analytics/analytics.fixture.js';
import { ensureTenant, systemActor } from '../identity/index.js';
import { DEFAULT_DOCUMENT, draftPolicy } from '../policies/index.js';
import { testDatabase } from '../postgres/testing.fixture.js';
import { type Database, openDatabase } from '../storage/index.js';
import { workloadOf } from './workload.js';

let database: Database;

beforeAll(async () => {
  database = await openDatabase({ url: (await testDatabase()).url, connections: 2 });
});
afterAll(() => database.close());

/** A tenant with 50 cases that somebody looked at a day ago. */
async function reviewed(
  name: string,
  look: (i: number) => { readonly isSeed: boolean; readonly seconds: number },
): Promise<{ id: string; at: string }> {
  const { id } = await ensureTenant(database, name);
  await database.tenant(id, (transaction) =>
    draftPolicy(transaction, DEFAULT_DOCUMENT, 'test', systemActor(id, 'test')),
  );
  const at = new Date(Date.now() - 86_400_000).toISOString();
  const rows = Array.from({ length: 50 }, () => decided({ at, decision: 'review' }));
  await insertDecided(database, id, rows);
  await insertLooked(
    database,
    id,
    rows.map(({ id: verification }, i) => ({
      ...{ verification, outcome: 'approve', reasons: ['same_person'], at },
      ...look(i),
    })),
  );
  return { id, at };
}

const workload = ({ id, at }: { readonly id: string; readonly at: string }) => {
  const period = { from: new Date(at), to: new Date() };
  const load = { subject: 'one', cases: { before: true, after: true } };
  return database.tenant(id, (transaction) =>
    workloadOf(transaction, [load], { period, days: 1, total: 60, hourlyCost: null }),
  );
};

test('the usual look is one at a case of a customer: cases with a known answer are no guide to it', async () => {
  // Thirty whose answer is known, each five times as long.
  const look = (i: number) => ({ isSeed: i >= 20, seconds: i >= 20 ? 300 : 60 });
  expect(await workload(await reviewed('reviewing', look))).toMatchObject({
    secondsALook: { median: 60, looks: 20 },
    hoursADay: { before: { value: 1 } },
  });
});

test('no look is longer than half an hour, as those were that were kept before they had a bound', async () => {
  const look = () => ({ isSeed: false, seconds: 15 * 3600 });
  expect(await workload(await reviewed('overnight', look))).toMatchObject({
    secondsALook: { median: 1800, looks: 50 },
  });
});
