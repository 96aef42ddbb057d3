// What a study took becomes a model in the registry, with what each choice is worth in its papers.

import { ModelStore } from '../../face/index.js';
import { type FiledRecipe, fileRecipe, requireName, type TrainRecipeOptions } from '../recipes/index.js';
import type { TrainingRun } from '../registry/trainingRecord.js';
import { candidateOf } from './candidates.js';
import type { StudyReport } from './report.js';
import type { StudyResult } from './runStudy.js';
import type { Study } from './study.js';

/** Whom it was trained on is the part `train`: people of the part `test` were looked at for the figures alone. */
export const fileStudied = (
  { report, recipe, run }: StudyResult,
  options: Omit<TrainRecipeOptions, 'folder' | 'subjects'>,
): Promise<FiledRecipe> => fileRecipe(recipe, { ...options, folder: run, ablation: ablationOf(report) });

/**
 * Before anything is searched for nothing.
 * @throws LikenessError `option_invalid` where the recipe's name is another model's
 */
export const requireStudyName = (study: Study, home: string): Promise<void> =>
  requireName(new ModelStore(home), candidateOf(study, {}, study.name).recipe);

/** The study for the model's card. */
export function ablationOf({
  study,
  proof,
  search,
  command,
  dataset,
  test,
}: StudyReport): NonNullable<TrainingRun['ablation']> {
  const { rate, lower, upper } = proof.fnmr;
  return {
    ...{ fmr: study.fmr, fnmr: rate, lower, upper, command },
    people: { dataset: dataset.name, part: 'test', subjects: test.mated },
    choices: search.map(({ choice, taken }) => ({
      ...{ choice, taken },
      alternatives: proof.alternatives
        .filter((one) => one.choice === choice)
        .map(({ option, fnmr, difference }) => ({
          name: option,
          ...{ fnmr: fnmr.rate, lower: fnmr.lower, upper: fnmr.upper, pValue: difference.adjusted },
          difference: {
            estimate: difference.estimate,
            lower: difference.lower,
            upper: difference.upper,
          },
        })),
    })),
  };
}
