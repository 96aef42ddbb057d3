import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CurvePoint, errorAt, fitPowerLaw, STEEPEST, subjectsFor } from './powerLaw.js';

const points = (subjects: number[], errors: number[], runs: number[]): CurvePoint[] =>
  subjects.map((n, i) => ({ subjects: n, error: errors[i]!, runs: runs[i]! }));

describe('a power law, fitted', () => {
  // SciPy 1.17.1: minimize(method='Nelder-Mead') of the same deviance from 60 starts, tolerance 1e-12.
  it.each([
    {
      name: 'noisy',
      data: points([100, 200, 400, 800, 1600], [0.21, 0.155, 0.131, 0.098, 0.084], [5, 5, 4, 2, 2]),
      free: [0.0398118, 0.5104863, 0.0445382, 0.00227027343016],
      none: [0.0797554, 0.341594, 0, 0.0035514613404],
    },
    {
      name: 'with nothing to gain from an asymptote',
      data: points([50, 100, 200, 400, 800], [0.3, 0.24, 0.19, 0.15, 0.118], [1, 1, 1, 1, 1]),
      free: [0.1188396, 0.3354588, 0, 2.68977630826e-5],
      none: [0.1188396, 0.3354588, 0, 2.68977630826e-5],
    },
    {
      name: 'steep, then level',
      data: points([125, 250, 500, 1000, 2000], [0.09, 0.061, 0.049, 0.046, 0.0455], [5, 5, 4, 2, 2]),
      free: [0.0007567, 1.4828097, 0.0439508, 0.000117957203499],
      none: [0.0363002, 0.298428, 0, 0.0139435866496],
    },
  ])('is SciPy’s of least deviance: $name', ({ data, free, none }) => {
    for (const [kind, golden] of [
      ['free', free],
      ['none', none],
    ] as const) {
      const { fall, exponent, asymptote, deviance } = fitPowerLaw(data, kind);
      expect(fall).toBeCloseTo(golden[0]!, 5);
      expect(exponent).toBeCloseTo(golden[1]!, 4);
      expect(asymptote).toBeCloseTo(golden[2]!, 5);
      expect(deviance / golden[3]!).toBeCloseTo(1, 6);
    }
  });

  it('finds a curve that the points lie on', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.005, max: 0.2, noNaN: true }),
        fc.double({ min: 0.1, max: 1.2, noNaN: true }),
        fc.double({ min: 0, max: 0.05, noNaN: true }),
        (fall, exponent, asymptote) => {
          const truth = { fall, exponent, asymptote, scale: 1600, deviance: 0 };
          const sizes = [400, 566, 800, 1131, 1600];
          const fit = fitPowerLaw(
            sizes
              .map((n) => ({ subjects: n, error: errorAt(truth, n), runs: 1 }))
              .filter(({ error }) => error < 1),
            'free',
          );
          for (const n of [1600, 3200, 6400]) expect(errorAt(fit, n)).toBeCloseTo(errorAt(truth, n), 3);
        },
      ),
    );
  });

  it('never falls below zero, never rises, and never has more deviance for being freer', () => {
    const rate = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(rate, { minLength: 3, maxLength: 6 }), (errors) => {
        const data = errors.map((error, k) => ({ subjects: 50 * 2 ** k, error, runs: 1 + (k % 3) }));
        const [free, none] = [fitPowerLaw(data, 'free'), fitPowerLaw(data, 'none')];
        for (const { fall, exponent, asymptote } of [free, none]) {
          expect(Math.min(fall, exponent, asymptote)).toBeGreaterThanOrEqual(0);
          expect(exponent).toBeLessThanOrEqual(STEEPEST);
        }
        expect(free.deviance).toBeLessThanOrEqual(none.deviance * (1 + 1e-9) + 1e-12);
      }),
    );
  });

  it('is level where errors are, or where they rise', () => {
    for (const errors of [
      [0.05, 0.05, 0.05],
      [0.04, 0.05, 0.06],
    ]) {
      const fit = fitPowerLaw(points([100, 200, 400], errors, [1, 1, 1]), 'free');
      expect(errorAt(fit, 1600)).toBeCloseTo(0.05, 6);
    }
  });

  it('refuses what is no curve', () => {
    expect(() => fitPowerLaw(points([100, 100], [0.1, 0.1], [1, 1]), 'free')).toThrow(
      'two numbers of subjects',
    );
    expect(() => fitPowerLaw(points([100, 200], [0.1, 1.1], [1, 1]), 'free')).toThrow('error 1.1 at 200');
  });
});

describe('subjects for an error', () => {
  const law = { fall: 0.08, exponent: 0.5, asymptote: 0.02, scale: 1000, deviance: 0 };

  it('are where the curve has it', () => {
    expect(subjectsFor(law, 0.06)).toBeCloseTo(4000, 6);
    expect(errorAt(law, subjectsFor(law, 0.033))).toBeCloseTo(0.033, 12);
  });

  it('are infinitely many at the asymptote and below, and none where the curve is there already', () => {
    expect(subjectsFor(law, 0.02)).toBe(Number.POSITIVE_INFINITY);
    expect(subjectsFor({ ...law, fall: 0 }, 0.01)).toBe(Number.POSITIVE_INFINITY);
    expect(subjectsFor({ ...law, fall: 0 }, 0.02)).toBe(0);
  });
});
