// The comparisons of one model in the terms of the data set, so that two models can be set side by side: pictures
// instead of rows, and a comparison that a failure to acquire prevented as one with the lowest score.

import { allPairsTrials, listedTrials, type PairScores, type SubjectTrials } from '../../trials/index.js';
import type { ScoredPictures } from './evidence.js';
import { countPairs, type DatasetRows, type ListedPair, type TrialSet } from './trialSet.js';

/** The lowest cosine similarity. */
const LOWEST = -1;

/**
 * @param subjects of all pictures
 * @param listed the protocol's pairs; undefined for all pairs
 */
export function scoredPictures(
  { mated, hardest }: Pick<TrialSet, 'mated' | 'hardest'>,
  rows: DatasetRows,
  subjects: Int32Array,
  listed: readonly ListedPair[] | undefined,
): ScoredPictures {
  const acquired = new Set(rows.pictures);
  const isLost = ({ left, right }: { left: number; right: number }) =>
    !acquired.has(left) || !acquired.has(right);
  const wanted = listed ?? matedPairs(subjects, isLost);
  const lost = wanted.filter(isLost);
  const lostOf = (kind: boolean) => lost.filter((pair) => pair.mated === kind);
  const byPicture = (pairs: PairScores): PairScores => ({
    scores: pairs.scores,
    left: pairs.left.map((row) => rows.pictures[row]!),
    right: pairs.right.map((row) => rows.pictures[row]!),
  });
  if (listed) {
    return {
      subjects,
      mated: withLost(byPicture(mated), lostOf(true)),
      nonMated: withLost(byPicture(hardest), lostOf(false)),
      nonMatedAre: 'listed',
    };
  }
  return {
    subjects,
    mated: withLost(byPicture(mated), lost),
    nonMated: byPicture(hardest),
    nonMatedAre: 'highest of all pairs',
  };
}

/** FMRs up to this can be compared by reports, and of few comparisons all. */
const HIGHEST_FMR = 2.5e-3;
const FEW = 100_000;

/** Without most of the non-mated scores, so that it may stand in a report: 12 bytes a comparison. */
export function forReport(scored: ScoredPictures): ScoredPictures {
  if (scored.nonMatedAre === 'listed') return scored;
  // Twice as many as the FMR is of: resamples of people reach deeper than the data themselves.
  const wanted = Math.max(FEW, Math.ceil(2 * HIGHEST_FMR * countPairs(scored.subjects).nonMated));
  const { scores, left, right } = scored.nonMated;
  const nonMated = {
    scores: scores.subarray(0, wanted),
    left: left.subarray(0, wanted),
    right: right.subarray(0, wanted),
  };
  return { ...scored, nonMated };
}

/** The same as trials, for intervals and tests. */
export function trialsOf({ subjects, mated, nonMated, nonMatedAre }: ScoredPictures): SubjectTrials {
  if (nonMatedAre === 'listed') return listedTrials(mated, nonMated, subjects);
  return allPairsTrials(
    { mated, hardest: nonMated, nonMated: { trials: countPairs(subjects).nonMated } },
    subjects,
  );
}

/** All mated pairs of which `isWanted`. */
function matedPairs(
  subjects: Int32Array,
  isWanted: (pair: { left: number; right: number }) => boolean,
): ListedPair[] {
  const picturesOf = new Map<number, number[]>();
  subjects.forEach((subject, picture) => {
    const own = picturesOf.get(subject);
    if (own) own.push(picture);
    else picturesOf.set(subject, [picture]);
  });
  return [...picturesOf.values()].flatMap((own) =>
    own.flatMap((left, i) =>
      own
        .slice(i + 1)
        .map((right) => ({ mated: true, left, right }))
        .filter(isWanted),
    ),
  );
}

function withLost({ scores, left, right }: PairScores, lost: readonly ListedPair[]): PairScores {
  return {
    scores: Float64Array.from([...scores, ...lost.map(() => LOWEST)]),
    left: Int32Array.from([...left, ...lost.map((pair) => pair.left)]),
    right: Int32Array.from([...right, ...lost.map((pair) => pair.right)]),
  };
}
