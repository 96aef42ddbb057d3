// evaluation.json: what `likeness evaluate` found of this model, and whom it was measured on. The report itself names
// pictures by their place in the data set; here stand their digests, which can be held against a training run's.

import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import type { ModelStore } from '../../face/index.js';
import {
  type DigestedPicture,
  digestDataset,
  digestPictures,
  openImageFolder,
} from '../datasets/imageFolder.js';
import { PARTS } from '../datasets/record.js';
import { type Report, ReportSchema } from '../evaluation/report.js';
import { PeopleSchema, peopleOf } from './people.js';

export const EvaluationRecordSchema = v.pipe(
  v.strictObject({
    /** Of this model alone, with the scores that a paired test needs. */
    report: v.pipe(
      ReportSchema,
      v.check(({ models }) => models.length === 1, 'must be the report of one model'),
    ),
    people: PeopleSchema,
  }),
  v.check(
    ({ report, people }) => report.dataset.subjects === people.subjects.length,
    'people must be all subjects of the report',
  ),
);

export type EvaluationRecord = v.InferOutput<typeof EvaluationRecordSchema>;

/**
 * Files an evaluation with each model that it is of.
 * @param pictures those that were evaluated on
 * @returns names of the models
 * @throws LikenessError `evaluation_mismatch` where the report is of other pictures; `model_not_found`,
 * `home_unwritable`
 */
export async function fileEvaluation(
  store: ModelStore,
  report: Report,
  pictures: readonly DigestedPicture[],
): Promise<string[]> {
  if (digestDataset(pictures) !== report.dataset.digest) {
    throw new LikenessError(
      'evaluation_mismatch',
      `the report is of ${report.dataset.pictures} pictures of ${report.dataset.name}, and not of these ${pictures.length}`,
    );
  }
  const people = peopleOf(pictures);
  const names: string[] = [];
  for (const one of report.models) {
    const { name, sha256 } = await store.manifest(one.model.digest);
    const record: EvaluationRecord = { report: ofOneModel(report, one), people };
    await store.putPaper(sha256, 'evaluation.json', `${JSON.stringify(record)}\n`);
    names.push(name);
  }
  return names;
}

const ofOneModel = (report: Report, model: Report['models'][number]): Report => ({
  ...report,
  models: [model],
  comparisons: report.comparisons.filter(({ a, b }) => a === model.model.name || b === model.model.name),
});

/**
 * The pictures that a report is of, found where it says that they lie: a folder of photographs, a data set, or one
 * part of it.
 * @throws LikenessError `evaluation_mismatch` where there are others now; `dataset_invalid`
 */
export async function picturesOfReport(
  { dataset }: Report,
  path: string = dataset.path,
): Promise<readonly DigestedPicture[]> {
  for (const pictures of await candidates(path)) {
    if (digestDataset(pictures) === dataset.digest) return pictures;
  }
  throw new LikenessError(
    'evaluation_mismatch',
    `${path} no longer holds the pictures that the report is of`,
  );
}

async function candidates(path: string): Promise<(readonly DigestedPicture[])[]> {
  const { isDataset, openDataset } = await import('../datasets/dataset.js');
  if (!(await isDataset(path))) return [await digestPictures((await openImageFolder(path)).pictures)];
  const { records } = await openDataset(path);
  return [records, ...PARTS.map((part) => records.filter((record) => record.part === part))];
}
