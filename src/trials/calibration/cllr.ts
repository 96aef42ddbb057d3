// How good likelihood ratios are: Cllr, the cost in bits of taking them at their word, averaged over all priors
// and costs. Brümmer & du Preez (Computer Speech and Language 20, 2006), section 4. 0 is perfect; 1 is what
// LLR = 0 for every pair would cost; what is above 1 does harm.

import type { WeightedScores } from '../scores/scoreTally.js';
import type { Scores } from '../scores/staircase.js';
import { withWeights } from './calibration.js';
import { softplus } from './logisticRegression.js';
import { pools } from './pools.js';
import { ascending } from './ties.js';

/**
 * Cllr of log-likelihood ratios (natural logarithm): half the mean of log2(1 + e^−llr) over mated comparisons plus
 * half the mean of log2(1 + e^llr) over non-mated ones.
 */
export function cllr(mated: Scores | WeightedScores, nonMated: Scores | WeightedScores): number {
  const misses = mean(withWeights(mated), (llr) => softplus(-llr));
  const falseAlarms = mean(withWeights(nonMated), (llr) => softplus(llr));
  return (misses + falseAlarms) / (2 * Math.LN2);
}

/**
 * The Cllr that remains after the best monotone calibration, found by pool-adjacent-violators on these same
 * scores: what the scores fail to tell apart. Cllr − minCllr is what calibration loses. Any scale of score.
 */
export function minCllr(mated: Scores | WeightedScores, nonMated: Scores | WeightedScores): number {
  return minCllrOfAscending(ascending(checked(mated)), ascending(checked(nonMated)));
}

/** `minCllr` of scores in ascending order already. */
export function minCllrOfAscending(mated: WeightedScores, nonMated: WeightedScores): number {
  const matedTotal = sum(mated.weights);
  const nonMatedTotal = sum(nonMated.weights);
  let bits = 0;
  for (const pool of pools(mated, nonMated)) {
    const m = pool.mated / matedTotal;
    const n = pool.nonMated / nonMatedTotal;
    if (m > 0 && n > 0) bits += m * Math.log2(1 + n / m) + n * Math.log2(1 + m / n);
  }
  return bits / 2;
}

function mean(given: WeightedScores, of: (score: number) => number): number {
  const { scores, weights } = checked(given);
  let total = 0;
  let cost = 0;
  for (let k = 0; k < scores.length; k++) {
    // An infinite LLR on the right side costs nothing; on the wrong side the cost is rightly infinite.
    if (weights[k] > 0) cost += weights[k] * of(scores[k]);
    total += weights[k];
  }
  return cost / total;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function checked(given: Scores | WeightedScores): WeightedScores {
  const weighted = withWeights(given);
  if (weighted.scores.length === 0) throw new RangeError('no scores of one kind: Cllr needs both');
  if (weighted.scores.some(Number.isNaN)) throw new RangeError('scores must be numbers, got NaN');
  return weighted;
}
