import { describe, expect, it } from 'vitest';
import type { LearningCurve } from './learningCurve.js';
import type { MeasuredLearning } from './measureLearning.js';
import { learningStatement, reachStatement } from './statement.js';

const size = (subjects: number, rate: number) => ({
  subjects,
  runs: 2,
  rate,
  lower: 0.8 * rate,
  upper: 1.2 * rate,
});
const estimated = (estimate: number, lower: number, upper: number) => ({ estimate, lower, upper });

const curve: LearningCurve = {
  trend: 'falls',
  perDoubling: estimated(-0.2, -0.31, -0.07),
  lastDoubling: estimated(-0.1, -0.47, 0.4),
  from: 100,
  sizes: [size(100, 0.1), size(400, 0.064), size(1600, 0.04)],
  fits: [],
  band: [],
  predictions: [
    {
      times: 2,
      subjects: 3200,
      error: { rate: 0.032, lower: 0.025, upper: 0.04 },
      saved: estimated(0.2, 0.12, 0.28),
    },
  ],
  horizon: 6400,
};

const measured = (
  change: Partial<LearningCurve>,
  more: Partial<MeasuredLearning> = {},
): MeasuredLearning => ({
  curve: { ...curve, ...change },
  reach: () => ({ kind: 'reached' }),
  runs: [],
  tooFew: [],
  test: { subjects: 500, matedPairs: 900 },
  untrained: null,
  gained: null,
  ...more,
});

const said = (change: Partial<LearningCurve>, more?: Partial<MeasuredLearning>) =>
  learningStatement(measured(change, more), 1e-3).replaceAll('\u00a0', ' ');

describe('what a learning curve says', () => {
  it('is what twice as many subjects would buy, with its interval', () => {
    expect(said({})).toBe(
      'With twice as many subjects FNMR at FMR 1e-3 would be 3.2 % (2.5–4.0 %): between 12 % and 28 % fewer misses, 20 % in the middle. Trained on all 1,600 it is 4.0 % (3.2–4.8 %).',
    );
  });

  it('is “between nothing and” where the data cannot tell it from nothing', () => {
    const [twice] = curve.predictions;
    expect(said({ predictions: [{ ...twice!, saved: estimated(0.1, 0.0001, 0.3) }] })).toContain(
      'between nothing and 30 % fewer misses',
    );
  });

  it('is no number where the curve is level, rises or steepens', () => {
    const none = { predictions: [] };
    expect(said({ ...none, trend: 'flat', perDoubling: estimated(0.01, -0.06, 0.09) })).toMatch(
      /^More of this data buys nothing measurable\. From 100 subjects on, a doubling changed FNMR at FMR 1e-3 by \+1 % \(−6 to \+9 %\): no more than chance\./,
    );
    expect(said({ ...none, trend: 'rises' })).toMatch(/^More of this data makes it worse/);
    expect(said({ ...none, trend: 'steepens' })).toContain('nobody can say what twice as many would buy');
  });

  it('owns up where training on everybody is no better than none', () => {
    const untrained = { rate: 0.041, lower: 0.03, upper: 0.05 };
    expect(said({}, { untrained, gained: estimated(-0.001, -0.008, 0.007) })).toContain(
      'That is not measurably better than 4.1 % (3.0–5.0 %) before any training',
    );
    expect(said({}, { untrained, gained: estimated(0.01, 0.002, 0.02) })).toContain('the recipe does harm');
    expect(said({}, { untrained, gained: estimated(-0.02, -0.03, -0.01) })).not.toContain('That is');
  });
});

describe('what an error takes', () => {
  const of = (reach: Parameters<typeof reachStatement>[1]) =>
    reachStatement(0.02, reach).replaceAll('\u00a0', ' ');

  it.each([
    [{ kind: 'reached' }, 'For an FNMR of 2 % the subjects at hand are enough.'],
    [
      { kind: 'subjects', estimate: 3214, lower: 2100, upper: 5990 },
      'For an FNMR of 2 % about 3,210 subjects are needed (from 2,100 to 5,990).',
    ],
    [
      { kind: 'unknown', beyond: 4 },
      'For an FNMR of 2 % no number can be given: it would be an extrapolation beyond 4 times the subjects at hand.',
    ],
    [{ kind: 'unknown', beyond: 1 }, 'For an FNMR of 2 % no number can be given: the curve does not fall.'],
  ] as const)('%j', (reach, words) => {
    expect(of(reach)).toBe(words);
  });

  it('may have no upper limit, or be out of reach', () => {
    expect(of({ kind: 'subjects', estimate: 3214, lower: 2100, upper: null })).toContain(
      'without an upper limit',
    );
    expect(of({ kind: 'never' })).toContain('not within reach');
  });
});
