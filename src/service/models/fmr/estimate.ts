// How often two different customers match, without anybody having labelled anything: approved selfies of different
// customers are non-mated, unless one person has two accounts. What could be such an account and nobody has settled gives
// the two bounds. Pure, and heavy: done on a thread.

import {
  allPairsTrials,
  bootstrapFmr,
  claim,
  type SubjectInterval,
  type SubjectTrials,
  scoreAllPairs,
} from '../../../trials/index.js';

export interface FmrInput {
  /** Row by row, of length one; one row a customer. */
  readonly templates: Float32Array;
  readonly dimension: number;
  /** Pairs of rows that are one person: left out. Two numbers a pair. */
  readonly samePerson: Int32Array;
  /** Pairs of rows of whom somebody has said that they are two people: they count, whatever their score. */
  readonly differentPeople: Int32Array;
  /** Where the rate is wanted, and what is claimed of it; the first is the policy’s. */
  readonly points: readonly ClaimedPoint[];
}

export interface ClaimedPoint {
  readonly threshold: number;
  /** By the calibration. */
  readonly fmr: number;
  readonly interval: readonly [number, number] | null;
  /** Whether the calibration’s data carry it. */
  readonly supported: boolean;
}

export interface Bound {
  readonly matches: number;
  readonly fmr: number;
  /** 95 %, by people. */
  readonly interval: readonly [number, number];
}

export interface MeasuredPoint extends ClaimedPoint {
  /** Null where the threshold lies so low that not all matches were kept. */
  readonly measured: {
    /** Pairs that nobody has settled are false matches, … */
    readonly atMost: Bound;
    /** … or one person each; those below the policy’s threshold count as two people here as well. */
    readonly atLeast: Bound;
  } | null;
}

export interface FmrEstimate {
  readonly people: number;
  /** Pairs that were compared and count. */
  readonly comparisons: number;
  /** Pairs that somebody has found to be one person. */
  readonly leftOut: number;
  readonly points: readonly MeasuredPoint[];
  /** At or above the policy’s threshold, settled by nobody; the likest first. */
  readonly unsettled: { readonly count: number; readonly pairs: readonly UnsettledPair[] };
  /** Whether the policy’s FMR may be claimed of its threshold upon these people alone; a sentence. */
  readonly claim: { readonly isSupported: boolean; readonly statement: string };
}

export interface UnsettledPair {
  readonly rows: readonly [number, number];
  readonly score: number;
}

/** So many pairs are kept one by one: at 2,000 people those of an FMR of up to 10 %. */
const KEPT = 200_000;
const MOST_PAIRS = 50;

interface Pairs {
  readonly scores: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/**
 * @returns undefined where all are accounts of one person, so that there is nobody to be taken for another
 * @throws RangeError where there are fewer than two rows, or no point
 */
export async function estimateFmr(input: FmrInput): Promise<FmrEstimate | undefined> {
  const { templates, dimension, points } = input;
  const people = templates.length / dimension;
  const policy = points[0];
  if (!(people >= 2) || !policy) throw new RangeError('there must be two people and one threshold at least');
  const subjects = Int32Array.from({ length: people }, (_, row) => row);
  const scored = await scoreAllPairs({ templates, dimension, subjects, tally: { keep: KEPT } });
  const keyOf = (i: number, j: number): number => Math.min(i, j) * people + Math.max(i, j);
  const [same, different] = [keysOf(input.samePerson, keyOf), keysOf(input.differentPeople, keyOf)];
  const total = scored.nonMated.trials;
  if (same.size === total) return undefined;
  const all = filtered(scored.hardest, (i, j) => !same.has(keyOf(i, j)));
  const isUnsettled = (k: number): boolean =>
    all.scores[k]! >= policy.threshold && !different.has(keyOf(all.left[k]!, all.right[k]!));
  const unsettled = [...all.scores.keys()].filter(isUnsettled);
  const settledOnly = pick(all, (k) => !isUnsettled(k));
  const samePairs = pairsOf(same, people);
  const atMost = trialsOf(all, total, subjects, samePairs);
  const unsettledPairs = unsettled.map((k) => [all.left[k]!, all.right[k]!] as const);
  const atLeast = trialsOf(settledOnly, total, subjects, [...samePairs, ...unsettledPairs]);
  const floor =
    scored.hardest.scores.length < total ? scored.hardest.scores.at(-1)! : Number.NEGATIVE_INFINITY;
  const claimed = claim(atMost, { fmr: policy.fmr, threshold: policy.threshold });
  return {
    people,
    comparisons: total - same.size,
    leftOut: same.size,
    points: points.map((point) => ({
      ...point,
      measured:
        point.threshold <= floor
          ? null
          : { atMost: boundAt(atMost, point.threshold), atLeast: boundAt(atLeast, point.threshold) },
    })),
    unsettled: {
      count: unsettled.length,
      pairs: unsettled
        .slice(0, MOST_PAIRS)
        .map((k) => ({ rows: [all.left[k]!, all.right[k]!], score: all.scores[k]! })),
    },
    claim: { isSupported: claimed.kind === 'supported', statement: claimed.statement },
  };
}

function boundAt(trials: SubjectTrials, threshold: number): Bound {
  // Each two may be one person: then no two people were compared, and the rate may be any.
  if (trials.nonMated.trials === 0) return { matches: 0, fmr: 0, interval: [0, 1] };
  const { estimate, lower, upper }: SubjectInterval = bootstrapFmr(trials, threshold);
  const matches = trials.nonMated.scores.reduce((sum, score) => sum + Number(score >= threshold), 0);
  return { matches, fmr: estimate, interval: [lower, upper] };
}

function trialsOf(
  hardest: Pairs,
  total: number,
  subjects: Int32Array,
  omitted: readonly (readonly [number, number])[],
): SubjectTrials {
  const none = { scores: new Float64Array(), left: new Int32Array(), right: new Int32Array() };
  return allPairsTrials({ mated: none, hardest, nonMated: { trials: total - omitted.length } }, subjects, {
    left: Int32Array.from(omitted, ([left]) => left),
    right: Int32Array.from(omitted, ([, right]) => right),
  });
}

function filtered(
  { scores, left, right }: { scores: ArrayLike<number>; left: Int32Array; right: Int32Array },
  isKept: (left: number, right: number) => boolean,
): Pairs {
  return pick({ scores: Float64Array.from(scores), left, right }, (k) => isKept(left[k]!, right[k]!));
}

function pick({ scores, left, right }: Pairs, isKept: (k: number) => boolean): Pairs {
  const kept = [...scores.keys()].filter(isKept);
  return {
    scores: Float64Array.from(kept, (k) => scores[k]!),
    left: Int32Array.from(kept, (k) => left[k]!),
    right: Int32Array.from(kept, (k) => right[k]!),
  };
}

function keysOf(flat: Int32Array, keyOf: (i: number, j: number) => number): Set<number> {
  const keys = new Set<number>();
  for (let k = 0; k + 1 < flat.length; k += 2) keys.add(keyOf(flat[k]!, flat[k + 1]!));
  return keys;
}

const pairsOf = (keys: ReadonlySet<number>, people: number): [number, number][] =>
  [...keys].map((key) => [Math.floor(key / people), key % people]);
