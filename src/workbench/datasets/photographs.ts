// The photographs that a model is measured or calibrated on: a plain folder of them, or a data set (one part of it).

import { LikenessError } from '../../errors.js';
import { requireCleanSplit } from '../splitting/checkSplit.js';
import type { PictureToAcquire } from '../templates/datasetTemplates.js';
import type { DerivedPicture } from './captures.js';
import { isDataset, openDataset } from './dataset.js';
import type { GroupAttribute } from './groups.js';
import { digestPictures, openImageFolder } from './imageFolder.js';
import type { DatasetRecord, Part } from './record.js';

/** What a data set says of a picture beside its subject. */
export type Photograph = PictureToAcquire & DerivedPicture;

export interface Photographs {
  /** Of the folder, and the part. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly pictures: readonly Photograph[];
  /** What the data set says of its subjects; none for a plain folder. */
  readonly attributes: readonly GroupAttribute[];
}

export interface PhotographsOptions {
  /** Of a data set; default: all of it. */
  readonly part?: Part;
  readonly signal?: AbortSignal;
}

/**
 * @throws LikenessError `dataset_invalid` where there are no such photographs; `option_invalid` for a part of a plain
 * folder; `split_leaks` where a part is named and parts share subjects or pictures; `file_unreadable`, `file_too_large`;
 * what `signal` was aborted with
 */
export async function openPhotographs(
  path: string,
  { part, signal }: PhotographsOptions = {},
): Promise<Photographs> {
  if (await isDataset(path)) return partOf(path, part);
  if (part !== undefined) {
    throw new LikenessError('option_invalid', `${path} is a plain folder: it has no part ${part}`, {
      hint: '`likeness data ingest` makes a data set of it, `likeness data split` its parts.',
    });
  }
  const folder = await openImageFolder(path);
  return { ...folder, pictures: await digestPictures(folder.pictures, signal), attributes: [] };
}

async function partOf(path: string, part: Part | undefined): Promise<Photographs> {
  const dataset = await openDataset(path);
  if (part) requireCleanSplit(dataset.records);
  const records = part ? dataset.records.filter((record) => record.part === part) : dataset.records;
  if (records.length === 0) {
    const what = part ? `no picture in the part ${part}` : 'no pictures';
    throw new LikenessError('dataset_invalid', `${path} has ${what}`, {
      hint: part ? 'See `likeness data split --help`.' : 'See `likeness data ingest --help`.',
    });
  }
  return {
    name: part ? `${dataset.name}, part ${part}` : dataset.name,
    path: dataset.path,
    pictures: records,
    attributes: attributesOf(records),
  };
}

/** An attribute on which the pictures of a subject differ is one of pictures, and says nothing of the subject. */
function attributesOf(records: readonly DatasetRecord[]): GroupAttribute[] {
  const names = [...new Set(records.flatMap(({ groups }) => Object.keys(groups)))].sort();
  return names.flatMap((name) => {
    const values = new Map<string, Set<string>>();
    for (const { subject, groups } of records) {
      const value = groups[name];
      if (value !== undefined) values.set(subject, (values.get(subject) ?? new Set()).add(value));
    }
    const agreed = [...values].flatMap(([subject, said]) =>
      said.size === 1 ? [[subject, [...said][0]!] as const] : [],
    );
    return agreed.length > 0 ? [{ name, groupOf: new Map(agreed) }] : [];
  });
}
