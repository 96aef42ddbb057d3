import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../trials/index.js';
import { fitLearningCurve } from './learningCurve.js';
import type { TrainedRun } from './measuredSizes.js';

const SIZES = [100, 200, 400, 800, 1600];

/** Two runs a size whose errors lie on a curve, known to a tenth as a whole and to so much of a run of its own. */
function runsOn(error: (subjects: number) => number, own = 0.02, sizes = SIZES): TrainedRun[] {
  const random = createRandom(3);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const shared = Array.from({ length: 99 }, () => Math.exp(0.1 * normal()));
  return sizes.flatMap((subjects) =>
    [-1, 1].map((side) => {
      const measured = error(subjects) * Math.exp((own * side) / 2);
      return {
        subjects,
        error: measured,
        resampled: Float64Array.from(shared, (by) => measured * by * Math.exp(own * normal())),
      };
    }),
  );
}

describe('a learning curve', () => {
  const runs = runsOn((n) => 0.05 * (n / 1600) ** -0.4);
  const falling = fitLearningCurve(runs);
  const levelling = fitLearningCurve(runsOn((n) => 0.04 + 0.005 * (n / 1600) ** -1));

  it('that falls as a power law foresees what twice and four times the subjects bring', () => {
    const { curve } = falling;
    expect(curve.trend).toBe('falls');
    expect(curve.perDoubling.estimate).toBeCloseTo(2 ** -0.4 - 1, 2);
    expect(curve.predictions.map(({ subjects }) => subjects)).toEqual([3200, 6400]);
    for (const { times, error, saved } of curve.predictions) {
      const truth = 0.05 * times ** -0.4;
      expect(error.lower).toBeLessThan(truth);
      expect(error.upper).toBeGreaterThan(truth);
      expect(saved.lower).toBeLessThan(1 - times ** -0.4);
      expect(saved.upper).toBeGreaterThan(1 - times ** -0.4);
    }
  });

  it('knows the slope better than the level, since the test people are the same in all', () => {
    const [twice] = falling.curve.predictions;
    const level = (twice!.error.upper - twice!.error.lower) / twice!.error.rate;
    expect(twice!.saved.upper - twice!.saved.lower).toBeLessThan(level);
  });

  it('leaves the curve without an asymptote out where the data refute it', () => {
    expect(falling.curve.fits.map(({ asymptote }) => asymptote)).toEqual(['free', 'none']);
    expect(levelling.curve.fits.map(({ asymptote }) => asymptote)).toEqual(['free']);
  });

  it('that is level predicts nothing', () => {
    const { curve, reach } = fitLearningCurve(runsOn(() => 0.06, 0.05));
    expect(curve.trend).toBe('flat');
    expect([curve.predictions, curve.band, curve.fits]).toEqual([[], [], []]);
    expect(reach(0.03)).toEqual({ kind: 'unknown', beyond: 1 });
  });

  it('that rises says so', () => {
    const { curve } = fitLearningCurve(runsOn((n) => 0.03 * (n / 1600) ** 0.3));
    expect(curve.trend).toBe('rises');
    expect(curve.predictions).toEqual([]);
  });

  it('that falls ever faster is no power law, and predicts nothing', () => {
    const { curve } = fitLearningCurve(runsOn((n) => 0.2 - 0.1 * (n / 1600) ** 1.5, 0.005, [400, 800, 1600]));
    expect(curve.trend).toBe('steepens');
    expect(curve.lastDoubling.estimate).toBeLessThan(0);
    expect(curve.predictions).toEqual([]);
  });

  it('leaves out small sizes at which it has not begun to fall, and sees less far then', () => {
    const { curve } = fitLearningCurve(runsOn((n) => 0.1 * Math.max(1, n / 400) ** -0.5));
    expect(curve.trend).toBe('falls');
    expect(curve.from).toBe(400);
    expect(curve.horizon).toBe(3200);
    expect(curve.predictions.map(({ times }) => times)).toEqual([2]);
    expect(curve.sizes).toHaveLength(5);
  });

  it('says how many subjects an error takes, or why it cannot', () => {
    const found = falling.reach(0.05 * 2 ** -0.4);
    expect(found).toMatchObject({ kind: 'subjects' });
    if (found.kind === 'subjects') {
      expect(found.lower).toBeLessThan(3200);
      expect(found.upper ?? Number.POSITIVE_INFINITY).toBeGreaterThan(3200);
      expect(found.estimate / 3200).toBeGreaterThan(0.7);
      expect(found.estimate / 3200).toBeLessThan(1.5);
    }
    expect(falling.reach(0.06)).toEqual({ kind: 'reached' });
    expect(falling.reach(0.001)).toEqual({ kind: 'unknown', beyond: 4 });
    expect(levelling.reach(0.02)).toEqual({ kind: 'never' });
  });

  it('repeats with the seed', () => {
    expect(fitLearningCurve(runs, { seed: 1 }).curve).toEqual(falling.curve);
    expect(fitLearningCurve(runs, { seed: 2 }).curve).not.toEqual(falling.curve);
  });

  it('refuses two sizes, unequal resamples, and models without an error', () => {
    expect(() => fitLearningCurve(runs.filter(({ subjects }) => subjects > 400))).toThrow('three sizes');
    expect(() => fitLearningCurve([...runs, { ...runs[0]!, resampled: new Float64Array(50) }])).toThrow(
      'as many resamples',
    );
    expect(() => fitLearningCurve(runsOn(() => 0))).toThrow('nothing can fall');
  });
});
