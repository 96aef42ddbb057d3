import { describe, expect, it } from 'vitest';
import type { Calibration } from '../face/index.js';
import { checkPolicy, DEFAULT_POLICY, llrOf, operatingPoint, posterior } from './policy.js';

const point = (fmr: number, threshold: number) => ({
  fmr,
  threshold,
  fmrInterval: [fmr / 2, fmr * 2] as [number, number],
  fnmr: 0.05,
  fnmrInterval: [0.03, 0.08] as [number, number],
});

const calibration: Calibration = {
  slope: 40,
  offset: -20,
  thresholds: [point(1e-2, 0.5), point(1e-3, 0.6), { ...point(1e-4, 0.68), fmrInterval: [2e-5, 5e-4] }],
  data: {
    name: 'a set',
    subjects: 500,
    images: 900,
    matedPairs: 800,
    nonMatedPairs: 400_000,
    failureToAcquire: 0,
  },
  command: 'npm run study:calibrate',
};

describe('The operating point of a stated FMR', () => {
  it('is the calibrated one, with its interval, where that FMR was calibrated', () => {
    expect(operatingPoint(calibration, 1e-3)).toEqual({
      threshold: 0.6,
      fmr: 1e-3,
      fmrInterval: [5e-4, 2e-3],
      supported: true,
    });
  });

  it('lies between two calibrated ones in the logarithm of the FMR', () => {
    const between = operatingPoint(calibration, 10 ** -2.5);
    expect(between.threshold).toBeCloseTo(0.55, 12);
    expect(between.supported).toBe(true);
  });

  it('takes the wider of its neighbours’ relative intervals', () => {
    const [lower, upper] = operatingPoint(calibration, 10 ** -3.5).fmrInterval!;
    expect(lower / 10 ** -3.5).toBeCloseTo(0.2, 12);
    expect(upper / 10 ** -3.5).toBeCloseTo(5, 12);
  });

  it('is an extrapolation without interval, and marked as such, below the lowest calibrated FMR', () => {
    const beyond = operatingPoint(calibration, 1e-5);
    expect(beyond.threshold).toBeCloseTo(0.76, 12);
    expect(beyond).toMatchObject({ supported: false });
    expect(beyond.fmrInterval).toBeUndefined();
  });

  it('is an extrapolation above the highest calibrated FMR too', () => {
    const beyond = operatingPoint(calibration, 1e-1);
    expect(beyond.threshold).toBeCloseTo(0.4, 12);
    expect(beyond).toMatchObject({ supported: false });
    expect(beyond.fmrInterval).toBeUndefined();
  });

  it('rises as the FMR falls', () => {
    const thresholds = [1e-1, 3e-2, 1e-2, 4e-3, 1e-3, 2e-4, 1e-4, 1e-5, 1e-6].map(
      (fmr) => operatingPoint(calibration, fmr).threshold,
    );
    expect(thresholds).toEqual(thresholds.toSorted((a, b) => a - b));
  });

  it('cannot be found with fewer than two calibrated ones', () => {
    const single = { ...calibration, thresholds: [point(1e-3, 0.6)] };
    expect(() => operatingPoint(single, 1e-4)).toThrow(
      expect.objectContaining({ code: 'model_uncalibrated' }),
    );
  });
});

describe('The LLR', () => {
  it('is linear in the score', () => {
    expect(llrOf(calibration, 0.5)).toBeCloseTo(0, 12);
    expect(llrOf(calibration, 0.6)).toBeCloseTo(4, 12);
  });

  it('gives with a prior the probability of "same person", by Bayes’ theorem', () => {
    expect(posterior(0, 0.5)).toBeCloseTo(0.5, 12);
    expect(posterior(Math.log(9), 0.5)).toBeCloseTo(0.9, 12);
    expect(posterior(Math.log(9), 0.1)).toBeCloseTo(0.5, 12);
    expect(posterior(-800, 0.5)).toBeCloseTo(0, 12);
    expect(posterior(800, 0.5)).toBe(1);
  });
});

describe('A policy', () => {
  it('approves by default at FMR 1e-4, as NIST SP 800-63A-4 asks', () => {
    expect(checkPolicy(DEFAULT_POLICY)).toMatchObject({ approveFmr: 1e-4, rejectLlr: -4 });
  });

  it.each([
    ['an FMR of zero', { approveFmr: 0 }],
    ['an FMR above a tenth', { approveFmr: 0.2 }],
    ['an FMR that is no number', { approveFmr: Number.NaN }],
    ['an infinite LLR', { rejectLlr: Number.NEGATIVE_INFINITY }],
    ['a prior of one', { prior: 1 }],
    ['a requirement that is none', { requires: 'everything' as never }],
  ])('is refused with %s', (_, part) => {
    expect(() => checkPolicy({ ...DEFAULT_POLICY, ...part })).toThrow(
      expect.objectContaining({ code: 'policy_invalid' }),
    );
  });
});
