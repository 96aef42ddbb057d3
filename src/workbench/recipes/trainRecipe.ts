// From a recipe to a model with its papers: the data set is opened and checked, the kind trains, and what comes out is
// filed with whom it saw.

import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LikenessError } from '../../errors.js';
import { type ModelManifest, ModelStore, writeCard } from '../../face/index.js';
import { applyCalibration } from '../calibration/calibrateModel.js';
import { type Dataset, openDataset } from '../datasets/dataset.js';
import type { DatasetRecord } from '../datasets/record.js';
import { fileTraining, readPapers } from '../registry/papers.js';
import { peopleOf } from '../registry/people.js';
import type { TrainingRun } from '../registry/trainingRecord.js';
import { requireCleanSplit } from '../splitting/index.js';
import type { Trained, TrainedModel, TrainingContext } from './kind.js';
import { kindOf, type Recipe } from './recipe.js';

export interface TrainRecipeOptions
  extends Pick<TrainingContext, 'home' | 'threads' | 'signal' | 'onProgress' | 'onEvent' | 'command'> {
  /** Where checkpoints, log and curve go; default `<home>/runs/<name>-<digest of recipe and data>`. */
  readonly folder?: string;
  /** Fewer subjects to train on than the part holds, by name: learning curves and studies ask for it. */
  readonly subjects?: ReadonlySet<string>;
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
  const records = rowsOf(dataset, 'train').filter(({ subject }) => subjects?.has(subject) ?? true);
  if (records.length === 0)
    throw new LikenessError('training_unsuitable', `${dataset.name} has nobody in its part train`, {
      hint: 'Divide it first: `likeness data split`.',
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
    calibration: rowsOf(dataset, 'calibrate'),
    folder,
    store: new ModelStore(home),
  };
  return { ...(await kindOf(recipe.kind).train(recipe.settings, context)), recipe, dataset, folder };
}

/**
 * Trains, and files the model in the registry with its training record.
 * @throws LikenessError as `trainRecipe`; `option_invalid` where the name is another model's; `home_unwritable`
 */
export async function fileRecipe(recipe: Recipe, options: TrainRecipeOptions): Promise<FiledRecipe> {
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
  await fileTraining(store, digest, recordOf(trained, options.command));
  return { ...trained, model };
}

const rowsOf = ({ records }: Dataset, part: 'train' | 'calibrate'): readonly DatasetRecord[] =>
  records.filter((record) => record.part === part);

const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

/** The same recipe on the same rows goes on in the same folder. */
const runDigest = ({ settings }: Recipe, { version }: Dataset): string =>
  sha256(JSON.stringify([settings, version])).slice(0, 12);

/** Before anything is trained for nothing: another model may have the name, or the same recipe's on other rows. */
async function requireName(store: ModelStore, { kind, settings: { name } }: Recipe): Promise<void> {
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

function recordOf({ recipe, dataset, base, used, history }: TrainedRecipe, command: string): TrainingRun {
  return {
    kind: 'run',
    at: new Date().toISOString(),
    command,
    recipe: { ...recipe.settings },
    reasons: { ...kindOf(recipe.kind).reasons(recipe.settings) },
    base,
    dataset: { name: dataset.name, digest: dataset.version, terms: termsOf(used) },
    people: peopleOf(used),
    seed: recipe.settings.seed,
    history: [...history],
    ablation: null,
  };
}

/** Licences and sources with the number of pictures under each. */
function termsOf(records: readonly DatasetRecord[]): TrainingRun['dataset']['terms'] {
  const counts = new Map<string, TrainingRun['dataset']['terms'][number]>();
  for (const { terms } of records) {
    const { licence, source, consent } = terms;
    const key = JSON.stringify([licence, source, consent]);
    const pictures = (counts.get(key)?.pictures ?? 0) + 1;
    counts.set(key, { licence, source, consent, pictures });
  }
  return [...counts.values()];
}
