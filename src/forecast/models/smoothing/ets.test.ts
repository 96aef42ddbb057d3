// Golden values: `ets()` of R's `forecast` 8.20, whose methods those of Hyndman et al. (2002, 2008) are.

import { describe, expect, it } from 'vitest';
import { normals, printed } from '../../simulated.fixture.js';
import { chooseEts } from './ets.js';
import { fitEts } from './fitEts.js';
import { forecastEts } from './forecastEts.js';
import { type EtsForm, formName, smooth } from './stateSpace.js';

const form = (name: string): EtsForm => {
  const [error, trend, season] = name.split(',') as [EtsForm['error'], EtsForm['trend'], EtsForm['season']];
  return { error, trend, season };
};
const PASSENGERS = printed('air-passengers');
const DEATHS = printed('us-accidental-deaths');
const past = (values: Float64Array, season: number) => ({ values, season, horizon: season });

/** R's states run backwards from the season before the first value; the last follows from the sum of all. */
const seasonsOf = (backwards: readonly number[], sum: number): Float64Array =>
  Float64Array.from([sum - backwards.reduce((total, s) => total + s, 0), ...backwards.toReversed()]);

describe('the likelihood', () => {
  it('of ETS(M,Ad,M) on passengers is R’s at R’s parameters', () => {
    const state = {
      level: 120.993935507,
      trend: 1.77054019711,
      seasons: seasonsOf(
        [
          ...[0.894447475689, 0.799322028291, 0.921659598397, 1.05920192984, 1.22030069724, 1.23179850717],
          ...[1.11050018095, 0.97861276076, 0.980382073472, 1.01103008804, 0.886892287223],
        ],
        12,
      ),
    };
    const smoothing = {
      alpha: 0.709551916209,
      beta: 0.0204089193322,
      gamma: 0.000100468309719,
      phi: 0.979999926684,
    };
    const { deviance, squares } = smooth(PASSENGERS, form('M,Ad,M'), smoothing, state);
    expect(-deviance / 2).toBeCloseTo(-679.583216237, 4);
    expect([state.level, state.trend]).toEqual([expect.closeTo(485.912552, 3), expect.closeTo(1.8011975, 4)]);
    // Of its forecasts nothing is held here: R's forecast 8.20 damps their trend one step too late.
    expect(squares / (144 - 17)).toBeCloseTo(0.00153407634959, 9);
  });

  it('of ETS(M,A,M) on passengers is R’s at R’s parameters, and so are forecasts and intervals', () => {
    const state = {
      level: 122.3754260164763,
      trend: 1.1073665820836,
      seasons: seasonsOf(
        [
          ...[0.9000411199468, 0.7826691070681, 0.9013680438689, 1.0476177697608, 1.1537067990618],
          ...[
            1.1830314019678, 1.0839951214625, 0.9786588987833, 1.0331616425763, 1.0807569099011,
            0.9522478841868,
          ],
        ],
        12,
      ),
    };
    const smoothing = { alpha: 0.394996850495, beta: 0.0107004419033, gamma: 0.3995392024006, phi: 1 };
    const { deviance, squares } = smooth(PASSENGERS, form('M,A,M'), smoothing, state);
    expect(-deviance / 2).toBeCloseTo(-682.403619058, 4);
    const variance = squares / (144 - 16);
    expect(variance).toBeCloseTo(0.00158214813524, 9);
    const fit = { form: form('M,A,M'), smoothing, state, variance, logLikelihood: 0, aicc: 0 };
    const ahead = forecastEts(fit, 0, 24);
    expect([0, 11].map((h) => ahead[h].point)).toEqual(
      [448.973767167, 466.317755681].map((y) => expect.closeTo(y, 3)),
    );
    expect([0, 11].map((h) => ahead[h].upper[95])).toEqual(
      [483.97574855, 530.940768013].map((y) => expect.closeTo(y, 2)),
    );
  });

  it('of ETS(A,N,A) on accidental deaths is R’s at R’s parameters, and so are forecasts and intervals', () => {
    const state = {
      level: 9248.36282413,
      trend: 0,
      seasons: seasonsOf(
        [
          ...[-51.3448748277, -255.352755428, 218.290114669, -121.771020334, 970.738744866, 1683.23661061],
          ...[756.091981289, 306.421216534, -489.562713202, -739.900427056, -1537.79172434],
        ],
        0,
      ),
    };
    const smoothing = { alpha: 0.594589890836, beta: 0, gamma: 0.00202895995407, phi: 1 };
    const { deviance, squares } = smooth(DEATHS, form('A,N,A'), smoothing, state);
    expect(-deviance / 2).toBeCloseTo(-555.072335013, 4);
    const variance = squares / (72 - 14);
    expect(variance / 85667.8563123).toBeCloseTo(1, 6);
    const fit = { form: form('A,N,A'), smoothing, state, variance, logLikelihood: 0, aicc: 0 };
    const ahead = forecastEts(fit, 0, 24);
    expect([0, 11, 23].map((h) => ahead[h].point)).toEqual(
      [8397.49690923, 9085.49210395, 9085.49210395].map((y) => expect.closeTo(y, 3)),
    );
    expect(ahead[0].upper[95]).toBeCloseTo(8971.16017481, 3);
    expect(ahead[0].upper[80]).toBeCloseTo(8772.5951569, 3);
    // Hyndman & Athanasopoulos (2021), table 8.8. R's forecast 8.20 adds the season's term one step too early.
    const { alpha, gamma } = smoothing;
    for (const h of [1, 12, 13, 24]) {
      const seasons = Math.floor((h - 1) / 12);
      const times = 1 + alpha ** 2 * (h - 1) + gamma * seasons * (2 * alpha + gamma);
      const half = ahead[h - 1].upper[95] - ahead[h - 1].point;
      expect((half / 1.959963984540054) ** 2 / variance).toBeCloseTo(times, 8);
    }
  });

  // Log-likelihoods of R's optimiser, which stops early where there are many states.
  it.each([
    ['A,N,N', -863.8934, -628.1714],
    ['M,A,N', -831.8976, -628.5121],
    ['A,N,A', -767.4295, -555.0723],
    ['A,Ad,A', -767.6154, -552.5026],
    ['M,A,A', -768.2334, -555.0061],
    ['M,N,M', -715.6572, -556.92],
    ['M,A,M', -682.4036, -562.232],
    ['M,Ad,M', -679.5832, -552.0629],
  ])('of ETS(%s) is fitted at least as high as by R', (name, passengers, deaths) => {
    expect(fitEts(PASSENGERS, 12, form(name)).logLikelihood).toBeGreaterThan(passengers - 0.1);
    expect(fitEts(DEATHS, 12, form(name)).logLikelihood).toBeGreaterThan(deaths - 0.1);
  });
});

describe('the form', () => {
  it('of accidental deaths is ETS(A,N,A), as R has it', () => {
    expect(formName(chooseEts(past(DEATHS, 12)).form)).toBe('ETS(A,N,A)');
  });

  it('of passengers has multiplicative season and error, by a likelihood above R’s', () => {
    const { form: found, aicc } = chooseEts(past(PASSENGERS, 12));
    expect([found.error, found.season]).toEqual(['M', 'M']);
    expect(aicc).toBeLessThan(1400.64);
  });

  it('of values that are not all positive is additive', () => {
    const normal = normals(6);
    const values = Float64Array.from({ length: 60 }, (_, t) => Math.sin((Math.PI * t) / 2) + 0.1 * normal());
    expect(formName(chooseEts(past(values, 4)).form)).toBe('ETS(A,N,A)');
  });
});

describe('what is simulated', () => {
  it('has its α found, and lies in the 95 % interval 180 to 198 times in 200', () => {
    const normal = normals(21);
    let [held, sum] = [0, 0];
    for (let k = 0; k < 200; k++) {
      const values = new Float64Array(83);
      for (let t = 0, level = 50; t < 83; t++) {
        const shock = normal();
        values[t] = level + shock;
        level += 0.4 * shock;
      }
      const fit = fitEts(values.subarray(0, 80), 1, form('A,N,N'));
      sum += fit.smoothing.alpha / 200;
      const { lower, upper } = forecastEts(fit, 0, 3)[2];
      if (values[82] >= lower[95] && values[82] <= upper[95]) held++;
    }
    expect(sum).toBeCloseTo(0.4, 1);
    expect(held).toBeGreaterThanOrEqual(180);
    expect(held).toBeLessThanOrEqual(198);
  });
});
