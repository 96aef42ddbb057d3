// Which of two ways from score to LLR costs less, on the very same comparisons: Cllr of one less that of the other, with
// an interval that heeds which comparisons share people.
//
// The difference is a sum of two means, so its variance is that of their residuals, summed by person: robust to
// whatever comparisons with a person in common share (sources in uncertainty/subjectSweep.ts). Resampling would come to
// the same at a thousand times the work, and this is asked of every candidate in a search.

import { cllr } from '../calibration/cllr.js';
import { softplus } from '../calibration/logisticRegression.js';
import type { Interval } from '../uncertainty/intervals.js';
import { requireConfidence } from '../uncertainty/intervals.js';
import { studentQuantile } from '../uncertainty/studentQuantile.js';

/** LLRs (natural logarithm) of comparisons of one kind by two systems. */
export interface PairedLlrs {
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** The two people of each comparison, the same twice where it is mated; any numbers from 0. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** ≥ 0: how many comparisons each stands for. */
  readonly weights: Float64Array;
}

export interface CllrComparison extends Interval {
  /** Bits. */
  readonly a: number;
  readonly b: number;
  /** Of `a` less that of `b`: negative speaks for the first. */
  readonly difference: number;
  readonly confidence: number;
  /** How many people the variance rests upon: Kish's effective number of their squared shares in it. */
  readonly effectiveSubjects: number;
}

/** @throws RangeError where there is no weight of a kind */
export function compareCllr(mated: PairedLlrs, nonMated: PairedLlrs, confidence = 0.95): CllrComparison {
  requireConfidence(confidence);
  const [genuine, impostor] = [residuals(mated, -1), residuals(nonMated, 1)];
  const difference = genuine.mean + impostor.mean;
  const people = new Map<number, number>();
  const add = (person: number, share: number) => people.set(person, (people.get(person) ?? 0) + share);
  genuine.shares.forEach((share, k) => {
    add(mated.left[k], share);
  });
  const pairs = new Map<string, number>();
  impostor.shares.forEach((share, k) => {
    const [s, t] = [nonMated.left[k], nonMated.right[k]];
    add(s, share);
    add(t, share);
    const pair = s < t ? `${s},${t}` : `${t},${s}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + share);
  });
  const squares = Float64Array.from(people.values(), (share) => share * share);
  const sum = squares.reduce((total, square) => total + square, 0);
  const ofPairs = [...pairs.values()].reduce((total, share) => total + share * share, 0);
  // Each pair counts twice in the sum over people; that of independent pairs is a floor.
  const error = Math.sqrt(Math.max(sum - ofPairs, ofPairs));
  const effectiveSubjects =
    sum === 0 ? 0 : sum ** 2 / squares.reduce((total, square) => total + square ** 2, 0);
  const reach = error === 0 ? 0 : studentQuantile(confidence, Math.max(1, effectiveSubjects - 1)) * error;
  const loss = (of: 'a' | 'b') =>
    cllr({ scores: mated[of], weights: mated.weights }, { scores: nonMated[of], weights: nonMated.weights });
  return {
    a: loss('a'),
    b: loss('b'),
    difference,
    lower: difference - reach,
    upper: difference + reach,
    confidence,
    effectiveSubjects,
  };
}

/**
 * The mean difference of the costs in bits, halved as in Cllr, and what each comparison adds to its error.
 * @param sign −1 where a high LLR is right, 1 where it is wrong
 */
function residuals(
  { a, b, weights }: PairedLlrs,
  sign: -1 | 1,
): { readonly mean: number; readonly shares: Float64Array } {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) throw new RangeError('no comparisons of one kind: Cllr needs both');
  const costs = Float64Array.from(
    a,
    (llr, k) => (softplus(sign * llr) - softplus(sign * b[k])) / (2 * Math.LN2),
  );
  const mean = costs.reduce((sum, cost, k) => sum + weights[k] * cost, 0) / total;
  return { mean, shares: costs.map((cost, k) => (weights[k] * (cost - mean)) / total) };
}
