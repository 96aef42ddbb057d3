// The accuracy that everyone reports on LFW: a threshold chosen on nine folds, tried on the tenth, in turn.

import { tenFoldAccuracy } from '../../../trials/index.js';
import type { ScoredPictures } from '../evidence.js';
import type { Protocol } from '../protocol.js';
import type { ModelReport } from '../report.js';

/** @param scored with the lost comparisons as the lowest scores: a picture without a face is an error */
export function tenFoldSection(protocol: Protocol, scored: ScoredPictures): ModelReport['tenFold'] {
  if (protocol.name !== 'lfw' || !protocol.folds) return null;
  const scores = new Map<string, number>();
  for (const { scores: of, left, right } of [scored.mated, scored.nonMated]) {
    of.forEach((score, k) => {
      scores.set(`${left[k]},${right[k]}`, score);
    });
  }
  const { pairs, folds } = protocol;
  const ofFold = (fold: number, kind: boolean) =>
    Float64Array.from(
      pairs.filter(({ mated }, k) => mated === kind && folds[k] === fold),
      ({ left, right }) => scores.get(`${left},${right}`)!,
    );
  const {
    accuracy,
    standardError,
    folds: results,
  } = tenFoldAccuracy(
    [...new Set(folds)].map((fold) => ({ mated: ofFold(fold, true), nonMated: ofFold(fold, false) })),
  );
  return { accuracy, standardError, folds: results.map((fold) => fold.accuracy) };
}
