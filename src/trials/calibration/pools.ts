// Pool adjacent violators: scores of two kinds put together, by ascending score, until the share of mated ones rises
// from pool to pool. Ayer et al. (Annals of Mathematical Statistics 26, 1955). What calibration by any monotone map
// can make of scores stands on it.

import type { WeightedScores } from '../scores/scoreTally.js';
import { ties } from './ties.js';

/** The mated and non-mated scores that stand together. */
export interface Pool {
  /** Their lowest score. */
  readonly lowest: number;
  readonly highest: number;
  /** Weight of the mated ones. */
  readonly mated: number;
  readonly nonMated: number;
}

/**
 * Pools by ascending score, of ascending ratio of mated to non-mated weight.
 *
 * @param mated ascending, as by `ascending`; scores may be infinite
 */
export function pools(mated: WeightedScores, nonMated: WeightedScores): Pool[] {
  const stack: Pool[] = [];
  for (const { score, ...weights } of ties(mated, nonMated)) {
    let pool: Pool = { lowest: score, highest: score, ...weights };
    for (let top = stack.at(-1); top && !isHigher(pool, top); top = stack.at(-1)) {
      pool = {
        lowest: top.lowest,
        highest: pool.highest,
        mated: pool.mated + top.mated,
        nonMated: pool.nonMated + top.nonMated,
      };
      stack.pop();
    }
    stack.push(pool);
  }
  return stack;
}

function isHigher(pool: Pool, below: Pool): boolean {
  return pool.mated * below.nonMated > below.mated * pool.nonMated;
}
