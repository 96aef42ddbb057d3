// Golden values: `naive()`, `snaive()` and `rwf()` of R's `forecast` 8.20.

import { describe, expect, it } from 'vitest';
import { printed } from '../simulated.fixture.js';
import { drift, naive, seasonalNaive } from './naive.js';

const PASSENGERS = printed('air-passengers');

describe('seasonal naive', () => {
  it('repeats the last season, with limits that grow by the root of the seasons', () => {
    const ahead = seasonalNaive.fit({ values: PASSENGERS, season: 12, horizon: 24 }).forecast(24);
    expect([0, 12].map((h) => ahead[h].point)).toEqual([417, 417]);
    expect([0, 12].map((h) => ahead[h].upper[80])).toEqual(
      [463.5405, 482.8182].map((y) => expect.closeTo(y, 3)),
    );
    expect([0, 12].map((h) => ahead[h].upper[95])).toEqual(
      [488.1776, 517.6603].map((y) => expect.closeTo(y, 3)),
    );
  });
});

describe('without a season', () => {
  /** A hundred steps up by one, of which every other is missed. */
  const stairs = Float64Array.from({ length: 101 }, (_, t) => 2 * Math.floor(t / 2));
  const past = { values: stairs, season: 1, horizon: 4 };

  it('naive repeats the last value; its variance is that of a step times the steps', () => {
    const [one, , , four] = naive.fit(past).forecast(4);
    expect([one.point, four.point]).toEqual([100, 100]);
    expect(four.upper[95] - 100).toBeCloseTo(2 * (one.upper[95] - 100), 10);
    expect(one.upper[95] - 100).toBeCloseTo(1.959963985 * Math.SQRT2, 6);
  });

  it('drift goes on along the line from first to last, and is less sure of it the further it goes', () => {
    const [one, , , four] = drift.fit(past).forecast(4);
    expect([one.point, four.point]).toEqual([101, 104]);
    const deviation = Math.sqrt((100 / 99) * 1);
    expect(four.upper[95] - 104).toBeCloseTo(1.959963985 * deviation * Math.sqrt(4 * 1.04), 6);
  });
});
