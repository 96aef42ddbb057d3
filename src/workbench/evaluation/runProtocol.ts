// Runs a protocol over templates.

import { LikenessError } from '../../errors.js';
import type { PairScores } from '../../trials/index.js';
import type { ScoredComparisons, ScoringEngine, ScoringOptions } from '../scoring/index.js';
import { entriesOf, type Meetings, ROLE } from './meetings.js';
import type { GridProtocol, Protocol } from './protocol.js';
import {
  type DatasetRows,
  type GridScores,
  gridTrialSet,
  listedTrialSet,
  selectRows,
  type TrialSet,
} from './trialSet.js';

export interface ProtocolContext {
  /** Open; it is left so. */
  readonly engine: ScoringEngine;
  /** What is compared, for progress. */
  readonly label: string;
  /** Added to the scores of the rows; default none. */
  readonly adjustments?: RowAdjustments;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
}

/** What each row adds to the scores of its comparisons; where there are no roles the left row is the reference. */
export interface RowAdjustments {
  readonly reference: Float32Array;
  readonly probe: Float32Array;
}

/** Highest non-mated scores that are kept one by one, and mated ones; 32 bytes each. */
const KEPT = 3_000_000;

/**
 * @param subjects of all pictures, acquired or not; default: the rows are all that is looked at, and nothing is lost
 * @throws `dataset_invalid` where there are more mated comparisons than intervals can be made of; what `signal` was
 * aborted with
 */
export async function runProtocol(
  protocol: Protocol,
  rows: DatasetRows,
  subjects: Int32Array | undefined,
  context: ProtocolContext,
): Promise<TrialSet> {
  if ('pairs' in protocol) return listedTrialSet(protocol.pairs, rows, context.adjustments);
  const made = meetingsOfRows(protocol, rows);
  const { captures, roles } = protocol;
  const wanted = subjects ? { subjects, captures, ...(roles ? { roles } : {}) } : made;
  return gridTrialSet(await score(rows, made, context), made, wanted);
}

/** Who meets whom of the rows. */
export function meetingsOfRows({ captures, roles }: GridProtocol, rows: DatasetRows): Meetings {
  const ofRow = (labels: Int32Array) => rows.pictures.map((picture) => labels[picture]!);
  return { subjects: rows.subjects, captures: ofRow(captures), ...(roles ? { roles: ofRow(roles) } : {}) };
}

async function score(
  rows: DatasetRows,
  { captures, roles }: Meetings,
  { engine, label, adjustments, signal, onProgress }: ProtocolContext,
): Promise<GridScores> {
  const options = (pairs: number): ScoringOptions => ({
    tally: { keep: Math.max(1, Math.min(KEPT, pairs)) },
    keepMated: KEPT,
    signal,
    onProgress: (done, total) => onProgress?.(`${label}: comparisons`, done, total),
  });
  if (!roles) {
    const count = rows.subjects.length;
    return whole(
      await engine.scoreAllPairs(
        { ...rows, pictures: captures, ...offsets(adjustments?.reference, adjustments?.probe) },
        options((count * (count - 1)) / 2),
      ),
    );
  }
  const [references, probes] = [entriesOf(roles, ROLE.reference), entriesOf(roles, ROLE.probe)];
  const some = (entries: Int32Array) => ({
    ...selectRows(rows, entries),
    pictures: entries.map((entry) => captures[entry]!),
    ...offsets(pick(adjustments?.probe, entries), pick(adjustments?.reference, entries)),
  });
  const scored = await engine.scoreProbesAgainstGallery(
    some(probes),
    some(references),
    options(probes.length * references.length),
  );
  const { mated, nonMated, hardest } = whole(scored);
  const byRow = ({ scores, left, right }: PairScores): PairScores => ({
    scores,
    left: right.map((k) => references[k]!),
    right: left.map((k) => probes[k]!),
  });
  return { mated: byRow(mated), nonMated, hardest: byRow(hardest) };
}

function offsets(
  left: Float32Array | undefined,
  right: Float32Array | undefined,
): { offsets?: { left: Float32Array; right: Float32Array } } {
  return left && right ? { offsets: { left, right } } : {};
}

const pick = (values: Float32Array | undefined, entries: Int32Array): Float32Array | undefined =>
  values && Float32Array.from(entries, (entry) => values[entry]!);

function whole({ mated, nonMated, hardest }: ScoredComparisons): GridScores {
  if (mated.kind === 'counted') {
    throw new LikenessError(
      'dataset_invalid',
      `${mated.trials} mated comparisons are more than the ${KEPT} that can be kept one by one: give a list of pairs as protocol`,
    );
  }
  return { mated, nonMated, hardest };
}
