// The edge of the room: a data set is read, proposals are made, and those that were chosen are applied in one change,
// which can be undone.

import { LikenessError } from '../../errors.js';
import { type Dataset, openDataset, replaceRecords } from '../datasets/dataset.js';
import {
  type DatasetTemplates,
  datasetTemplates,
  type TemplatesOptions,
} from '../templates/datasetTemplates.js';
import { type Applied, applyProposals } from './apply.js';
import type { KindName, Proposal } from './proposal.js';
import { type Proposed, propose } from './propose.js';

export interface CleanOptions extends TemplatesOptions {
  /** Name or digest. */
  readonly model: string;
  /** What each proposal must be right with, in [0.5, 1); default 0.9. */
  readonly precision?: number;
  /** Default: all. */
  readonly kinds?: readonly KindName[];
  /** Share of the pictures under a wrong name, in (0, 0.5]; default: estimated from the data set. */
  readonly errorRate?: number;
}

export interface Cleaning extends Proposed {
  readonly dataset: Dataset;
  readonly model: DatasetTemplates['model'];
  readonly precision: number;
}

const PRECISION = 0.9;

/**
 * Looks for errors in a data set; nothing is changed.
 *
 * @throws LikenessError `option_invalid`, `dataset_invalid`, `model_uncalibrated`; what `datasetTemplates` throws; what
 * `signal` was aborted with
 */
export async function clean(path: string, options: CleanOptions): Promise<Cleaning> {
  const { model, precision = PRECISION, errorRate } = options;
  if (!(precision >= 0.5 && precision < 1))
    throw new LikenessError(
      'option_invalid',
      `the precision must be at least 0.5 and below 1, got ${precision}`,
    );
  if (errorRate !== undefined && !(errorRate > 0 && errorRate <= 0.5))
    throw new LikenessError(
      'option_invalid',
      `the share of errors must be above 0 and at most 0.5, got ${errorRate}`,
    );
  const dataset = await openDataset(path);
  if (dataset.records.length === 0) throw new LikenessError('dataset_invalid', `${path} has no pictures`);
  const templates = await datasetTemplates(model, dataset.records, options);
  const calibration = templates.model.calibration ?? null;
  const proposed = await propose(dataset.records, templates.acquired, { ...options, calibration, precision });
  return { ...proposed, dataset, model: templates.model, precision };
}

/**
 * Applies proposals to the data set that they were made for, as one change.
 * @throws LikenessError `dataset_changed` where it is another by now; `output_unwritable`
 */
export async function applyCleaning(
  { dataset }: Pick<Cleaning, 'dataset'>,
  proposals: readonly Proposal[],
): Promise<Applied & { readonly dataset: Dataset }> {
  const applied = applyProposals(dataset.records, proposals);
  const { records, moved, dropped } = applied;
  if (moved + dropped === 0) return { ...applied, dataset };
  const change = `clean: ${proposals.length} proposals applied, ${moved} pictures moved, ${dropped} taken out`;
  return { ...applied, dataset: await replaceRecords(dataset, records, change) };
}
