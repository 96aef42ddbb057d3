import { describe, expect, it } from 'vitest';
import { naive, seasonalNaive } from '../models/naive.js';
import { smoothing } from '../models/smoothing/ets.js';
import { normals } from '../simulated.fixture.js';
import { backtest, fitTo, planOrigins } from './backtest.js';

const nothing = () => undefined;

describe('origins', () => {
  it('end where the horizon reaches the last value, three months apart for a year of months', () => {
    const plan = planOrigins(144, 12, 12)!;
    expect(plan).toMatchObject({ stride: 3, reach: 12 });
    expect([plan.origins.length, plan.origins[0], plan.origins.at(-1)]).toEqual([12, 99, 132]);
  });

  it('keep two seasons and a step to learn from, and reach less far where there is less', () => {
    const plan = planOrigins(30, 12, 12)!;
    expect(plan).toEqual({ origins: [25, 26, 27], stride: 1, reach: 3 });
    expect(planOrigins(27, 12, 12)).toBeNull();
  });
});

describe('a back-test', () => {
  const normal = normals(1);
  const values = Float64Array.from({ length: 40 }, (_, t) => 10 + (t % 4) + 0.3 * normal());
  const plan = planOrigins(40, 4, 4)!;

  it('leaks nothing: what was forecast at an origin does not change with what came after', () => {
    const [early, late] = [plan.origins[3], plan.origins[6]];
    const changed = values.map((y, t) => (t >= early ? 100 - 3 * y : y));
    const [before, after] = [values, changed].map((all) =>
      backtest(smoothing, all, 4, { ...plan, origins: [early, late] }, nothing),
    );
    expect(after[0]).toEqual(before[0]);
    expect(after[1]).not.toEqual(before[1]);
  });

  it('says nothing below zero of what never was', () => {
    const rare = Float64Array.from([0, 3, 0, 0, 2, 0, 1, 0, 0, 4]);
    const { predictions } = fitTo(naive, { values: rare, season: 1, horizon: 2 });
    expect(predictions.map(({ lower }) => lower[95])).toEqual([0, 0]);
  });

  it('refuses a model that has too little to go by, or says what is no number', () => {
    const past = { values: values.subarray(0, 4), season: 4, horizon: 1 };
    expect(() => fitTo(seasonalNaive, past)).toThrow('it wants 5 values at the least');
    const mad = {
      ...naive,
      fit: () => ({
        form: '',
        forecast: () => [{ point: Number.NaN, lower: { 80: 0, 95: 0 }, upper: { 80: 0, 95: 0 } }],
      }),
    };
    expect(() => fitTo(mad, past)).toThrow('its forecast is no finite number');
  });
});
