// A subject is erased: rows, in the present state and every former one; copies of the pictures; templates in every
// cache. What was trained on the subject is told, since a network cannot be made to forget.

import { rm } from 'node:fs/promises';
import { sep } from 'node:path';
import { LikenessError } from '../../errors.js';
import type { ModelStore } from '../../face/index.js';
import { modelsTrainedOn } from '../registry/papers.js';
import { peopleOf } from '../registry/people.js';
import { eraseTemplates } from '../templates/templateCache.js';
import { type Dataset, formerRecords, purgeRecords } from './dataset.js';
import type { DatasetRecord } from './record.js';

export interface Forgotten {
  readonly subject: string;
  /** Names of the pictures, in the order of their code units. */
  readonly images: readonly string[];
  /** Lines that were taken out of the template caches of the home. */
  readonly templates: number;
  /** Copies that the data set kept, and that are gone. */
  readonly erased: readonly string[];
  /** Pictures that lie outside the data set, or that are another subject's now: they are left where they are. */
  readonly left: readonly string[];
  /** Models whose training record names the subject or one of the pictures. */
  readonly trainedOn: readonly { readonly name: string; readonly digest: string }[];
}

/**
 * Erases a subject. Started again after an interruption, it finishes what is left.
 *
 * @throws LikenessError `subject_not_found` where neither the rows nor their former states know the subject;
 * `dataset_changed`, `output_unwritable`, `home_unwritable`
 */
export async function forget(
  dataset: Dataset,
  subject: string,
  { home, store }: { readonly home: string; readonly store: ModelStore },
): Promise<Forgotten> {
  const everRecorded = [...dataset.records, ...(await formerRecords(dataset))];
  const ofSubject = everRecorded.filter((record) => record.subject === subject);
  if (ofSubject.length === 0)
    throw new LikenessError('subject_not_found', `${dataset.name} knows no subject ${subject}`);
  // Whose a picture is, the present rows say: formerly it may have stood under a wrong name.
  const elsewhere = dataset.records.filter((record) => record.subject !== subject);
  const kept = new Set(elsewhere.map(({ sha256 }) => sha256));
  const owned = new Set(ofSubject.map(({ sha256 }) => sha256).filter((sha256) => !kept.has(sha256)));
  const isOwn = ({ file, sha256 }: DatasetRecord) =>
    owned.has(sha256) && file.startsWith(`${dataset.path}${sep}`);
  const trainedOn = await modelsTrainedOn(store, peopleOf(ofSubject));
  const templates = await eraseTemplates(home, owned);
  const erased = filesOf(ofSubject.filter(isOwn));
  for (const file of erased) await erase(file);
  // Rows last: while they stand, a run that was cut off knows what is left to do.
  await purgeRecords(dataset, (record) => record.subject !== subject && !owned.has(record.sha256));
  return {
    subject,
    images: [...new Set(ofSubject.map(({ image }) => image))].sort(),
    templates,
    erased,
    left: filesOf(ofSubject.filter((record) => !isOwn(record))),
    trainedOn: trainedOn.map(({ name, sha256 }) => ({ name, digest: sha256 })),
  };
}

const filesOf = (records: readonly DatasetRecord[]): string[] =>
  [...new Set(records.map(({ file }) => file))].sort();

async function erase(file: string): Promise<void> {
  await rm(file, { force: true }).catch((cause: Error) => {
    throw new LikenessError('output_unwritable', `cannot remove ${file}: ${cause.message}`, { cause });
  });
}
