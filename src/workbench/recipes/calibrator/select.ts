// Which candidates are worth keeping: forward selection by what they do to Cllr on people left out of the fit.

import {
  type AdjustedCalibration,
  type CllrComparison,
  compareCllr,
  fitAdjusted,
  type PairedLlrs,
} from '../../../trials/index.js';
import { EFFECTIVE_PRIOR } from '../../calibration/fitCalibration.js';
import type { Candidate } from './candidates.js';
import type { Sample, SampledPairs } from './sample.js';

export interface Selection {
  readonly kept: readonly Candidate[];
  /** Of the ridges the one that served people left out best. */
  readonly ridge: number;
  /** Of every candidate that was tried beside what was kept before it. */
  readonly tried: readonly Trial[];
}

export interface Trial {
  readonly candidate: Candidate;
  /** Cllr with it less that without, on people left out; 95 %, widened for the number tried. */
  readonly cllr: CllrComparison;
  readonly kept: boolean;
}

export interface SelectionOptions {
  /** Fold of each subject, by number, from 0. */
  readonly foldOf: (subject: number) => number;
  readonly folds: number;
  readonly ridges: readonly number[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
}

/**
 * @param subjects of the rows
 * @throws RangeError where there are too few people for the folds; what `signal` was aborted with
 */
export async function selectCandidates(
  sample: Sample,
  subjects: Int32Array,
  candidates: readonly Candidate[],
  options: SelectionOptions,
): Promise<Selection> {
  const folds = foldsOf(sample, subjects, options);
  const [light] = [...options.ridges].sort((a, b) => a - b);
  const confidence = 1 - 0.05 / Math.max(1, candidates.length);
  const kept: Candidate[] = [];
  const tried = new Map<Candidate, Trial>();
  const left = new Set(candidates);
  let before = leftOut(folds, kept, light!);
  let done = 0;
  while (left.size > 0) {
    let best: { candidate: Candidate; llrs: LeftOut; cllr: CllrComparison } | undefined;
    for (const candidate of left) {
      await breathe(options.signal);
      options.onProgress?.('trying quality components', ++done);
      const llrs = tryOut(folds, [...kept, candidate], light!);
      if (!llrs) {
        left.delete(candidate);
        continue;
      }
      const cllr = compare(llrs, before, folds, subjects, confidence);
      tried.set(candidate, { candidate, cllr, kept: false });
      if (!best || cllr.difference < best.cllr.difference) best = { candidate, llrs, cllr };
    }
    if (!best || !(best.cllr.upper < 0)) break;
    kept.push(best.candidate);
    left.delete(best.candidate);
    tried.set(best.candidate, { ...best, kept: true });
    before = best.llrs;
  }
  return { kept, ridge: bestRidge(folds, kept, subjects, options.ridges), tried: [...tried.values()] };
}

/** The final fit, on everyone of the sample. */
export const fitKept = (sample: Sample, kept: readonly Candidate[], ridge: number): AdjustedCalibration =>
  fitAdjusted(
    { mated: featured(sample.mated, kept), nonMated: featured(sample.nonMated, kept) },
    EFFECTIVE_PRIOR,
    ridge,
  );

/** What a fit makes of comparisons. */
export function llrsOf(
  pairs: SampledPairs,
  kept: readonly Candidate[],
  { slope, offset, added }: AdjustedCalibration,
): Float64Array {
  const features = kept.map((candidate) => featureOf(pairs, candidate));
  return pairs.scores.map(
    (score, k) => offset + slope * features.reduce((sum, feature, c) => sum + added[c]! * feature[k]!, score),
  );
}

interface Fold {
  readonly fit: Sample;
  readonly out: Sample;
}

/** LLRs of the people left out, fold after fold. */
interface LeftOut {
  readonly mated: Float64Array;
  readonly nonMated: Float64Array;
}

/** A comparison of two folds is in no fit that it could be tried on, nor tried on one that it was in: it is left aside. */
function foldsOf(
  { mated, nonMated }: Sample,
  subjects: Int32Array,
  { foldOf, folds }: SelectionOptions,
): Fold[] {
  const own = subjects.map(foldOf);
  const some = (wanted: (fold: number) => boolean): Sample => {
    const of = (pairs: SampledPairs) =>
      take(pairs, (k) => wanted(own[pairs.reference[k]!]!) && wanted(own[pairs.probe[k]!]!));
    return { mated: of(mated), nonMated: of(nonMated) };
  };
  return Array.from({ length: folds }, (_, fold) => ({
    fit: some((other) => other !== fold),
    out: some((other) => other === fold),
  }));
}

function take(pairs: SampledPairs, isWanted: (k: number) => boolean): SampledPairs {
  const wanted = Uint32Array.from(pairs.scores.keys()).filter(isWanted);
  const floats = (values: Float64Array) => Float64Array.from(wanted, (k) => values[k]!);
  const rows = (values: Int32Array) => Int32Array.from(wanted, (k) => values[k]!);
  return {
    scores: floats(pairs.scores),
    reference: rows(pairs.reference),
    probe: rows(pairs.probe),
    counts: floats(pairs.counts),
    weights: floats(pairs.weights),
  };
}

function leftOut(folds: readonly Fold[], kept: readonly Candidate[], ridge: number): LeftOut {
  const of = folds.map(({ fit, out }) => {
    const found = fitKept(fit, kept, ridge);
    return { mated: llrsOf(out.mated, kept, found), nonMated: llrsOf(out.nonMated, kept, found) };
  });
  return {
    mated: Float64Array.from(of.flatMap(({ mated }) => [...mated])),
    nonMated: Float64Array.from(of.flatMap(({ nonMated }) => [...nonMated])),
  };
}

/** Undefined where the candidate is the same for everybody in some fold. */
function tryOut(folds: readonly Fold[], kept: readonly Candidate[], ridge: number): LeftOut | undefined {
  try {
    return leftOut(folds, kept, ridge);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function compare(
  a: LeftOut,
  b: LeftOut,
  folds: readonly Fold[],
  subjects: Int32Array,
  confidence: number,
): CllrComparison {
  const paired = (kind: 'mated' | 'nonMated'): PairedLlrs => {
    const pairs = folds.map(({ out }) => out[kind]);
    const people = (side: 'reference' | 'probe') =>
      Int32Array.from(pairs.flatMap((of) => Array.from(of[side], (row) => subjects[row]!)));
    return {
      a: a[kind],
      b: b[kind],
      left: people('reference'),
      right: people('probe'),
      weights: Float64Array.from(pairs.flatMap(({ weights }) => [...weights])),
    };
  };
  return compareCllr(paired('mated'), paired('nonMated'), confidence);
}

function bestRidge(
  folds: readonly Fold[],
  kept: readonly Candidate[],
  subjects: Int32Array,
  ridges: readonly number[],
): number {
  if (kept.length === 0) return ridges[0]!;
  const [first, ...others] = ridges.map((ridge) => ({ ridge, llrs: leftOut(folds, kept, ridge) }));
  return others.reduce(
    (best, one) => (compare(one.llrs, best.llrs, folds, subjects, 0.95).difference < 0 ? one : best),
    first!,
  ).ridge;
}

const featureOf = (
  { reference, probe }: SampledPairs,
  { reference: ofReference, probe: ofProbe }: Candidate,
): Float64Array => Float64Array.from(reference, (row, k) => ofReference[row]! + ofProbe[probe[k]!]!);

const featured = (pairs: SampledPairs, kept: readonly Candidate[]) => ({
  scores: pairs.scores,
  features: kept.map((candidate) => featureOf(pairs, candidate)),
  weights: pairs.weights,
});

/** Lets progress and Ctrl-C through. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
