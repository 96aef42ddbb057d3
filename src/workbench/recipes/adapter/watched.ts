// How well documents and selfies of some people are told apart: figures for people whom training keeps away from.

import {
  bootstrapFnmrAtFmr,
  calibrationLoss,
  listedTrials,
  type PairScores,
  type SubjectInterval,
} from '../../../trials/index.js';
import { type BothSides, rowOf } from './portraits.js';

export interface WatchedScores {
  readonly mated: PairScores;
  readonly nonMated: PairScores;
  /** Subject of each row: of the documents, then of the selfies. */
  readonly subjects: Int32Array;
}

/** Every document against every selfie, two pictures of one capture left out. Scores are dot products. */
export function scoresOf({ documents, selfies }: BothSides): WatchedScores {
  const { dimension } = documents;
  const [mated, nonMated] = [openPairs(), openPairs()];
  for (let left = 0; left < documents.subjects.length; left++) {
    const document = rowOf(documents.templates, dimension, left);
    for (let right = 0; right < selfies.subjects.length; right++) {
      if (documents.captures[left] === selfies.captures[right]) continue;
      const at = right * dimension;
      let score = 0;
      for (let k = 0; k < dimension; k++) score += document[k]! * selfies.templates[at + k]!;
      const kind = documents.subjects[left] === selfies.subjects[right] ? mated : nonMated;
      kind.push(score, left, documents.subjects.length + right);
    }
  }
  return {
    mated: mated.close(),
    nonMated: nonMated.close(),
    subjects: Int32Array.from([...documents.subjects, ...selfies.subjects]),
  };
}

/** FNMR at an FMR with its 95 % interval from a bootstrap over subjects; undefined where there is too little data. */
export function fnmrOf(scores: WatchedScores, fmr: number, seed: number): SubjectInterval | undefined {
  const { mated, nonMated, subjects } = scores;
  const found = bootstrapFnmrAtFmr(listedTrials(mated, nonMated, subjects), fmr, { replicates: 400, seed });
  return found.kind === 'interval' ? found : undefined;
}

/** Least Cllr that any calibration of these scores could have (0 is perfect): smooth, and asks for no threshold. */
export const leastCllr = ({ mated, nonMated }: WatchedScores): number =>
  calibrationLoss(mated.scores, nonMated.scores).minCllr;

function openPairs() {
  const [scores, left, right]: [number[], number[], number[]] = [[], [], []];
  return {
    push(score: number, a: number, b: number) {
      scores.push(score);
      left.push(a);
      right.push(b);
    },
    close: (): PairScores => ({
      scores: Float32Array.from(scores),
      left: Int32Array.from(left),
      right: Int32Array.from(right),
    }),
  };
}
