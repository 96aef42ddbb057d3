// Templates of every embedder → shares chosen on most of the subjects → one file → held against each embedder alone on
// the others, and against the embedders run apart.

import { LikenessError } from '../../../errors.js';
import { embedderManifest, ensureModel, type StoredModel } from '../../../face/index.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { type GridProtocol, gridProtocol } from '../../evaluation/protocol.js';
import { lineageOf, readPapers } from '../../registry/papers.js';
import { peopleOf, shared } from '../../registry/people.js';
import { ScoringEngine } from '../../scoring/index.js';
import { datasetTemplates } from '../../templates/datasetTemplates.js';
import type { Finding, Trained, TrainedModel, TrainingContext } from '../kind.js';
import { type Canvas, canvasOf } from './canvas.js';
import { checkComposed } from './checkComposed.js';
import { choose, compareAlone, divide, type Embedded } from './choice.js';
import { composeFusion, type FusedEmbedder, hasDocumentOutput, OUTPUTS } from './compose.js';
import type { FusionRecipe } from './recipe.js';
import { relateAll } from './relate.js';
import type { ChosenShares } from './shares.js';

interface Candidate extends Embedded {
  readonly stored: StoredModel;
}

/**
 * @throws LikenessError `training_unsuitable` where the embedders do not go together or the people are too few;
 * `model_not_found`, `model_unsuitable`; what the signal was aborted with
 */
export async function trainFusion(recipe: FusionRecipe, context: TrainingContext): Promise<Trained> {
  const { records } = context;
  const stored = await openAll(recipe.embedders, context);
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
    const used = records.filter((_, i) =>
      candidates.every(({ acquired }) => acquired[i]!.kind === 'template'),
    );
    const findings = [
      sharesFinding(embedders, chosen),
      ...(await seenFindings(stored, used, context)),
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
      bases: parts.map(({ manifest: { name, sha256 } }) => ({ name, digest: sha256 })),
      used,
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

function requireSeveral(embedders: readonly FusedEmbedder[]): void {
  const kept = embedders.filter(({ share }) => share > 0);
  if (kept.length > 1) return;
  throw new LikenessError(
    'training_unsuitable',
    `the others add nothing to ${kept[0]!.manifest.name}: on people left out of the fit it costs least alone`,
  );
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

/**
 * An embedder knows people better whom it learnt from: on them its share comes out too high, and so does what the
 * fusion is worth.
 */
async function seenFindings(
  models: readonly StoredModel[],
  used: readonly DatasetRecord[],
  { store }: TrainingContext,
): Promise<Finding[]> {
  const people = peopleOf(used);
  const findings: Finding[] = [];
  for (const { manifest } of models) {
    const seen = shared((await lineageOf(store, await readPapers(store, manifest.sha256))).people, people);
    if (seen.subjects === 0 && seen.pictures === 0) continue;
    findings.push({
      what: `subjects whom ${manifest.name} learnt from, so that its share and the figures below favour it`,
      before: null,
      after: `${seen.subjects} of ${people.subjects.length}`,
    });
  }
  return findings;
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
