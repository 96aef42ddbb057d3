// Golden values: R 4.2.2, `decompose()`; `ur.kpss()` of urca 1.3-3 with the lags of `ndiffs()`.

import { describe, expect, it } from 'vitest';
import { chooseDifferences, kpss } from '../models/arima/differencing.js';
import { normals, printed, simulateArma } from '../simulated.fixture.js';
import { wantsLogarithm } from './logarithm.js';
import { classicalSeason, seasonalStrength } from './season.js';

const PASSENGERS = printed('air-passengers');
const DEATHS = printed('us-accidental-deaths');

describe('classical decomposition', () => {
  it('of accidental deaths has R’s terms', () => {
    const terms = classicalSeason(DEATHS, 12, 'terms');
    expect([0, 1, 6, 11].map((i) => terms[i])).toEqual(
      [-805.892361, -1523.309028, 1679.440972, -59.034028].map((s) => expect.closeTo(s, 5)),
    );
  });

  it('of passengers has R’s factors', () => {
    const factors = classicalSeason(PASSENGERS, 12, 'factors');
    expect([0, 1, 6, 11].map((i) => factors[i])).toEqual(
      [0.910230367, 0.883625321, 1.226555543, 0.89882439].map((s) => expect.closeTo(s, 8)),
    );
  });

  it('finds a season strong where there is one and weak where there is none', () => {
    expect(seasonalStrength(PASSENGERS.map(Math.log), 12)).toBeGreaterThan(0.9);
    expect(seasonalStrength(simulateArma([], [], 240, normals(1)), 12)).toBeLessThan(0.3);
  });
});

describe('differences', () => {
  it('hang on the statistic of the KPSS test', () => {
    expect(kpss(PASSENGERS)).toBeCloseTo(4.34228679711, 8);
    expect(kpss(DEATHS)).toBeCloseTo(0.291233804186, 8);
  });

  it('of log passengers are one of the season and one plain; of noise none', () => {
    expect(chooseDifferences(PASSENGERS.map(Math.log), 12)).toEqual({ plain: 1, seasonal: 1 });
    expect(chooseDifferences(simulateArma([], [], 240, normals(1)), 12)).toEqual({ plain: 0, seasonal: 0 });
    expect(chooseDifferences(new Float64Array(30).fill(5), 1)).toEqual({ plain: 0, seasonal: 0 });
  });
});

describe('logarithms', () => {
  it('are taken of passengers, whose swings grow, and not of swings that stay', () => {
    expect(wantsLogarithm(PASSENGERS, 12)).toBe(true);
    const normal = normals(3);
    const steady = Float64Array.from({ length: 120 }, (_, t) => 100 + t + 9 * Math.sin(t / 1.91) + normal());
    expect(wantsLogarithm(steady, 12)).toBe(false);
    expect(
      wantsLogarithm(
        steady.map((y) => y - 100),
        12,
      ),
    ).toBe(false);
  });
});
