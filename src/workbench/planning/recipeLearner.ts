// A recipe as something to learn from: trained on some of the part `train`, measured on the part `test` as it is used,
// documents against selfies where there are both. Models are measured and thrown away; the registry sees none.

import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LikenessError } from '../../errors.js';
import { openDataset } from '../datasets/dataset.js';
import { trialsOf } from '../evaluation/scoredPictures.js';
import {
  baseOf,
  measurePeople,
  protocolFor,
  type Recipe,
  readRecipe,
  requireTemplates,
  trainRecipe,
} from '../recipes/index.js';
import { ScoringEngine } from '../scoring/index.js';
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
  requireTemplates(kind, path);
  const { path: root, name, records } = await openDataset(dataset);
  const recipe: Recipe = { kind, settings: { ...settings, dataset: root } };
  const train = records.filter(({ part, face }) => part === 'train' && face.kind === 'face');
  const test = records.filter(({ part }) => part === 'test');
  if (train.length === 0 || test.length === 0) {
    throw new LikenessError(
      'training_unsuitable',
      `${name} has nobody in its part ${train.length === 0 ? 'train' : 'test'}: people trained on cannot be tested on`,
      { hint: 'Divide it first: `likeness data split`.' },
    );
  }
  const folder = join(options.home, 'runs', `plan-${randomBytes(4).toString('hex')}`);
  const engine = await ScoringEngine.open(options.threads ? { threads: options.threads } : {});
  const people = measurePeople(test, protocolFor(test), { ...options, engine });
  const base = baseOf(recipe);
  let trained = 0;
  return {
    name: settings.name,
    subjects: [...new Set(train.map(({ subject }) => subject))],
    untrained: base === undefined ? undefined : async () => trialsOf(await people.compareBy(base)),
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
      return trialsOf(await people.compare(made));
    },
    close: async () => {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
