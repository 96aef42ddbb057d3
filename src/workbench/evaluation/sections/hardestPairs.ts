// The comparisons that went worst. In most data sets the first of them are wrong labels, not wrong networks.

import type { PairScores } from '../../../trials/index.js';
import type { DigestedPicture } from '../../datasets/imageFolder.js';
import type { HardPair, ModelReport } from '../report.js';
import type { DatasetRows, TrialSet } from '../trialSet.js';

/** Of each kind. */
const SHOWN = 24;

/** One wrong label spoils many comparisons: of the pairs of one picture no more than this many are shown. */
const SHOWN_OF_ONE_PICTURE = 2;

export function hardestPairsSection(
  { mated, hardest }: Pick<TrialSet, 'mated' | 'hardest'>,
  { pictures: pictureOf }: DatasetRows,
  pictures: readonly DigestedPicture[],
  llrOf: PairLlr | undefined,
): ModelReport['hardest'] {
  const describe = ({ score, left, right }: Pair): HardPair => ({
    score,
    llr: llrOf ? llrOf({ score, left, right }) : null,
    reference: referTo(pictures[pictureOf[left]!]!),
    probe: referTo(pictures[pictureOf[right]!]!),
  });
  return {
    mated: spread(inOrder(mated, (a, b) => a - b)).map(describe),
    nonMated: spread(inOrder(hardest, (a, b) => b - a)).map(describe),
  };
}

/** LLR of a pair of rows, the left one the reference; undefined where the model has no calibration. */
export type PairLlr = (pair: Pair) => number;

interface Pair {
  readonly score: number;
  readonly left: number;
  readonly right: number;
}

/** Ties by the place of the pictures, so that the order is the same in every run. */
function inOrder({ scores, left, right }: PairScores, by: (a: number, b: number) => number): Pair[] {
  const pairs = Array.from(scores, (score, k) => ({ score, left: left[k]!, right: right[k]! }));
  return pairs.sort((p, q) => by(p.score, q.score) || p.left - q.left || p.right - q.right);
}

function spread(pairs: readonly Pair[]): Pair[] {
  const shown: Pair[] = [];
  const times = new Map<number, number>();
  const isFresh = (picture: number) => (times.get(picture) ?? 0) < SHOWN_OF_ONE_PICTURE;
  for (const pair of pairs) {
    if (shown.length === SHOWN) break;
    if (!isFresh(pair.left) || !isFresh(pair.right)) continue;
    shown.push(pair);
    for (const picture of [pair.left, pair.right]) times.set(picture, (times.get(picture) ?? 0) + 1);
  }
  return shown;
}

const referTo = ({ image, subject }: DigestedPicture) => ({ image, subject });
