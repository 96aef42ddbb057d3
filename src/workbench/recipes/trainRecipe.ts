// From a recipe to a model with its papers: the data set is opened and checked, the kind trains, and what comes out is
// filed with whom it saw.

import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LikenessError } from '../../errors.js';
import { type ModelManifest, ModelStore, writeCard } from '../../face/index.js';
import { applyCalibration } from '../calibration/calibrateModel.js';
import { type Dataset, openDataset } from '../datasets/dataset.js';
import { fileTraining, readPapers } from '../registry/papers.js';
import { peopleOf } from '../registry/people.js';
import type { TrainingRun } from '../registry/trainingRecord.js';
import { requireCleanSplit } from '../splitting/index.js';
import type { Trained, TrainedModel, TrainingContext } from './kind.js';
import { kindOf, type Recipe } from './recipe.js';
import { termsOf } from './terms.js';

export interface TrainRecipeOptions
  extends Pick<TrainingContext, 'home' | 'threads' | 'signal' | 'onProgress' | 'onEvent' | 'command'> {
  /** Where checkpoints, log and curve go; default `<home>/runs/<name>-<digest of recipe and data>`. */
  readonly folder?: string;
  /** Fewer subjects to learn from than the part holds, by name: learning curves and studies ask for it. */
  readonly subjects?: ReadonlySet<string>;
}

export interface FileRecipeOptions extends TrainRecipeOptions {
  /** What a study found each choice of the recipe to be worth; default: what is on record of the same model, or null. */
  readonly ablation?: TrainingRun['ablation'];
}

export interface TrainedRecipe extends Trained {
  readonly recipe: Recipe;
  readonly dataset: Dataset;
  readonly folder: string;
}

/** A recipe with its model in the registry. */
export interface FiledRecipe extends TrainedRecipe {
  readonly model: ModelManifest;
}

/**
 * Trains, and files nothing.
 * @throws LikenessError `dataset_invalid`, `training_unsuitable`; `split_leaks` where parts share pictures; what
 * `signal` was aborted with
 */
export async function trainRecipe(recipe: Recipe, options: TrainRecipeOptions): Promise<TrainedRecipe> {
  const { home, subjects } = options;
  const dataset = await openDataset(recipe.settings.dataset);
  requireCleanSplit(dataset.records);
  const { part, train } = kindOf(recipe.kind);
  const records = dataset.records.filter(
    (record) => record.part === part && (subjects?.has(record.subject) ?? true),
  );
  if (records.length === 0)
    throw new LikenessError('training_unsuitable', `${dataset.name} has nobody in its part ${part}`, {
      hint: HINTS[part],
    });
  const folder =
    options.folder ?? join(home, 'runs', `${recipe.settings.name}-${runDigest(recipe, dataset)}`);
  await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new LikenessError('home_unwritable', `cannot write ${folder}: ${cause.message}`, { cause });
  });
  const context = {
    ...options,
    dataset,
    records,
    folder,
    store: new ModelStore(home),
  };
  return { ...(await train(recipe.settings, context)), recipe, dataset, folder };
}

/**
 * Trains, and files the model in the registry with its training record.
 * @throws LikenessError as `trainRecipe`; `option_invalid` where the name is another model's; `home_unwritable`
 */
export async function fileRecipe(recipe: Recipe, options: FileRecipeOptions): Promise<FiledRecipe> {
  const store = new ModelStore(options.home);
  await requireName(store, recipe);
  const trained = await trainRecipe(recipe, options);
  const { product } = trained;
  const digest = product.kind === 'model' ? sha256(product.bytes) : product.model.digest;
  if (product.kind === 'calibration') {
    const model = await applyCalibration(digest, product.calibration, options.home, product.people);
    return { ...trained, model };
  }
  await requireFree(store, recipe.settings.name, digest);
  const model = manifestOf(recipe.settings.name, product, digest);
  await store.write(model, product.bytes, writeCard(model));
  // The same model again: what a study found of it stays true.
  const { training: before } = await readPapers(store, digest);
  const ablation = options.ablation ?? (before?.kind === 'run' ? before.ablation : null);
  await fileTraining(store, digest, recordOf(trained, { ...options, ablation }));
  return { ...trained, model };
}

const HINTS = {
  train: 'Divide it first: `likeness data split`.',
  calibrate:
    'A calibrator is fitted on people neither trained nor tested on: `likeness data split` sets them apart.',
} as const;

const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

/** The same recipe on the same rows goes on in the same folder. */
const runDigest = ({ settings }: Recipe, { version }: Dataset): string =>
  sha256(JSON.stringify([settings, version])).slice(0, 12);

/**
 * Before anything is trained for nothing: another model may have the name, or the same recipe's on other rows.
 * @throws LikenessError `option_invalid` where the name is another model's
 */
export async function requireName(store: ModelStore, { kind, settings: { name } }: Recipe): Promise<void> {
  const taken = (await store.list()).find((model) => model.name === name);
  if (!taken || kind === 'calibrator') return;
  const { training } = await readPapers(store, taken.sha256);
  if (training?.kind === 'run' && training.recipe.kind === kind) return;
  throw new LikenessError('option_invalid', `the name ${name} is that of another model`, NAME_HINT);
}

async function requireFree(store: ModelStore, name: string, digest: string): Promise<void> {
  const taken = (await store.list()).find((model) => model.name === name && model.sha256 !== digest);
  if (taken)
    throw new LikenessError(
      'option_invalid',
      `there is another model ${name} already (${taken.sha256.slice(0, 12)})`,
      NAME_HINT,
    );
}

const NAME_HINT = { hint: 'Give the recipe another name: a model in the registry is never overwritten.' };

const manifestOf = (name: string, { bytes, manifest }: TrainedModel, digest: string): ModelManifest => ({
  name,
  sha256: digest,
  bytes: bytes.byteLength,
  ...manifest,
  added: new Date().toISOString(),
});

function recordOf(
  { recipe, dataset, bases, used, history }: TrainedRecipe,
  { command, ablation = null }: FileRecipeOptions,
): TrainingRun {
  return {
    kind: 'run',
    at: new Date().toISOString(),
    command,
    recipe: { ...recipe.settings },
    reasons: { ...kindOf(recipe.kind).reasons(recipe.settings) },
    bases: [...bases],
    dataset: { name: dataset.name, digest: dataset.version, terms: termsOf(used) },
    people: peopleOf(used),
    seed: recipe.settings.seed,
    history: [...history],
    ablation,
  };
}
