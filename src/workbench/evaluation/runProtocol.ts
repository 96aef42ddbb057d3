// Runs a protocol over templates.

import { LikenessError } from '../../errors.js';
import type { ScoringEngine } from '../scoring/scoringEngine.js';
import type { Protocol } from './protocol.js';
import { allPairsTrialSet, type DatasetRows, listedTrialSet, type TrialSet } from './trialSet.js';

export interface ProtocolContext {
  /** Open; it is left so. */
  readonly engine: ScoringEngine;
  /** What is compared, for progress. */
  readonly label: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
}

/** Highest non-mated scores that are kept one by one, and mated ones; 32 bytes each. */
const KEPT = 3_000_000;

/**
 * @param subjects of all pictures, acquired or not
 * @throws `dataset_invalid` where there are more mated comparisons than intervals can be made of; what `signal` was
 * aborted with
 */
export async function runProtocol(
  protocol: Protocol,
  rows: DatasetRows,
  subjects: Int32Array,
  { engine, label, signal, onProgress }: ProtocolContext,
): Promise<TrialSet> {
  if (protocol.name !== 'all-pairs') return listedTrialSet(protocol.pairs, rows);
  const pairs = (rows.subjects.length * (rows.subjects.length - 1)) / 2;
  const { mated, nonMated, hardest } = await engine.scoreAllPairs(rows, {
    tally: { keep: Math.max(1, Math.min(KEPT, pairs)) },
    keepMated: KEPT,
    signal,
    onProgress: (done, total) => onProgress?.(`${label}: comparisons`, done, total),
  });
  if (mated.kind === 'counted') {
    throw new LikenessError(
      'dataset_invalid',
      `${mated.trials} mated comparisons are more than the ${KEPT} that can be kept one by one: give a list of pairs as protocol`,
    );
  }
  return allPairsTrialSet({ mated, nonMated, hardest }, rows, subjects);
}
