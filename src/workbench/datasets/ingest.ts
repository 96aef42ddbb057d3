// Photographs → data set. Everything that is asked of a picture later is found out once: face, landmarks, quality,
// perceptual hash and the template, on all cores. What was done is kept at once (pictures by digest, templates in the
// cache), so that a run which was cut off, started again, goes on where it stood.

import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { LikenessError } from '../../errors.js';
import { readPictureFile } from '../../image/index.js';
import {
  type DatasetTemplates,
  datasetTemplates,
  type TemplatesOptions,
} from '../templates/datasetTemplates.js';
import type { Acquired } from '../templates/templateCache.js';
import {
  createDataset,
  type Dataset,
  isDataset,
  openDataset,
  pictureFile,
  replaceRecords,
} from './dataset.js';
import type { DatasetRecord, FailureToAcquire, SourceType, Terms } from './record.js';
import type { SourcePicture } from './sources/index.js';

export interface IngestOptions extends TemplatesOptions {
  /** Name or digest of the model whose templates are made. */
  readonly model: string;
  /** Leaves the pictures where they lie, in place of copying them into the data set. */
  readonly link?: boolean;
  /** Put before the name of each picture: `documents` makes `documents/Ann/1.jpg`. */
  readonly prefix?: string;
  /** For pictures whose source does not say. */
  readonly sourceType?: SourceType;
  readonly capturedAt?: string;
  /** For pictures whose source does not say. */
  readonly terms?: Partial<Terms>;
  /** What the change is called in the history; default: how many pictures were added. */
  readonly change?: string;
}

export interface Ingested {
  readonly dataset: Dataset;
  /** Pictures that are new in the data set. */
  readonly added: readonly DatasetRecord[];
  /** Pictures that were in it before. */
  readonly known: number;
  /** Files that could not even be read; they are not in the data set. */
  readonly unreadable: readonly { readonly image: string; readonly code: string; readonly message: string }[];
  /** Model whose templates were made. */
  readonly model: DatasetTemplates['model'];
}

/**
 * Adds pictures to the data set at `path`, which is made if it is not there.
 *
 * @throws LikenessError `images_conflict` where a name stands for another picture already; `dataset_invalid`,
 * `dataset_changed`, `output_unwritable`; what `datasetTemplates` throws; what `signal` was aborted with
 */
export async function ingest(
  path: string,
  pictures: readonly SourcePicture[],
  options: IngestOptions,
): Promise<Ingested> {
  const dataset = (await isDataset(path)) ? await openDataset(path) : await createDataset(path);
  const { taken, unreadable } = await takeIn(dataset, named(pictures, options.prefix), options);
  const before = new Map(dataset.records.map((record) => [record.image, record]));
  const fresh = taken
    .filter((picture) => !isKnown(picture, before))
    .map((picture) => ({ ...picture, sourceType: picture.sourceType ?? options.sourceType ?? null }));
  const { model, acquired } = await datasetTemplates(options.model, fresh, options);
  const added = fresh.map((picture, i) => recordOf(picture, acquired[i]!, options));
  const records = [...dataset.records, ...added].sort((a, b) => (a.image < b.image ? -1 : 1));
  return {
    dataset:
      added.length === 0
        ? dataset
        : await replaceRecords(dataset, records, options.change ?? `ingest: ${added.length} pictures added`),
    added,
    known: taken.length - fresh.length,
    unreadable,
    model,
  };
}

interface TakenPicture extends SourcePicture {
  readonly sha256: string;
}

function named(pictures: readonly SourcePicture[], prefix: string | undefined): readonly SourcePicture[] {
  const all = prefix ? pictures.map((p) => ({ ...p, image: `${prefix}/${p.image}` })) : pictures;
  const files = new Map<string, string>();
  for (const { image, file } of all) {
    const other = files.get(image);
    if (other !== undefined && other !== file)
      throw new LikenessError('images_conflict', `${other} and ${file} would both be called ${image}`);
    files.set(image, file);
  }
  return [...new Map(all.map((picture) => [picture.image, picture])).values()];
}

function isKnown({ image, sha256 }: TakenPicture, before: ReadonlyMap<string, DatasetRecord>): boolean {
  const known = before.get(image);
  if (known && known.sha256 !== sha256)
    throw new LikenessError('images_conflict', `the data set has another picture by the name of ${image}`);
  return known !== undefined;
}

/** Reading waits for the disk, hashing for libuv's threads: a few at a time keep both busy. */
const READERS = 8;

/** Reads every file once: its digest, and unless they are linked a copy of our own. */
async function takeIn(
  { path }: Dataset,
  pictures: readonly SourcePicture[],
  { link, signal, onProgress }: IngestOptions,
): Promise<{ taken: TakenPicture[]; unreadable: Ingested['unreadable'][number][] }> {
  const taken: (TakenPicture | undefined)[] = new Array(pictures.length).fill(undefined);
  const unreadable: Ingested['unreadable'][number][] = [];
  let [next, done] = [0, 0];
  const reader = async () => {
    for (let i = next++; i < pictures.length; i = next++) {
      signal?.throwIfAborted();
      const picture = pictures[i]!;
      try {
        const sha256 = createHash('sha256')
          .update(await readPictureFile(picture.file))
          .digest('hex');
        const file = link ? picture.file : pictureFile(path, sha256, extname(picture.image).toLowerCase());
        if (!link) await keepCopy(picture.file, file);
        taken[i] = { ...picture, sha256, file };
      } catch (error) {
        if (!(error instanceof LikenessError) || !error.code.startsWith('file_')) throw error;
        unreadable.push({ image: picture.image, code: error.code, message: error.message });
      }
      onProgress?.('taking pictures in', ++done, pictures.length);
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  return { taken: taken.filter((picture) => picture !== undefined), unreadable };
}

/** A copy is whole or not there. */
async function keepCopy(from: string, to: string): Promise<void> {
  if (
    await stat(to).then(
      (stats) => stats.isFile(),
      () => false,
    )
  )
    return;
  const half = `${to}.${randomUUID()}`;
  try {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, half, constants.COPYFILE_FICLONE);
    await rename(half, to);
  } catch (cause) {
    throw new LikenessError('output_unwritable', `cannot write ${to}: ${(cause as Error).message}`, {
      cause,
    });
  } finally {
    await rm(half, { force: true });
  }
}

function recordOf(picture: TakenPicture, acquired: Acquired, options: IngestOptions): DatasetRecord {
  const { image, subject, file, sha256, groups = {} } = picture;
  return {
    image,
    subject,
    file,
    sha256,
    sourceType: picture.sourceType ?? null,
    capturedAt: picture.capturedAt ?? options.capturedAt ?? null,
    groups,
    terms: { ...UNKNOWN_TERMS, ...options.terms, ...picture.terms },
    part: picture.part ?? null,
    derivedFrom: picture.derivedFrom ?? null,
    size: acquired.seen?.size ?? null,
    perceptualHash: acquired.seen?.perceptualHash ?? null,
    face: faceOf(acquired),
  };
}

const UNKNOWN_TERMS: Terms = { source: null, licence: null, consent: null, purpose: null, retainUntil: null };

function faceOf(acquired: Acquired): DatasetRecord['face'] {
  if (acquired.kind === 'failure') {
    const { kind, code, message } = acquired;
    return { kind, code, message } satisfies FailureToAcquire;
  }
  const { faces, box, landmarks, quality } = acquired;
  return { kind: 'face', faces, box, landmarks, quality };
}
