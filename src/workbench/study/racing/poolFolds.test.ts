import { describe, expect, it } from 'vitest';
import {
  bootstrapFnmrAtFmr,
  fnmrAtFmr,
  type SubjectTrials,
  weightedFnmrAtFmr,
} from '../../../trials/index.js';
import { poolFolds } from './poolFolds.js';
import { foldTrials, OTHERS, PEOPLE } from './worlds.fixture.js';

const FMR = 0.05;
const folds = [0, 1, 2].map((fold) => foldTrials(1, fold, 2.5, 0));
const everyone = ({ subjects }: SubjectTrials) => new Int32Array(subjects).fill(1);
const fnmrOf = (trials: SubjectTrials) => weightedFnmrAtFmr(trials, everyone(trials), FMR);

describe('folds as one measurement', () => {
  it('have the FNMR that they have each at its own threshold, comparisons counting alike', () => {
    const each = folds.map(({ mated, nonMated }) => {
      const found = fnmrAtFmr(mated.scores, nonMated.scores, FMR);
      return found.kind === 'threshold' ? found.fnmr.rate : Number.NaN;
    });
    expect(fnmrOf(poolFolds(folds, FMR))).toBeCloseTo(
      each.reduce((sum, rate) => sum + rate / 3, 0),
      12,
    );
  });

  it('do not heed on which scale the scores of a fold lie', () => {
    const moved = (trials: SubjectTrials, by: number): SubjectTrials => ({
      ...trials,
      mated: { ...trials.mated, scores: trials.mated.scores.map((score) => score + by) },
      nonMated: { ...trials.nonMated, scores: trials.nonMated.scores.map((score) => score + by) },
    });
    const pooled = poolFolds([folds[0]!, moved(folds[1]!, 4), moved(folds[2]!, -4)], FMR);
    expect(fnmrOf(pooled)).toBeCloseTo(fnmrOf(poolFolds(folds, FMR)), 12);
  });

  it('hold all people and all comparisons, and nobody meets anybody of another fold', () => {
    const pooled = poolFolds(folds, FMR);
    expect(pooled.subjects).toBe(3 * PEOPLE);
    expect(new Set(pooled.ids).size).toBe(3 * PEOPLE);
    expect(pooled.nonMated.trials).toBe(3 * PEOPLE * OTHERS);
    const weights = Int32Array.from({ length: 3 * PEOPLE }, (_, i) => 1 + (i % 3));
    expect(pooled.nonMated.totalWeight(weights)).toBe(
      folds.reduce(
        (sum, fold, i) => sum + fold.nonMated.totalWeight(weights.subarray(PEOPLE * i, PEOPLE * (i + 1))),
        0,
      ),
    );
    const { left, right } = pooled.nonMated;
    expect(
      [...left].every((subject, k) => Math.floor(subject / PEOPLE) === Math.floor(right[k]! / PEOPLE)),
    ).toBe(true);
  });

  it('are known the better the more there are', () => {
    const width = (count: number) => {
      const found = bootstrapFnmrAtFmr(poolFolds(folds.slice(0, count), FMR), FMR);
      return found.kind === 'interval' ? found.upper - found.lower : Number.NaN;
    };
    expect(width(3)).toBeLessThan(0.75 * width(1));
  });

  it('of which only the highest scores were kept are not read below where one ends', () => {
    const cut = (trials: SubjectTrials, keep: number): SubjectTrials => ({
      ...trials,
      nonMated: {
        ...trials.nonMated,
        scores: trials.nonMated.scores.slice(0, keep),
        left: trials.nonMated.left.slice(0, keep),
        right: trials.nonMated.right.slice(0, keep),
      },
    });
    const pooled = poolFolds([cut(folds[0]!, 100), folds[1]!, folds[2]!], FMR);
    expect(fnmrOf(pooled)).toBeCloseTo(fnmrOf(poolFolds(folds, FMR)), 12);
    const whole = poolFolds(folds, FMR).nonMated.scores;
    expect(pooled.nonMated.scores).toEqual(whole.slice(0, pooled.nonMated.scores.length));
    expect(pooled.nonMated.scores.length).toBeLessThan(whole.length);
  });

  it('that cannot show the FMR are refused', () => {
    expect(() => poolFolds(folds, 1e-4)).toThrow(RangeError);
  });
});
