// Where the pictures of a data set really lie, which is what counts when somebody asks for erasure (GDPR, article 17):
// copies in the data set, files elsewhere, and copies that no row knows any longer, as an undone `ingest` leaves them.

import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { changesOf, type Dataset, formerRecords } from '../datasets/dataset.js';

export interface Copies {
  /** Files in `pictures/` that a row or a former row knows. */
  readonly kept: number;
  /** Files in `pictures/` that no row knows, in any state: `data forget --unlisted` erases them. */
  readonly unlisted: readonly UnlistedCopy[];
  /** Pictures of the present rows that lie outside the data set (`ingest --link`). */
  readonly elsewhere: number;
  /** Former states of the rows that are kept for `undo`, and pictures that only they know. */
  readonly formerStates: number;
  readonly formerPictures: number;
}

export interface UnlistedCopy {
  /** Absolute. */
  readonly file: string;
  /** As its name says. */
  readonly sha256: string;
}

/** @throws LikenessError `dataset_invalid` where a former state cannot be read */
export async function copiesOf(dataset: Dataset): Promise<Copies> {
  const former = await formerRecords(dataset);
  const present = new Set(dataset.records.map(({ sha256 }) => sha256));
  const known = new Set([...present, ...former.map(({ sha256 }) => sha256)]);
  const files = await pictureFiles(dataset);
  const unlisted = files.filter(({ sha256 }) => !known.has(sha256));
  return {
    kept: files.length - unlisted.length,
    unlisted,
    elsewhere: dataset.records.filter(({ file }) => !file.startsWith(`${dataset.path}${sep}`)).length,
    formerStates: (await changesOf(dataset.path)).length,
    formerPictures: known.size - present.size,
  };
}

/** `pictures/3f/3f9c….jpg`, and what a copy that was cut off leaves: `3f9c….jpg.<uuid>`. */
async function pictureFiles({ path }: Dataset): Promise<UnlistedCopy[]> {
  const names = await readdir(join(path, 'pictures'), { recursive: true, encoding: 'utf8' }).catch(() => []);
  return names.sort().flatMap((name) => {
    const sha256 = /(?:^|[\\/])([0-9a-f]{64})\.[^\\/]*$/.exec(name)?.[1];
    return sha256 === undefined ? [] : [{ file: join(path, 'pictures', name), sha256 }];
  });
}
