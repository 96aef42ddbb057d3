// How good likelihood ratios are: Cllr, the cost in bits of taking them at their word, averaged over all priors
// and costs. Brümmer & du Preez (Computer Speech and Language 20, 2006), section 4. 0 is perfect; 1 is what
// LLR = 0 for every pair would cost; what is above 1 does harm.

import type { WeightedScores } from '../scores/scoreTally.js';
import type { Scores } from '../scores/staircase.js';
import { withWeights } from './calibration.js';
import { softplus } from './logisticRegression.js';

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
  let bits = 0;
  for (const { mated: m, nonMated: n } of pools(normalise(mated), normalise(nonMated))) {
    if (m > 0 && n > 0) bits += m * Math.log2(1 + n / m) + n * Math.log2(1 + m / n);
  }
  return bits / 2;
}

/** Shares of the mated and of the non-mated scores that stand together. */
interface Pool {
  mated: number;
  nonMated: number;
}

/** Ayer et al. (Annals of Mathematical Statistics 26, 1955): pools, by ascending score, of ascending likelihood ratio. */
function pools(mated: WeightedScores, nonMated: WeightedScores): Pool[] {
  const stack: Pool[] = [];
  for (const group of ties(mated, nonMated)) {
    let pool = group;
    for (let top = stack.at(-1); top && !isHigher(pool, top); top = stack.at(-1)) {
      pool = { mated: pool.mated + top.mated, nonMated: pool.nonMated + top.nonMated };
      stack.pop();
    }
    stack.push(pool);
  }
  return stack;
}

function isHigher(pool: Pool, below: Pool): boolean {
  return pool.mated * below.nonMated > below.mated * pool.nonMated;
}

/** Scores of both kinds by ascending score, those that are equal together. */
function* ties(mated: WeightedScores, nonMated: WeightedScores): Generator<Pool> {
  let i = 0;
  let j = 0;
  while (i < mated.scores.length || j < nonMated.scores.length) {
    const score = Math.min(
      mated.scores[i] ?? Number.POSITIVE_INFINITY,
      nonMated.scores[j] ?? Number.POSITIVE_INFINITY,
    );
    const group: Pool = { mated: 0, nonMated: 0 };
    while (mated.scores[i] === score) group.mated += mated.weights[i++];
    while (nonMated.scores[j] === score) group.nonMated += nonMated.weights[j++];
    yield group;
  }
}

/** Ascending scores, with weights that sum to 1. */
function normalise(given: Scores | WeightedScores): WeightedScores {
  const { scores, weights } = withWeights(given);
  requireScores(scores);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const order = Uint32Array.from(scores, (_, k) => k).sort((k, l) => scores[k] - scores[l]);
  return {
    scores: Float64Array.from(order, (k) => scores[k]),
    weights: Float64Array.from(order, (k) => weights[k] / total),
  };
}

function mean({ scores, weights }: WeightedScores, of: (score: number) => number): number {
  requireScores(scores);
  let sum = 0;
  let total = 0;
  for (let k = 0; k < scores.length; k++) {
    // An infinite LLR on the right side costs nothing; on the wrong side the cost is rightly infinite.
    if (weights[k] > 0) sum += weights[k] * of(scores[k]);
    total += weights[k];
  }
  return sum / total;
}

function requireScores(scores: Scores): void {
  if (scores.length === 0) throw new RangeError('no scores of one kind: Cllr needs both');
  if (scores.some(Number.isNaN)) throw new RangeError('scores must be numbers, got NaN');
}
