import { describe, expect, it } from 'vitest';
import { type Forecast, forecast } from './forecast.js';
import type { Series } from './series/series.js';
import { normals } from './simulated.fixture.js';

const quarters = (values: ArrayLike<number>, season = 4): Series => ({
  ...{ step: 'quarter', first: 4 * 2016, values: Float64Array.from(values), season, notes: [] },
});
const normal = normals(17);
/** Nine years of quarters with a season and a trend. */
const USUAL = Array.from({ length: 36 }, (_, t) => 50 + t + [8, -3, -9, 4][t % 4] + normal());
/** Long enough for a back-test, short enough to try many of them. */
const SHORT = USUAL.slice(0, 22);
const usual = forecast(quarters(USUAL), { horizon: 4 });

const isSound = ({ steps }: Forecast): boolean =>
  steps.every(({ point, lower, upper }) =>
    [lower[95], lower[80], point, upper[80], upper[95]].every(
      (y, i, all) => Number.isFinite(y) && (i === 0 || y >= all[i - 1]),
    ),
  );

describe('a forecast', () => {
  it('names the steps that follow, with limits around each other', () => {
    expect(usual.steps.map(({ step }) => step)).toEqual(['2025-Q1', '2025-Q2', '2025-Q3', '2025-Q4']);
    expect(isSound(usual)).toBe(true);
    const truth = [94, 84, 79, 93];
    usual.steps.forEach(({ point }, i) => void expect(Math.abs(point - truth[i])).toBeLessThan(4));
  });

  it('says of every model how it did, or why it could not be tried', () => {
    expect(usual.models.map(({ name }) => name)).toEqual(['seasonal-naive', 'smoothing', 'arima', 'trees']);
    for (const { figures, refusal } of usual.models)
      expect((figures === null) !== (refusal === null)).toBe(true);
    const [reference] = usual.models;
    const chosen = usual.models.find(({ name }) => name === usual.chosen.name)!;
    expect(chosen.figures!.mase).toBeLessThan(0.5 * reference!.figures!.mase);
  });

  it('does not hang on the unit: to the last bit for powers of two, to a thousandth for others', () => {
    const times = (unit: number) =>
      forecast(quarters(SHORT.map((y) => unit * y)), { horizon: 4 }).steps.map(({ point }) => point / unit);
    const points = times(1);
    expect(times(2 ** 40)).toEqual(points);
    times(1e-3).forEach((point, i) => void expect(point / points[i]).toBeCloseTo(1, 3));
  });
});

describe('what is hard', () => {
  const ways: readonly [string, readonly number[]][] = [
    ['zeros for the most part', Array.from({ length: 22 }, (_, t) => (t % 7 === 3 ? 2 : 0))],
    ['negative values', Array.from({ length: 22 }, (_, t) => (t % 4) - 5 + normal())],
    ['a level that breaks', Array.from({ length: 22 }, (_, t) => (t < 15 ? 10 : 1000) + normal())],
    ['huge values', Array.from({ length: 22 }, (_, t) => 1e300 * (2 + Math.sin(t)))],
    ['tiny values', Array.from({ length: 22 }, (_, t) => 1e-300 * (2 + Math.sin(t)))],
    ['a straight line', Array.from({ length: 22 }, (_, t) => 3 + 2 * t)],
    ['a season without noise', Array.from({ length: 22 }, (_, t) => [1, 5, 2, 9][t % 4])],
    ['a change at the very end', Array.from({ length: 22 }, (_, t) => (t < 21 ? 5 : 6))],
  ];
  it.each(ways)('%s: a forecast of finite numbers', (_, values) => {
    const found = forecast(quarters(values), { horizon: 4 });
    expect(isSound(found), JSON.stringify(found.steps)).toBe(true);
    if (values.every((y) => y >= 0)) expect(found.steps.every(({ lower }) => lower[95] >= 0)).toBe(true);
  });

  it('many zeros are spoken of', () => {
    expect(forecast(quarters(ways[0]![1]), { horizon: 4 }).notes.join()).toContain(
      '86 % of the values are zero',
    );
  });

  it('a constant is forecast as it is, and nothing is claimed of it', () => {
    const { steps, why, plan, notes } = forecast(quarters(new Array(20).fill(7)), { horizon: 2 });
    expect(steps.map(({ lower, point, upper }) => [lower[95], point, upper[95]])).toEqual([
      [7, 7, 7],
      [7, 7, 7],
    ]);
    expect([why, plan, notes.length]).toEqual([
      'The series never changed: there is nothing to choose by.',
      null,
      1,
    ]);
  });

  it('a series too short for its season has none; one too short for a back-test is not tried', () => {
    const short = forecast(quarters([3, 5, 4, 6, 8, 7]), { horizon: 3 });
    expect([short.season, short.plan, short.chosen.name]).toEqual([1, null, 'drift']);
    expect(short.notes[0]).toContain('6 quarters are no two seasons of 4 and one more');
    expect(short.why).toBe('6 values are too few to try models on: drift was taken untried.');
    expect(forecast(quarters(USUAL.slice(0, 9)), { horizon: 4 }).chosen.name).toBe('seasonal-naive');
  });

  it('two values are refused', () => {
    expect(() => forecast(quarters([1, 2]), { horizon: 1 })).toThrow(
      '2 of the three quarters that a forecast takes at the least',
    );
  });

  it('a horizon beyond what can be tried is forecast, and said', () => {
    const { plan, steps, notes } = forecast(quarters(USUAL.slice(0, 14)), { horizon: 8 });
    expect([plan!.reach, steps.length]).toEqual([3, 8]);
    expect(notes.join()).toContain('The series allows to try 3 steps ahead');
  });

  it('a year of weeks is taken out before the models see the rest', () => {
    const weeks = Float64Array.from(
      { length: 112 },
      (_, t) => 100 + 30 * Math.sin((2 * Math.PI * t) / 52) + normal(),
    );
    const found = forecast({ ...quarters(weeks, 52), step: 'week' }, { horizon: 3 });
    expect(isSound(found)).toBe(true);
    const smoothing = found.models.find(({ name }) => name === 'smoothing')!;
    expect(smoothing.refusal).toBeNull();
  });
});
