// Scores of mated and of non-mated comparisons in one order, for all that walks along both.

import type { WeightedScores } from '../scores/scoreTally.js';

/** The comparisons of one score. */
export interface Tie {
  readonly score: number;
  /** Weight of the mated ones. */
  readonly mated: number;
  readonly nonMated: number;
}

/** Scores by ascending score, each with its weight. No NaN. */
export function ascending({ scores, weights }: WeightedScores): WeightedScores {
  const order = Uint32Array.from(scores, (_, k) => k).sort((k, l) => scores[k] - scores[l]);
  return {
    scores: Float64Array.from(order, (k) => scores[k]),
    weights: Float64Array.from(order, (k) => weights[k]),
  };
}

/** Scores of both kinds, each `ascending`, by ascending score; those of no weight are left out. */
export function* ties(mated: WeightedScores, nonMated: WeightedScores): Generator<Tie> {
  let i = 0;
  let j = 0;
  while (i < mated.scores.length || j < nonMated.scores.length) {
    const isMated = j >= nonMated.scores.length || mated.scores[i] < nonMated.scores[j];
    const score = isMated ? mated.scores[i] : nonMated.scores[j];
    let [matedWeight, nonMatedWeight] = [0, 0];
    while (mated.scores[i] === score) matedWeight += mated.weights[i++];
    while (nonMated.scores[j] === score) nonMatedWeight += nonMated.weights[j++];
    if (matedWeight + nonMatedWeight > 0) yield { score, mated: matedWeight, nonMated: nonMatedWeight };
  }
}
