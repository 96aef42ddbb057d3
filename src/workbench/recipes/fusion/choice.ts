// What is chosen on people and measured on others: the shares of the embedders, on most of the subjects, and on the rest
// what the fusion is worth against each embedder alone.

import { LikenessError } from '../../../errors.js';
import type { EmbedderManifest } from '../../../face/index.js';
import { compareSystems, type SubjectTrials, splitBySubject } from '../../../trials/index.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { GridProtocol } from '../../evaluation/protocol.js';
import { meetingsOfRows, runProtocol } from '../../evaluation/runProtocol.js';
import { type DatasetRows, numberSubjects, selectRows, templateRows } from '../../evaluation/trialSet.js';
import type { ScoringEngine } from '../../scoring/index.js';
import type { Acquired } from '../../templates/templateCache.js';
import { type SampledPairs, sampleComparisons } from '../calibrator/sample.js';
import type { Finding, TrainingContext } from '../kind.js';
import type { FusedEmbedder } from './compose.js';
import type { FusionRecipe } from './recipe.js';
import { type ChosenShares, chooseShares, type ScoresByModel } from './shares.js';

/** The same rows of every embedder. */
export type People = readonly DatasetRows[];

/** What an embedder made of the pictures. */
export interface Embedded {
  readonly manifest: EmbedderManifest;
  readonly acquired: readonly Acquired[];
}

/** Parts of the subjects out of which the watched ones are put together. */
const PARTS = 20;

/**
 * Pictures of which every embedder made a template; subjects to choose on, and others to measure on.
 * @throws LikenessError `training_unsuitable` where the people are too few
 */
export function divide(
  embedded: readonly Embedded[],
  records: readonly DatasetRecord[],
  { watch, seed }: FusionRecipe,
): { readonly fitted: People; readonly watched: People } {
  const subjects = numberSubjects(records);
  const isEverywhere = (i: number) => embedded.every(({ acquired }) => acquired[i]!.kind === 'template');
  const failure: Acquired = { kind: 'failure', code: 'template_invalid', message: 'another embedder failed' };
  const all = embedded.map(({ acquired, manifest }) =>
    templateRows(
      acquired.map((one, i) => (isEverywhere(i) ? one : failure)),
      subjects,
      manifest.templateLength,
    ),
  );
  if (new Set(all[0]!.subjects).size < 2 * PARTS) {
    throw new LikenessError(
      'training_unsuitable',
      `the embedders made templates of ${new Set(all[0]!.subjects).size} subjects: ${2 * PARTS} at least are needed`,
    );
  }
  const parts = splitBySubject(all[0]!.subjects, PARTS, seed);
  const watched = Math.round(watch * PARTS);
  const of = (some: readonly Int32Array[]): People =>
    all.map((rows) => selectRows(rows, Int32Array.from(some.flatMap((part) => [...part])).sort()));
  return { watched: of(parts.slice(0, watched)), fitted: of(parts.slice(watched)) };
}

export interface Working {
  readonly engine: ScoringEngine;
  readonly context: TrainingContext;
}

/** Templates as the fused model makes them. */
function fusedRows(people: People, shares: readonly number[]): DatasetRows {
  const dimension = people.reduce((sum, rows) => sum + rows.dimension, 0);
  const count = people[0]!.subjects.length;
  const templates = new Float32Array(count * dimension);
  let start = 0;
  people.forEach((rows, model) => {
    const factor = Math.sqrt(shares[model]!);
    for (let row = 0; row < count; row++)
      for (let k = 0; k < rows.dimension; k++)
        templates[row * dimension + start + k] = factor * rows.templates[row * rows.dimension + k]!;
    start += rows.dimension;
  });
  return { ...people[0]!, dimension, templates };
}

/** @throws LikenessError `training_unsuitable` where a fold of the people lacks mated or non-mated comparisons */
export async function choose(
  people: People,
  protocol: GridProtocol,
  { folds, seed }: FusionRecipe,
  { engine, context: { signal, onProgress } }: Working,
): Promise<ChosenShares> {
  const alike = people.map(() => 1 / people.length);
  const rows = fusedRows(people, alike);
  const watch = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
  const set = await runProtocol(protocol, rows, undefined, { engine, label: 'fusion', ...watch });
  const sample = sampleComparisons(set, rows, meetingsOfRows(protocol, rows), seed);
  const foldOf = new Int32Array(rows.subjects.length);
  splitBySubject(rows.subjects, folds, seed).forEach((part, fold) => {
    for (const row of part) foldOf[row] = fold;
  });
  const byModel = (pairs: SampledPairs): ScoresByModel => ({
    scores: people.map((own) => cosines(own, pairs)),
    weights: pairs.weights,
    fold: pairs.reference.map((row, k) => (foldOf[row] === foldOf[pairs.probe[k]!] ? foldOf[row]! : -1)),
  });
  const nonMated = byModel(sample.nonMated);
  const spreads = nonMated.scores.map((scores) => spread(scores, sample.nonMated.counts));
  try {
    return chooseShares(byModel(sample.mated), nonMated, spreads, folds);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new LikenessError('training_unsuitable', `the shares cannot be chosen: ${cause.message}`, {
      cause,
      hint: 'Give more subjects in the part train, with several pictures each.',
    });
  }
}

function cosines({ templates, dimension }: DatasetRows, { reference, probe }: SampledPairs): Float64Array {
  return Float64Array.from(reference, (row, k) => {
    const [p, q] = [row * dimension, probe[k]! * dimension];
    let sum = 0;
    for (let d = 0; d < dimension; d++) sum += templates[p + d]! * templates[q + d]!;
    return sum;
  });
}

/** Standard deviation. */
function spread(values: Float64Array, weights: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = values.reduce((sum, value, k) => sum + weights[k]! * value, 0) / total;
  return Math.sqrt(values.reduce((sum, value, k) => sum + weights[k]! * (value - mean) ** 2, 0) / total);
}

/** The fusion against each embedder alone, on subjects on whom nothing was chosen. */
export async function compareAlone(
  people: People,
  embedders: readonly FusedEmbedder[],
  protocol: GridProtocol,
  { fmr, replicates, seed }: FusionRecipe,
  { engine, context: { signal, onProgress } }: Working,
): Promise<Finding[]> {
  const watch = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
  const trialsOf = async (rows: DatasetRows, label: string): Promise<SubjectTrials> =>
    (await runProtocol(protocol, rows, undefined, { engine, label, ...watch })).trials;
  const fused = await trialsOf(
    fusedRows(
      people,
      embedders.map(({ share }) => share),
    ),
    'fusion',
  );
  const findings: Finding[] = [];
  for (const [i, { manifest }] of embedders.entries()) {
    const alone = await trialsOf(people[i]!, manifest.name);
    const what = `TAR at FMR ${fmr} of ${fused.subjects} subjects who were watched, against ${manifest.name} alone`;
    const found = compareSystems(fused, alone, fmr, { replicates, seed });
    if (found.kind === 'unsupported') findings.push({ what, before: null, after: found.reason });
    else {
      const { a, b, difference, lower, upper, pValue, verdict } = found;
      findings.push({
        what,
        before: percent(1 - b.fnmr),
        after: `${percent(1 - a.fnmr)} (${verdict}: FNMR ${signed(difference)}, ${signed(lower)} to ${signed(upper)}, p ${Number(pValue.toPrecision(2))})`,
      });
    }
  }
  return findings;
}

const signed = (value: number): string =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${Number(Math.abs(value).toPrecision(3))}`;
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
