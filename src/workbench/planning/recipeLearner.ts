// A recipe as something to learn from: trained on some of the part `train`, measured on the part `test` as it is used,
// documents against selfies where there are both. Models are measured and thrown away; the registry sees none.

import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { LikenessError } from '../../errors.js';
import { ModelStore } from '../../face/index.js';
import { decodeModel } from '../../onnx/index.js';
import type { SubjectTrials } from '../../trials/index.js';
import { openDataset } from '../datasets/dataset.js';
import type { DatasetRecord } from '../datasets/record.js';
import { gridProtocol } from '../evaluation/protocol.js';
import { runProtocol } from '../evaluation/runProtocol.js';
import { numberSubjects } from '../evaluation/trialSet.js';
import { chipTemplates } from '../recipes/chips/chipTemplates.js';
import { cutChips } from '../recipes/chips/cutChips.js';
import { geometryOf } from '../recipes/chips/geometry.js';
import { type Recipe, readRecipe, type TrainedRecipe, trainRecipe } from '../recipes/index.js';
import type { TemplateMatrix } from '../recipes/kind.js';
import { ScoringEngine } from '../scoring/index.js';
import { datasetTemplates } from '../templates/datasetTemplates.js';
import type { Learner } from './learning/measureLearning.js';
import type { TrainingDraw } from './learning/trainingDraws.js';

export interface LearnerOptions {
  readonly home: string;
  /** Default: all cores. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
}

/** To be closed when done: what the trainings wrote is removed. */
export interface RecipeLearner extends Learner {
  readonly close: () => Promise<void>;
}

/**
 * @param path of the recipe; it is trained on `dataset`, whichever it names itself
 * @throws LikenessError `file_not_found`, `recipe_invalid`, `dataset_invalid`; `training_unsuitable` where the data set is
 * not divided, or the recipe makes no templates
 */
export async function openRecipeLearner(
  path: string,
  dataset: string,
  options: LearnerOptions,
): Promise<RecipeLearner> {
  const { kind, settings } = await readRecipe(path);
  if (!MAKES_TEMPLATES.includes(kind)) throw noTemplates(kind);
  const { path: root, name, records } = await openDataset(dataset);
  const recipe: Recipe = { kind, settings: { ...settings, dataset: root } };
  const ofPart = (part: string) =>
    records.filter((record) => record.part === part && record.face.kind === 'face');
  const [train, test] = [ofPart('train'), ofPart('test')];
  if (train.length === 0 || test.length === 0) {
    throw new LikenessError(
      'training_unsuitable',
      `${name} has nobody in its part ${train.length === 0 ? 'train' : 'test'}: people trained on cannot be tested on`,
      { hint: 'Divide it first: `likeness data split`.' },
    );
  }
  const folder = join(options.home, 'runs', `plan-${randomBytes(4).toString('hex')}`);
  const engine = await ScoringEngine.open(options.threads ? { threads: options.threads } : {});
  const people = await openTestPeople(test, engine, options);
  let trained = 0;
  return {
    name: settings.name,
    subjects: [...new Set(train.map(({ subject }) => subject))],
    untrained: baseOf(settings) === undefined ? undefined : () => people.compareBase(baseOf(settings)!),
    trainAt: async ({ subjects, seed }: TrainingDraw) => {
      const run = { kind, settings: { ...recipe.settings, seed } };
      const made = await trainRecipe(run, {
        ...options,
        // Its own progress would hide how far the curve is.
        onProgress: () => undefined,
        command: 'likeness data plan',
        subjects: new Set(subjects),
        folder: join(folder, String(trained++)),
      });
      return people.compare(made);
    },
    close: async () => {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The embedder that a recipe begins with, where it names one. */
function baseOf(settings: object): string | undefined {
  const { base } = settings as { readonly base?: unknown };
  return typeof base === 'string' ? base : undefined;
}

interface TestPeople {
  readonly compare: (trained: TrainedRecipe) => Promise<SubjectTrials>;
  readonly compareBase: (base: string) => Promise<SubjectTrials>;
}

async function openTestPeople(
  records: readonly DatasetRecord[],
  engine: ScoringEngine,
  { home, threads = availableParallelism(), signal, onProgress }: LearnerOptions,
): Promise<TestPeople> {
  const store = new ModelStore(home);
  const working = {
    home,
    store,
    threads,
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  };
  const sources = new Set(records.map(({ sourceType }) => sourceType));
  const both = (sources.has('document') || sources.has('chip')) && sources.has('selfie');
  const protocol = gridProtocol(both ? 'documents' : 'all-pairs', records);
  const subjects = numberSubjects(records);
  const pictures = Int32Array.from(records.keys());

  async function scored({ templates, dimension }: TemplateMatrix): Promise<SubjectTrials> {
    const rows = { templates, dimension, subjects, pictures };
    const context = { engine, label: 'test people', ...(signal ? { signal } : {}) };
    return (await runProtocol(protocol, rows, undefined, context)).trials;
  }

  const known = new Map<string, TemplateMatrix>();

  /** Of the records, every one of which had a face when it was taken in. */
  async function byBase(base: string): Promise<TemplateMatrix> {
    const before = known.get(base);
    if (before) return before;
    const { model, acquired } = await datasetTemplates(base, records, working);
    const dimension = model.templateLength;
    const templates = new Float32Array(records.length * dimension);
    acquired.forEach((found, i) => {
      if (found.kind !== 'template') throw lost(records[i]!);
      templates.set(found.vector, i * dimension);
    });
    for (const name of [base, model.sha256]) known.set(name, { templates, dimension });
    return { templates, dimension };
  }

  return {
    compareBase: async (base) => scored(await byBase(base)),
    compare: async ({ product, overBase, base, recipe }) => {
      if (product.kind !== 'model' || product.manifest.kind !== 'embedder') {
        throw noTemplates(recipe.kind);
      }
      if (overBase && base) return scored(await overBase(records, await byBase(base.digest)));
      const { input, alignment } = product.manifest;
      const { file, places } = await cutChips(
        records,
        geometryOf({ input: input!, alignment: alignment! }),
        working,
      );
      const faceless = places.indexOf(-1);
      if (faceless >= 0) throw lost(records[faceless]!);
      return scored(
        await chipTemplates(decodeModel(product.bytes), product.manifest, { file, places }, working),
      );
    },
  };
}

const MAKES_TEMPLATES: readonly string[] = ['adapter', 'embedder'];

const noTemplates = (kind: string): LikenessError =>
  new LikenessError(
    'recipe_invalid',
    `a recipe of kind ${kind} makes no templates: its learning cannot be read off comparisons`,
    { hint: `A learning curve is of recipes of the kinds ${MAKES_TEMPLATES.join(' and ')}.` },
  );

const lost = ({ image }: DatasetRecord): LikenessError =>
  new LikenessError(
    'dataset_changed',
    `no face is found any more in ${image}, in which there was one when it was taken in`,
    {
      hint: 'Take the photographs in anew: `likeness data ingest`.',
    },
  );
