// The comparisons of one model in the terms of the data set, so that two models can be set side by side: pictures
// instead of rows, and a comparison that a failure to acquire prevented as one with the lowest score.

import { listedTrials, type PairScores, type SubjectTrials } from '../../trials/index.js';
import type { ScoredPictures } from './evidence.js';
import { countMeetings, type Meeting, type Meetings, matedMeetings, meetingTrials } from './meetings.js';
import type { Protocol } from './protocol.js';
import type { DatasetRows, TrialSet } from './trialSet.js';

/** The lowest cosine similarity. */
const LOWEST = -1;

/** @param subjects of all pictures */
export function scoredPictures(
  { mated, hardest }: Pick<TrialSet, 'mated' | 'hardest'>,
  rows: DatasetRows,
  subjects: Int32Array,
  protocol: Protocol,
): ScoredPictures {
  const acquired = new Set(rows.pictures);
  const isLost = ({ left, right }: Meeting) => !acquired.has(left) || !acquired.has(right);
  const byPicture = (pairs: PairScores): PairScores => ({
    scores: pairs.scores,
    left: pairs.left.map((row) => rows.pictures[row]!),
    right: pairs.right.map((row) => rows.pictures[row]!),
  });
  if ('pairs' in protocol) {
    const lost = protocol.pairs.filter(isLost);
    const lostOf = (kind: boolean) => lost.filter((pair) => pair.mated === kind);
    return {
      subjects,
      mated: withLost(byPicture(mated), lostOf(true)),
      nonMated: withLost(byPicture(hardest), lostOf(false)),
      nonMatedAre: 'listed',
    };
  }
  const { captures, roles } = protocol;
  const meetings = { subjects, captures, ...(roles ? { roles } : {}) };
  return {
    ...meetings,
    mated: withLost(byPicture(mated), matedMeetings(meetings, isLost)),
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
  const wanted = Math.max(FEW, Math.ceil(2 * HIGHEST_FMR * countMeetings(meetingsOf(scored)).nonMated));
  const { scores, left, right } = scored.nonMated;
  const nonMated = {
    scores: scores.subarray(0, wanted),
    left: left.subarray(0, wanted),
    right: right.subarray(0, wanted),
  };
  return { ...scored, nonMated };
}

/** The same as trials, for intervals and tests. */
export function trialsOf(scored: ScoredPictures): SubjectTrials {
  const { subjects, mated, nonMated, nonMatedAre } = scored;
  if (nonMatedAre === 'listed') return listedTrials(mated, nonMated, subjects);
  const meetings = meetingsOf(scored);
  const trials = countMeetings(meetings).nonMated;
  return meetingTrials({ mated, hardest: nonMated, nonMated: { trials } }, meetings);
}

function meetingsOf({ subjects, captures, roles }: ScoredPictures): Meetings {
  return { subjects, captures: captures ?? Int32Array.from(subjects.keys()), ...(roles ? { roles } : {}) };
}

function withLost({ scores, left, right }: PairScores, lost: readonly Meeting[]): PairScores {
  return {
    scores: Float64Array.from([...scores, ...lost.map(() => LOWEST)]),
    left: Int32Array.from([...left, ...lost.map((pair) => pair.left)]),
    right: Int32Array.from([...right, ...lost.map((pair) => pair.right)]),
  };
}
