import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQuestions, type Questions } from '../aside/index.js';
import { ensureTenant } from '../identity/index.js';
import { testDatabase } from '../postgres/testing.fixture.js';
import { type Database, openDatabase } from '../storage/index.js';
import { openForecasts } from './forecasting.js';

let database: Database;
let [one, other]: string[] = [];

beforeAll(async () => {
  database = await openDatabase({ url: (await testDatabase()).url, connections: 4 });
  [one, other] = [(await ensureTenant(database, 'one')).id, (await ensureTenant(database, 'other')).id];
});
afterAll(() => database.close());

/** Forecasts, and how often a past was read for them. */
function counted() {
  const questions = openQuestions(database);
  let reads = 0;
  const forecast = openForecasts({
    inTurn: (...asked: Parameters<Questions['inTurn']>) => {
      reads++;
      return questions.inTurn(...asked);
    },
  } as Questions);
  const ask = (tenant: string, timeZone = 'UTC', horizon = 14, signal = new AbortController().signal) =>
    forecast({ tenant, timeZone, horizon, signal });
  return { ask, reads: () => reads };
}

describe('forecasts', () => {
  it('are made once for all who ask at the same moment, and kept for the day', async () => {
    const { ask, reads } = counted();
    const [first, second] = await Promise.all([ask(one!), ask(one!)]);
    expect(second).toBe(first);
    expect(await ask(one!)).toBe(first);
    expect(reads()).toBe(1);
  });

  it('are of one tenant, time zone and horizon', async () => {
    const { ask, reads } = counted();
    await Promise.all([ask(one!), ask(other!), ask(one!, 'Europe/Tallinn'), ask(one!, 'UTC', 28)]);
    expect(reads()).toBe(4);
  });

  it('are refused in time where what they stand in line for does not come', async () => {
    const never: Questions = { inTurn: () => new Promise(() => {}) };
    const forecast = openForecasts(never, 0.05);
    const { signal } = new AbortController();
    await expect(forecast({ tenant: one!, timeZone: 'UTC', horizon: 14, signal })).rejects.toMatchObject({
      ...{ code: 'rate_limited', retryAfter: 10 },
    });
  });

  it('are made on where one of two hangs up', async () => {
    const { ask, reads } = counted();
    const asking = new AbortController();
    const [gone, waiting] = [ask(one!, 'UTC', 14, asking.signal), ask(one!)];
    asking.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    expect(await waiting).toMatchObject({ days: [], decisions: { tooFew: expect.any(String) } });
    expect(reads()).toBe(1);
  });
});
