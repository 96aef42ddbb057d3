// One measurement out of several folds. Each fold was judged by a model of its own, and scores of different models never
// meet: so in each fold scores are taken from that model's threshold at the FMR, and what lies above is counted together.

import { type SubjectTrials, thresholdAtFmr } from '../../../trials/index.js';

/**
 * Trials of all folds as one. At the FMR they were pooled for, its threshold is 0 but for rounding: each fold stands at
 * its own threshold, and rates are those over all comparisons of all folds. Subjects of different folds never meet.
 *
 * @param folds no subject is in two of them
 * @param fmr that each fold's comparisons can show: 1 / non-mated trials at least
 * @throws RangeError where one cannot
 */
export function poolFolds(folds: readonly SubjectTrials[], fmr: number): SubjectTrials {
  const starts = sumsBefore(folds.map(({ subjects }) => subjects));
  const ids = sumsBefore(folds.map((fold) => 1 + fold.ids.reduce((most, id) => Math.max(most, id), 0)));
  const apart = folds.map((fold, i) => from(fold, thresholdOf(fold, fmr), starts[i]!));
  const mated = descending(
    apart.flatMap(({ mated: own }) => own),
    ({ score }) => score,
  );
  // Below the end of any fold's kept scores the list would lack some.
  const end = Math.max(...apart.map(({ end }) => end));
  const nonMated = descending(
    apart.flatMap(({ nonMated: own }) => own).filter(({ score }) => score >= end),
    ({ score }) => score,
  );
  const own = (weights: Int32Array, i: number) =>
    weights.subarray(starts[i]!, starts[i]! + folds[i]!.subjects);
  const sumOver = (of: (fold: SubjectTrials, i: number) => number) =>
    folds.reduce((sum, fold, i) => sum + of(fold, i), 0);
  return {
    subjects: sumOver(({ subjects }) => subjects),
    ids: Int32Array.from(folds.flatMap((fold, i) => Array.from(fold.ids, (id) => ids[i]! + id))),
    mated: {
      scores: Float64Array.from(mated, ({ score }) => score),
      subject: Int32Array.from(mated, ({ left }) => left),
      perSubject: Float64Array.from(folds.flatMap(({ mated: { perSubject } }) => [...perSubject])),
      effective: together(folds.map(({ mated: { scores, effective } }) => [scores.length, effective])),
    },
    nonMated: {
      scores: Float64Array.from(nonMated, ({ score }) => score),
      left: Int32Array.from(nonMated, ({ left }) => left),
      right: Int32Array.from(nonMated, ({ right }) => right),
      trials: sumOver((fold) => fold.nonMated.trials),
      effective: together(folds.map(({ nonMated: { trials, effective } }) => [trials, effective])),
      totalWeight: (weights) => sumOver((fold, i) => fold.nonMated.totalWeight(own(weights, i))),
      ...(folds.every(({ nonMated: { meetings } }) => meetings)
        ? {
            meetings: (weights: Int32Array) =>
              Float64Array.from(folds.flatMap((fold, i) => [...fold.nonMated.meetings!(own(weights, i))])),
          }
        : {}),
    },
  };
}

interface Comparison {
  readonly score: number;
  readonly left: number;
  readonly right: number;
}

function from({ mated, nonMated }: SubjectTrials, threshold: number, start: number) {
  const of = (scores: Float64Array, left: Int32Array, right: Int32Array): Comparison[] =>
    Array.from(scores, (score, k) => ({
      score: score - threshold,
      left: start + left[k]!,
      right: start + right[k]!,
    }));
  const isWhole = nonMated.scores.length === nonMated.trials;
  return {
    mated: of(mated.scores, mated.subject, mated.subject),
    nonMated: of(nonMated.scores, nonMated.left, nonMated.right),
    end: isWhole ? Number.NEGATIVE_INFINITY : nonMated.scores.at(-1)! - threshold,
  };
}

function thresholdOf({ nonMated: { scores, trials } }: SubjectTrials, fmr: number): number {
  // Only the highest scores are kept, and the threshold lies among them.
  const found = thresholdAtFmr(scores, Math.min(1, (fmr * trials) / scores.length));
  if (found.kind === 'threshold') return found.threshold;
  throw new RangeError(`${trials} non-mated trials cannot show an FMR of ${fmr}`);
}

/** Kish's effective number of the whole, from those of its parts: Σ n² / n_eff adds up. See `effectiveCount` of src/trials. */
function together(parts: readonly (readonly [count: number, effective: number])[]): number {
  const total = parts.reduce((sum, [count]) => sum + count, 0);
  const squares = parts.reduce(
    (sum, [count, effective]) => sum + (effective > 0 ? count ** 2 / effective : 0),
    0,
  );
  return squares === 0 ? 0 : total ** 2 / squares;
}

const descending = <T>(list: readonly T[], of: (one: T) => number): T[] =>
  list.toSorted((a, b) => of(b) - of(a));

/** Of each, the sum of those before it. */
function sumsBefore(counts: readonly number[]): number[] {
  let sum = 0;
  return counts.map((count) => {
    const before = sum;
    sum += count;
    return before;
  });
}
