// Templates of every embedder → shares chosen on most of the subjects → one file → held against each embedder alone on
// the others, and against the embedders run apart.

import { LikenessError } from '../../../errors.js';
import {
  type EmbedderManifest,
  embedderManifest,
  ensureModel,
  type ModelStore,
  type StoredModel,
} from '../../../face/index.js';
import { IDENTITY } from '../../../image/index.js';
import { compareSystems, type SubjectTrials, splitBySubject } from '../../../trials/index.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { type GridProtocol, gridProtocol } from '../../evaluation/protocol.js';
import { meetingsOfRows, runProtocol } from '../../evaluation/runProtocol.js';
import { type DatasetRows, numberSubjects, selectRows, templateRows } from '../../evaluation/trialSet.js';
import { readPapers } from '../../registry/papers.js';
import { ScoringEngine } from '../../scoring/index.js';
import { datasetTemplates } from '../../templates/datasetTemplates.js';
import type { Acquired } from '../../templates/templateCache.js';
import { type SampledPairs, sampleComparisons } from '../calibrator/sample.js';
import type { Finding, Trained, TrainedModel, TrainingContext } from '../kind.js';
import { type Canvas, canvasOf, type RelatedChip, relateByPoints } from './canvas.js';
import { checkComposed } from './checkComposed.js';
import { composeFusion, type FusedEmbedder, hasDocumentOutput, OUTPUTS } from './compose.js';
import type { FusionRecipe } from './recipe.js';
import { type MeasuredRelation, relateByFaces } from './relate.js';
import { type ChosenShares, chooseShares, type ScoresByModel } from './shares.js';

/** An embedder with what it made of the pictures. */
interface Candidate {
  readonly stored: StoredModel;
  readonly manifest: EmbedderManifest;
  readonly acquired: readonly Acquired[];
}

/**
 * @throws LikenessError `training_unsuitable` where the embedders do not go together or the people are too few;
 * `model_not_found`, `model_unsuitable`; what the signal was aborted with
 */
export async function trainFusion(recipe: FusionRecipe, context: TrainingContext): Promise<Trained> {
  const { records, store } = context;
  const stored = await openAll(recipe.embedders, context);
  const base = await baseOf(stored, store);
  const { chips, measurements } = await relateAll(stored, records, context);
  canvasOf(chips);
  const candidates = await embedAll(stored, context);
  const protocol = protocolOf(recipe, records);
  const people = divide(candidates, records, recipe);
  const engine = await ScoringEngine.open(context.threads ? { threads: context.threads } : {});
  try {
    context.onProgress?.('choosing the shares');
    const chosen = await choose(people.fitted, protocol, recipe, { engine, context });
    const embedders = candidates.map(({ stored: { bytes }, manifest }, i) => ({
      manifest,
      bytes,
      share: chosen.shares[i]!,
    }));
    requireSeveral(embedders);
    const kept = embedders.map(({ share }) => share > 0);
    const canvas = canvasOf(chips.filter((_, i) => kept[i]));
    const parts = embedders.filter((_, i) => kept[i]);
    const product = productOf(composeFusion(parts, canvas), parts, canvas);
    const findings = [
      sharesFinding(embedders, chosen),
      ...measurements,
      ...(await compareAlone(people.watched, embedders, protocol, recipe, { engine, context })),
      await checkComposed(
        product,
        parts,
        candidates.filter((_, i) => kept[i]),
        context,
      ),
    ];
    return {
      product,
      base: { name: base.name, digest: base.sha256 },
      used: records.filter((_, i) => candidates.every(({ acquired }) => acquired[i]!.kind === 'template')),
      history: [],
      findings,
    };
  } finally {
    await engine.close();
  }
}

async function openAll(
  names: readonly string[],
  { store, onProgress }: TrainingContext,
): Promise<StoredModel[]> {
  const models: StoredModel[] = [];
  for (const name of names) {
    const model = await ensureModel(store, name, (message) => onProgress?.(message));
    embedderManifest(model);
    models.push(model);
  }
  if (new Set(models.map(({ manifest }) => manifest.sha256)).size < models.length)
    throw new LikenessError('training_unsuitable', 'two of the embedders are one model under two names');
  return models;
}

/**
 * The embedder whose training the record follows. A record names one base: were two of the embedders trained here,
 * the people of one would be lost sight of, and a promotion could not tell that they were seen.
 */
async function baseOf(models: readonly StoredModel[], store: ModelStore): Promise<EmbedderManifest> {
  const trained: StoredModel[] = [];
  for (const model of models) {
    const { training } = await readPapers(store, model.manifest.sha256);
    if (training?.kind === 'run') trained.push(model);
  }
  if (trained.length > 1) {
    const names = trained.map(({ manifest }) => manifest.name).join(' and ');
    throw new LikenessError(
      'training_unsuitable',
      `${names} were both trained here: a training record names one model that it started from, so that the people whom the other saw would be lost sight of`,
    );
  }
  return embedderManifest(trained[0] ?? models[0]!);
}

/** How every chip lies to the first, with what was measured of it. */
async function relateAll(
  models: readonly StoredModel[],
  records: readonly DatasetRecord[],
  { store, signal, onProgress }: TrainingContext,
): Promise<{ chips: RelatedChip[]; measurements: Finding[] }> {
  const [first, ...others] = models.map((model) => ({ model, manifest: embedderManifest(model) }));
  const chips: RelatedChip[] = [{ manifest: first!.manifest, toFirst: IDENTITY }];
  const measurements: Finding[] = [];
  // By digest: the same order at every run, and no order of people.
  const files = records.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1)).map(({ file }) => file);
  for (const { model, manifest } of others) {
    const what = `where the chip of ${manifest.name} lies in that of ${first!.manifest.name}`;
    if (manifest.alignment.landmarks === first!.manifest.alignment.landmarks) {
      const { transform, rms } = relateByPoints(manifest.alignment, first!.manifest.alignment);
      chips.push({ manifest, toFirst: transform });
      measurements.push({
        what,
        before: null,
        after: `the points of both fit within ${rms.toFixed(2)} pixels`,
      });
      continue;
    }
    onProgress?.(what);
    const relation = await relateByFaces(model, first!.model, files, {
      store,
      ...(signal ? { signal } : {}),
    });
    requireClose(manifest, relation);
    chips.push({ manifest, toFirst: relation.transform });
    measurements.push({ what, before: null, after: offsetOf(relation) });
  }
  return { chips, measurements };
}

/** Half of the faces may lie elsewhere by so much of the chip's side: networks bear that much, as augmentation is wider. */
const MOST_OFF = 0.03;

function requireClose({ name, input }: EmbedderManifest, relation: MeasuredRelation): void {
  if (relation.off.median <= MOST_OFF * input.size) return;
  throw new LikenessError(
    'training_unsuitable',
    `${name} is aligned on other landmarks, and no one chip serves: its own would lie elsewhere by ${offsetOf(relation)}`,
  );
}

const offsetOf = ({ off, faces }: MeasuredRelation): string =>
  `${off.median.toFixed(2)} pixels in half of ${faces} faces, ${off.most.toFixed(2)} in one of twenty`;

async function embedAll(
  models: readonly StoredModel[],
  { records, home, store, threads, signal, onProgress }: TrainingContext,
): Promise<Candidate[]> {
  const made: Candidate[] = [];
  for (const stored of models) {
    const { model, acquired } = await datasetTemplates(stored.manifest.sha256, records, {
      home,
      store,
      ...(threads ? { threads } : {}),
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    });
    made.push({ stored, manifest: model, acquired });
  }
  return made;
}

function protocolOf({ protocol }: FusionRecipe, records: readonly DatasetRecord[]): GridProtocol {
  if (protocol !== 'auto') return gridProtocol(protocol, records);
  const has = (...types: readonly (string | null)[]) =>
    records.some(({ sourceType }) => types.includes(sourceType));
  return gridProtocol(has('document', 'chip') && has('selfie') ? 'documents' : 'all-pairs', records);
}

/** The same rows of every embedder. */
type People = readonly DatasetRows[];

/** Parts of the subjects out of which the watched ones are put together. */
const PARTS = 20;

/** Pictures of which every embedder made a template; subjects to choose on, and others to measure on. */
function divide(
  candidates: readonly Candidate[],
  records: readonly DatasetRecord[],
  { watch, seed }: FusionRecipe,
): { readonly fitted: People; readonly watched: People } {
  const subjects = numberSubjects(records);
  const isEverywhere = (i: number) => candidates.every(({ acquired }) => acquired[i]!.kind === 'template');
  const failure: Acquired = { kind: 'failure', code: 'template_invalid', message: 'another embedder failed' };
  const all = candidates.map(({ acquired, manifest }) =>
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

interface Working {
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

async function choose(
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

function requireSeveral(embedders: readonly FusedEmbedder[]): void {
  const kept = embedders.filter(({ share }) => share > 0);
  if (kept.length > 1) return;
  throw new LikenessError(
    'training_unsuitable',
    `the others add nothing to ${kept[0]!.manifest.name}: on people left out of the fit it costs least alone`,
  );
}

/** The fusion against each embedder alone, on subjects on whom nothing was chosen. */
async function compareAlone(
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

function sharesFinding(embedders: readonly FusedEmbedder[], { spreads, tried }: ChosenShares): Finding {
  const alone = tried.filter(({ parts }) => parts.some((part) => part === 1));
  const least = Math.min(...tried.map(({ cost }) => cost));
  const best = Math.min(...alone.map(({ cost }) => cost));
  const said = embedders.map(
    ({ manifest, share }, i) =>
      `${manifest.name} ${share.toFixed(3)} (non-mated scores spread by ${spreads[i]!.toFixed(4)})`,
  );
  return {
    what: 'share of the cosine, and cost on people left out of the fit against the best alone',
    before: best.toPrecision(3),
    after: `${least.toPrecision(3)}: ${said.join(', ')}`,
  };
}

function productOf(bytes: Uint8Array, parts: readonly FusedEmbedder[], canvas: Canvas): TrainedModel {
  const said = parts.map(
    ({ manifest, share }) => `${manifest.name} (${manifest.sha256.slice(0, 12)}, share ${share.toFixed(3)})`,
  );
  return {
    kind: 'model',
    bytes,
    manifest: {
      kind: 'embedder',
      input: { size: canvas.size, order: 'rgb', layout: 'nchw', mean: [0, 0, 0], scale: [1, 1, 1] },
      alignment: canvas.alignment,
      templateLength: parts.reduce((sum, { manifest }) => sum + manifest.templateLength, 0),
      ...(hasDocumentOutput(parts) ? { documentOutput: OUTPUTS.document } : {}),
      licence: [...new Set(parts.map(({ manifest }) => `${manifest.name}: ${manifest.licence}`))].join('; '),
      source: `fusion of ${said.join(' and ')}`,
    },
  };
}

const signed = (value: number): string =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${Number(Math.abs(value).toPrecision(3))}`;
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
