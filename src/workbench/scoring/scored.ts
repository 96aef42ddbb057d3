// What the engine gives: the counts of all threads as one.

import { openTally, type PairScores, type ScoreTally, type TallyOptions } from '../../trials/index.js';
import { type Counted, type CountSettings, LIMIT } from './comparisonCount.js';
import { descending, type Extremes, Highest, reversed, scoresOf } from './extremes.js';
import { type Grid, rowsOfPairs } from './grid.js';

/** All comparisons of a grid. The same whatever the number of threads; pairs with equal scores in the order of rows. */
export interface ScoredComparisons {
  /** Templates of one subject. */
  readonly mated: MatedScores;
  /** Templates of two subjects: all, counted. The id of a pair is left row × number of right rows + right row. */
  readonly nonMated: ScoreTally;
  /** The non-mated pairs of `nonMated.tail`, in its order: highest score first. */
  readonly hardest: PairScores;
}

/** All mated scores one by one; or, where they are more than were to be kept, counted, so that none is lost unseen. */
export type MatedScores = AllMated | CountedMated;

/** Lowest score first, so that the hardest pairs lead. */
export interface AllMated extends PairScores {
  readonly kind: 'all';
}

export interface CountedMated {
  readonly kind: 'counted';
  readonly trials: number;
  readonly lowest: number;
  readonly binsPerUnit: number;
  /** Scores in [lowest + i / binsPerUnit, lowest + (i+1) / binsPerUnit), for each i. */
  readonly bins: Float64Array;
  /** The lowest scores, lowest first. */
  readonly hardest: PairScores;
}

export interface KeepOptions {
  /** Bins of all scores, and how many of the highest non-mated ones are kept (200,000). */
  readonly tally?: TallyOptions | undefined;
  /** How many mated scores are kept one by one, at 24 bytes a thread each. Default 1,000,000; all LFW has 242,257. */
  readonly keepMated?: number | undefined;
}

/** Settings of the count, and where its bins go. */
export interface Frame extends CountSettings {
  /** Nothing counted yet. */
  readonly empty: ScoreTally;
}

/** @throws RangeError if an option is out of its range */
export function frameOf({ tally = {}, keepMated = 1_000_000 }: KeepOptions): Frame {
  const { keep = 200_000 } = tally;
  if (!Number.isInteger(keepMated) || keepMated < 1) {
    throw new RangeError(`keepMated must be at least 1, got ${keepMated}`);
  }
  const empty = openTally({ ...tally, keep }).close();
  return { empty, binsPerUnit: empty.binsPerUnit, keep, keepMated };
}

export function gather(counts: readonly Counted[], grid: Grid, frame: Frame): ScoredComparisons {
  const { empty, keep, keepMated } = frame;
  const bins = foldBins(
    counts.map(({ nonMated }) => nonMated),
    empty,
  );
  const tail = descending(
    highestOf(
      counts.map(({ highest }) => highest),
      keep,
    ),
  );
  const hardest = pairsOf(scoresOf(tail.keys), tail.ids, grid);
  return {
    mated: gatherMated(counts, grid, empty, keepMated),
    nonMated: { ...empty, trials: sum(bins), bins, tail: hardest.scores as Float64Array, tailIds: tail.ids },
    hardest,
  };
}

function gatherMated(
  counts: readonly Counted[],
  grid: Grid,
  { lowest, binsPerUnit, bins: empty }: ScoreTally,
  keep: number,
): MatedScores {
  const bins = foldBins(
    counts.map(({ mated }) => mated),
    { lowest, binsPerUnit, bins: empty },
  );
  const kept = descending(
    highestOf(
      counts.map(({ lowestMated }) => lowestMated),
      keep,
    ),
  );
  const pairs = pairsOf(scoresOf(kept.keys.map(reversed)), kept.ids, grid);
  const trials = sum(bins);
  return trials === kept.ids.length
    ? { kind: 'all', ...pairs }
    : { kind: 'counted', trials, lowest, binsPerUnit, bins, hardest: pairs };
}

function pairsOf(scores: Float64Array, ids: Float64Array, grid: Grid): PairScores {
  return { scores, ...rowsOfPairs(grid, ids) };
}

function highestOf(parts: readonly Extremes[], keep: number): Extremes {
  if (parts.length === 1) return parts[0]!;
  const all = new Highest(keep);
  for (const { keys, ids } of parts) for (let i = 0; i < keys.length; i++) all.offer(keys[i], ids[i]);
  return all.close();
}

/** Sums bins that begin at −LIMIT into bins that begin at `lowest`; what lies beyond an end goes into the end bin. */
function foldBins(
  parts: readonly Float64Array[],
  { lowest, binsPerUnit, bins: empty }: Pick<ScoreTally, 'lowest' | 'binsPerUnit' | 'bins'>,
): Float64Array {
  const bins = new Float64Array(empty.length);
  const shift = (-LIMIT - lowest) * binsPerUnit;
  for (const part of parts) {
    for (let bin = 0; bin < part.length; bin++) {
      const to = bin + shift;
      bins[to < 0 ? 0 : to < bins.length ? to : bins.length - 1] += part[bin];
    }
  }
  return bins;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
