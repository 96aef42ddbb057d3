// Golden values: R 4.2.2, `arima()`; each is printed in a book as well.

import { describe, expect, it } from 'vitest';
import { normals, printed, simulateArma } from '../../simulated.fixture.js';
import { integrated } from './arima.js';
import { chooseArima } from './chooseArima.js';
import { type Differences, differenced } from './differencing.js';
import { fitArima, type Order, orderName } from './fitArima.js';

const order = (p: number, q: number, P = 0, Q = 0, constant = false): Order => ({ p, q, P, Q, constant });
const AIRLINE: Differences = { plain: 1, seasonal: 1 };

/** Luteinizing hormone every ten minutes: Diggle, "Time Series: A Biostatistical Introduction" (1990), table A.1. */
const LH = Float64Array.from([
  ...[
    2.4, 2.4, 2.4, 2.2, 2.1, 1.5, 2.3, 2.3, 2.5, 2.0, 1.9, 1.7, 2.2, 1.8, 3.2, 3.2, 2.7, 2.2, 2.2, 1.9, 1.9,
    1.8,
  ],
  ...[
    2.7, 3.0, 2.3, 2.0, 2.0, 2.9, 2.9, 2.7, 2.7, 2.3, 2.6, 2.4, 1.8, 1.7, 1.5, 1.4, 2.1, 3.3, 3.5, 3.5, 3.1,
    2.6,
  ],
  ...[2.1, 3.4, 3.0, 2.9],
]);

describe('exact likelihood of ARIMA', () => {
  it('is that of the airline model on log passengers (Box & Jenkins, series G)', () => {
    const fit = fitArima(
      differenced(printed('air-passengers').map(Math.log), 12, AIRLINE),
      12,
      order(0, 1, 0, 1),
    )!;
    expect(fit.coefficients.ma[0]).toBeCloseTo(-0.4018, 4);
    expect(fit.coefficients.seasonalMa[0]).toBeCloseTo(-0.5569, 4);
    expect(fit.variance).toBeCloseTo(0.001348, 6);
    expect(fit.logLikelihood).toBeCloseTo(244.7, 2);
    expect(-2 * fit.logLikelihood + 2 * 3).toBeCloseTo(-483.4, 1);
  });

  it('is that of accidental deaths (Brockwell & Davis)', () => {
    const fit = fitArima(differenced(printed('us-accidental-deaths'), 12, AIRLINE), 12, order(0, 1, 0, 1))!;
    expect(fit.coefficients.ma[0]).toBeCloseTo(-0.4303, 4);
    expect(fit.coefficients.seasonalMa[0]).toBeCloseTo(-0.5528, 3);
    expect(fit.variance / 99347 - 1).toBeCloseTo(0, 3);
    expect(fit.logLikelihood).toBeCloseTo(-425.44, 2);
  });

  it('has autoregressions beside a moving average, as auto.arima() finds for plain passengers', () => {
    const fit = fitArima(differenced(printed('air-passengers'), 12, AIRLINE), 12, order(2, 1))!;
    expect([...fit.coefficients.ar].map((x) => x.toFixed(4))).toEqual(['0.5960', '0.2143']);
    expect(fit.coefficients.ma[0]).toBeCloseTo(-0.9819, 4);
    expect(fit.logLikelihood).toBeCloseTo(-504.92, 2);
    expect(fit.aicc).toBeCloseTo(1018.17, 2);
  });

  it('has a mean (Venables & Ripley, "Modern Applied Statistics with S", section 14.2)', () => {
    const fit = fitArima(LH, 1, order(3, 0, 0, 0, true))!;
    expect([...fit.coefficients.ar].map((x) => x.toFixed(4))).toEqual(['0.6448', '-0.0634', '-0.2198']);
    expect(fit.mean).toBeCloseTo(2.3931, 4);
    expect(fit.variance).toBeCloseTo(0.1787, 4);
    expect(fit.logLikelihood).toBeCloseTo(-27.09, 2);
  });

  it('forecasts with the deviations of predict()', () => {
    const logs = printed('air-passengers').map(Math.log);
    const fit = fitArima(differenced(logs, 12, AIRLINE), 12, order(0, 1, 0, 1))!;
    const ahead = integrated(fit, logs, 12, AIRLINE, 24);
    const golden = [
      [0, 6.11018574, 0.0367156225],
      [11, 6.16802484, 0.081570702],
      [23, 6.26427413, 0.1384340506],
    ] as const;
    for (const [step, centre, deviation] of golden) {
      expect(ahead[step].centre).toBeCloseTo(centre, 4);
      expect(ahead[step].deviation).toBeCloseTo(deviation, 4);
    }
  });
});

describe('what is simulated', () => {
  it.each([
    [[0.7], [], order(1, 0)],
    [[], [0.6], order(0, 1)],
    [[1.2, -0.5], [], order(2, 0)],
    [[0.6], [0.4], order(1, 1)],
  ])('with φ %j and θ %j is found to three standard errors, about 0.15 of 400 values', (phi, theta, its) => {
    const { ar, ma } = fitArima(simulateArma(phi, theta, 400, normals(3)), 1, its)!.coefficients;
    phi.forEach((c, i) => void expect(Math.abs(ar[i] - c)).toBeLessThan(0.15));
    theta.forEach((c, i) => void expect(Math.abs(ma[i] - c)).toBeLessThan(0.15));
  });

  it('with seasonal coefficients is found as well', () => {
    // (1 − 0.5 B)(1 − 0.6 B⁴)
    const values = simulateArma([0.5, 0, 0, 0.6, -0.3], [], 400, normals(5));
    const { ar, seasonalAr } = fitArima(values, 4, order(1, 0, 1, 0))!.coefficients;
    expect(Math.abs(ar[0] - 0.5)).toBeLessThan(0.15);
    expect(Math.abs(seasonalAr[0] - 0.6)).toBeLessThan(0.15);
  });

  it('lies in the 95 % interval 95 times in 100: of 200 series with coefficients estimated, 180 to 198', () => {
    const normal = normals(11);
    let held = 0;
    for (let k = 0; k < 200; k++) {
      const values = simulateArma([0.7], [], 103, normal);
      const past = values.subarray(0, 100);
      const none: Differences = { plain: 0, seasonal: 0 };
      const fit = fitArima(past, 1, order(1, 0, 0, 0, true), 1e-4)!;
      const { centre, deviation } = integrated(fit, past, 1, none, 3)[2];
      if (Math.abs(values[102] - centre) <= 1.96 * deviation) held++;
    }
    expect(held).toBeGreaterThanOrEqual(180);
    expect(held).toBeLessThanOrEqual(198);
  });
});

describe('the order', () => {
  it('of log passengers is that of the airline model, as auto.arima() has it', () => {
    const fit = chooseArima(differenced(printed('air-passengers').map(Math.log), 12, AIRLINE), 12, false)!;
    expect(orderName(fit.order, AIRLINE, 12)).toBe('ARIMA(0,1,1)(0,1,1)12');
  });

  it('of white noise is none', () => {
    const fit = chooseArima(simulateArma([], [], 200, normals(2)), 1, true)!;
    expect(fit.order).toEqual(order(0, 0));
  });
});
