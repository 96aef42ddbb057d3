import { describe, expect, it } from 'vitest';
import { fnmrAtFmr } from '../rates/errorRates.js';
import { createRandom } from '../sampling/random.js';
import type { PairScores } from '../scoring/allPairs.js';
import { detBand } from './detBand.js';
import { bootstrapFnmrAtFmr } from './subjectBootstrap.js';
import { listedTrials } from './subjectTrials.js';

const random = createRandom(1);
const normal = () =>
  Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
const people = 80;
const wolf = Array.from({ length: people }, () => 0.4 * normal());
const rows = wolf.flatMap((v, s) => wolf.slice(0, s).map((w, t) => [v + w + 0.8 * normal(), t, s]));
const goats = wolf.flatMap((_, s) => {
  const goat = 2.2 + 0.6 * normal();
  return Array.from({ length: 4 }, () => [goat + 0.8 * normal(), s, s]);
});
const pairs = (list: number[][]): PairScores => ({
  scores: Float64Array.from(list, (row) => row[0]),
  left: Int32Array.from(list, (row) => row[1]),
  right: Int32Array.from(list, (row) => row[2]),
});
const trials = listedTrials(pairs(goats), pairs(rows), Int32Array.from(wolf.keys()));

describe('band of the DET curve', () => {
  const options = { replicates: 199, pointsPerDecade: 3 };
  const band = detBand(trials, options);

  it('goes in equal steps from one in as many pairs as there are to 0.5', () => {
    // 80 · 79 / 2 = 3,160 pairs.
    const thirds = Array.from({ length: 10 }, (_, k) => 10 ** ((k - 10) / 3));
    expect(band.points.map(({ fmr }) => fmr)).toEqual([...thirds, 0.5].map((fmr) => expect.closeTo(fmr, 12)));
    expect(band.begins).toBe('the 3160 pairs of people that the comparisons are worth show no lower FMR');
    expect(band.ends).toBe('an FMR of 0.5 is the end of the plot');
  });

  it('has at each FMR the interval that the FMR has alone: the resamples are the same', () => {
    for (const { fmr, threshold, ...point } of band.points) {
      expect(bootstrapFnmrAtFmr(trials, fmr, options)).toEqual({ kind: 'interval', threshold, ...point });
      expect(fnmrAtFmr(trials.mated.scores, trials.nonMated.scores, fmr)).toMatchObject({ threshold });
    }
  });

  it('holds the curve, which falls', () => {
    band.points.forEach(({ lower, estimate, upper }, k) => {
      expect(lower).toBeLessThanOrEqual(estimate);
      expect(estimate).toBeLessThanOrEqual(upper);
      if (k > 0) expect(estimate).toBeLessThanOrEqual(band.points[k - 1].estimate);
    });
  });

  it('ends where the kept tail does, and says so', () => {
    const { nonMated } = trials;
    const short = { ...trials, nonMated: { ...nonMated, scores: nonMated.scores.slice(0, 200) } };
    const found = detBand(short, options);
    expect(found.points.length).toBeGreaterThan(3);
    expect(found.points.at(-1)!.fmr).toBeLessThan(200 / 3160);
    expect(found.points).toEqual(band.points.slice(0, found.points.length));
    expect(found.ends).toBe(
      'the 200 highest of 3160 non-mated scores reach no further: keep more (tailNeeded)',
    );
  });

  it('needs scores of both kinds', () => {
    const none = { ...trials, mated: { ...trials.mated, scores: new Float64Array() } };
    expect(() => detBand(none)).toThrow('a band needs scores of both kinds, got 0 and 3160');
    expect(() => detBand(trials, { pointsPerDecade: 0 })).toThrow('pointsPerDecade');
  });
});
