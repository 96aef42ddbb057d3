import { describe, expect, it } from 'vitest';
import type { Prediction } from '../models/model.js';
import { naive, seasonalNaive } from '../models/naive.js';
import type { Plan, Trial } from './backtest.js';
import { NOT_WIDENED, widened, wideningOf } from './calibration.js';
import { choose, type Tested } from './choice.js';
import { disjointOrigins, figuresOf, scaleOf, winkler } from './figures.js';

const about = (point: number, half80: number, half95: number): Prediction => ({
  point,
  lower: { 80: point - half80, 95: point - half95 },
  upper: { 80: point + half80, 95: point + half95 },
});

describe('figures', () => {
  const values = Float64Array.from([1, 3, 2, 4, 5, 9]);
  const plan: Plan = { origins: [4], stride: 1, reach: 2 };
  const trials: Trial[] = [{ origin: 4, predictions: [about(4, 2, 3), about(4, 2, 3)] }];

  it('are what they are by hand', () => {
    // Changes of the past: 2, 1, 2. Errors: 1, 5.
    expect(scaleOf(values.subarray(0, 4), 1)).toBeCloseTo(5 / 3, 14);
    const figures = figuresOf(trials, values, 1, plan)!;
    expect(figures.mase).toBeCloseTo(3 / (5 / 3), 12);
    expect(figures.coverage[80].share).toBe(0.5);
    // 9 lies 2 above 7: 6 + 40 · 2 and 6.
    expect(figures.intervalScore).toBeCloseTo((86 + 6) / 2 / (5 / 3), 12);
    expect(winkler(0, 1, 2, 0.2)).toBe(1 + 10);
  });

  it('of an origin whose past never changed are none', () => {
    expect(figuresOf(trials, Float64Array.from([2, 2, 2, 2, 5, 9]), 1, plan)).toBeNull();
  });

  it('count origins that overlap in part', () => {
    expect(disjointOrigins(12, { origins: [], stride: 3, reach: 12 })).toBe(3.75);
    expect(disjointOrigins(12, { origins: [], stride: 12, reach: 4 })).toBe(12);
  });
});

describe('widening', () => {
  const values = Float64Array.from([0, ...Array.from({ length: 99 }, (_, i) => (i + 1) / 10)]);
  const trials: Trial[] = [{ origin: 1, predictions: Array.from({ length: 99 }, () => about(0, 1, 2)) }];

  it('takes the ⌈(n + 1) level⌉-th of the misses in half-widths', () => {
    expect(wideningOf(trials, values)[80]).toBeCloseTo(8, 12);
    expect(wideningOf(trials, values)[95]).toBeCloseTo(9.5 / 2, 12);
  });

  it('narrows nothing', () => {
    const wide = [{ origin: 1, predictions: Array.from({ length: 99 }, () => about(0, 20, 30)) }];
    expect(wideningOf(wide, values)).toEqual(NOT_WIDENED);
  });

  it('keeps to zero where it must, and 95 % around 80 %', () => {
    const { lower, upper } = widened(about(5, 2, 3), { 80: 4, 95: 1 }, 0);
    expect([lower[80], upper[80], lower[95], upper[95]]).toEqual([0, 13, 0, 13]);
  });
});

describe('the choice', () => {
  const plan: Plan = { origins: [1, 2, 3, 4], stride: 1, reach: 1 };
  const tested = (model: Tested['model'], maseByOrigin: number[]): Tested => ({
    model,
    figures: {
      ...({} as Tested['figures']),
      maseByOrigin,
      mase: maseByOrigin.reduce((sum, x) => sum + x, 0) / 4,
    },
  });
  const [simple, other] = [seasonalNaive, { ...naive, label: 'the other' }];

  it('is the least mean MASE', () => {
    const { taken, why } = choose(
      [tested(simple, [1, 1.1, 0.9, 1]), tested(other, [0.5, 0.6, 0.5, 0.4])],
      plan,
    );
    expect(taken.model).toBe(other);
    expect(why).toBe(
      'The other has the least error of 2 models over 4 origins, MASE 0.50. Seasonal naive has 1.00.',
    );
  });

  it('is the simpler model where chance explains the difference', () => {
    const { taken, why } = choose(
      [tested(simple, [1, 1.2, 0.8, 1]), tested(other, [1.2, 0.7, 1.1, 0.9])],
      plan,
    );
    expect(taken.model).toBe(simple);
    expect(why).toBe(
      'The other has the least error, MASE 0.97, but seasonal naive, 1.00, is within one standard error of it and simpler.',
    );
  });

  it('is no model that a simpler one has less error than, though its differences are too uneven to be told', () => {
    const steady = { ...naive, label: 'the steady' };
    const { taken } = choose(
      [
        tested(simple, [0.8, 0.8, 0.8, 0.8]),
        tested(other, [1.6, 0.4, 0.8, 0.6]),
        tested(steady, [0.7, 0.7, 0.7, 0.7]),
      ],
      plan,
    );
    expect(taken.model).toBe(steady);
  });
});
