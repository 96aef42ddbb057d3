// A data set on the disk: its rows, the pictures it keeps, and every former state of its rows, so that a change can
// be undone.
//   people/images.parquet             one row a picture
//   people/pictures/3f/3f9c….jpg      the pictures, by their SHA-256 (or wherever they lay: `ingest --link`)
//   people/history/0001.parquet       the rows before the first change …
//   people/history/changes.jsonl      … and what that change was

import { createHash } from 'node:crypto';
import { appendFile, copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import { readManifest, writeManifest } from './manifest.js';
import type { DatasetRecord } from './record.js';

export interface Dataset {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** By `image`, in the order of their code units. */
  readonly records: readonly DatasetRecord[];
  /** SHA-256 of `images.parquet` as it was read. */
  readonly version: string;
}

/** A change that was made to the rows, and can be undone. */
export interface Change {
  /** The rows before it are `history/<number>.parquet`. */
  readonly number: number;
  /** ISO 8601. */
  readonly at: string;
  /** In words: `clean: 31 pictures relabelled`. */
  readonly change: string;
}

const ChangeSchema = v.object({
  number: v.pipe(v.number(), v.integer()),
  at: v.string(),
  change: v.string(),
});

const manifestOf = (path: string): string => join(path, 'images.parquet');
const historyOf = (path: string): string => join(path, 'history');
const logOf = (path: string): string => join(historyOf(path), 'changes.jsonl');
const formerOf = (path: string, number: number): string =>
  join(historyOf(path), `${String(number).padStart(4, '0')}.parquet`);

/** Whether a folder is a data set, and not just a folder of photographs. */
export const isDataset = (path: string): Promise<boolean> =>
  stat(manifestOf(path)).then(
    (stats) => stats.isFile(),
    () => false,
  );

/** @throws LikenessError `dataset_invalid` where the folder is no data set */
export async function openDataset(path: string): Promise<Dataset> {
  const root = resolve(path);
  if (!(await isDataset(root)))
    throw new LikenessError(
      'dataset_invalid',
      `${root} holds no images.parquet: \`likeness data ingest\` makes one`,
    );
  const version = sha256(await readFile(manifestOf(root)));
  return { name: basename(root), path: root, records: await readManifest(manifestOf(root), root), version };
}

/**
 * Makes a data set of no pictures.
 * @throws LikenessError `dataset_invalid` where there is one already; `output_unwritable`
 */
export async function createDataset(path: string): Promise<Dataset> {
  const root = resolve(path);
  if (await isDataset(root)) throw new LikenessError('dataset_invalid', `${root} is a data set already`);
  return writing(root, async () => {
    await mkdir(root, { recursive: true });
    await writeRecords(root, []);
    return openDataset(root);
  });
}

/**
 * Puts other rows in place of those there are. Readers see the former rows or the new ones, never a mixture; the
 * former ones are kept, so that `undoChange` brings them back.
 *
 * @param change what was done, in words
 * @throws LikenessError `dataset_changed` where the rows have changed since `dataset` was opened; `dataset_invalid`
 * where two rows have one name; `output_unwritable`
 */
export async function replaceRecords(
  dataset: Dataset,
  records: readonly DatasetRecord[],
  change: string,
): Promise<Dataset> {
  const { path } = dataset;
  refuseDoubles(records);
  await refuseChanged(dataset);
  return writing(path, async () => {
    const number = ((await changesOf(path)).at(-1)?.number ?? 0) + 1;
    await mkdir(historyOf(path), { recursive: true });
    await copyFile(manifestOf(path), formerOf(path, number));
    await writeRecords(path, records);
    const entry: Change = { number, at: new Date().toISOString(), change };
    await appendFile(logOf(path), `${JSON.stringify(entry)}\n`);
    return openDataset(path);
  });
}

/**
 * Takes the latest change back.
 * @returns the change; undefined where there is none to undo
 * @throws LikenessError `dataset_invalid`, `output_unwritable`
 */
export async function undoChange(path: string): Promise<Change | undefined> {
  const { path: root } = await openDataset(path);
  const changes = await changesOf(root);
  const latest = changes.pop();
  if (!latest) return undefined;
  return writing(root, async () => {
    await rename(formerOf(root, latest.number), manifestOf(root));
    await writeFile(`${logOf(root)}.new`, changes.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    await rename(`${logOf(root)}.new`, logOf(root));
    return latest;
  });
}

/** All changes that can be undone, the earliest first. */
export async function changesOf(path: string): Promise<Change[]> {
  const lines = await readFile(logOf(path), 'utf8').catch(() => '');
  // A line that was cut off is of a change whose rows are in place; it cannot be undone.
  return lines.split('\n').flatMap((line) => {
    try {
      return [v.parse(ChangeSchema, JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

/** The rows of every former state, one state after another. @throws LikenessError `dataset_invalid` */
export async function formerRecords({ path }: Dataset): Promise<DatasetRecord[]> {
  const states: DatasetRecord[][] = [];
  for (const { number } of await changesOf(path))
    states.push(await readManifest(formerOf(path, number), path));
  return states.flat();
}

/**
 * Rewrites the rows and every former state of them, so that what `keep` refuses is in none; this is not undone.
 * @throws LikenessError `dataset_changed`, `output_unwritable`
 */
export async function purgeRecords(
  dataset: Dataset,
  keep: (record: DatasetRecord) => boolean,
): Promise<Dataset> {
  const { path } = dataset;
  await refuseChanged(dataset);
  return writing(path, async () => {
    for (const { number } of await changesOf(path)) {
      const former = formerOf(path, number);
      const records = await readManifest(former, path);
      await writeManifest(`${former}.new`, records.filter(keep), path);
      await rename(`${former}.new`, former);
    }
    await writeRecords(path, dataset.records.filter(keep));
    return openDataset(path);
  });
}

/** Where a picture of a data set lies: by its digest, so that no name in it comes from outside. */
export const pictureFile = (path: string, sha256: string, extension: string): string =>
  join(path, 'pictures', sha256.slice(0, 2), `${sha256}${extension}`);

async function writeRecords(path: string, records: readonly DatasetRecord[]): Promise<void> {
  const fresh = `${manifestOf(path)}.new`;
  try {
    await writeManifest(fresh, records, path);
    await rename(fresh, manifestOf(path));
  } finally {
    await rm(fresh, { force: true });
  }
}

async function refuseChanged({ path, version }: Dataset): Promise<void> {
  if (sha256(await readFile(manifestOf(path))) === version) return;
  throw new LikenessError('dataset_changed', `${manifestOf(path)} was changed by someone else meanwhile`);
}

function refuseDoubles(records: readonly DatasetRecord[]): void {
  const names = new Set<string>();
  for (const { image } of records) {
    if (names.has(image)) throw new LikenessError('dataset_invalid', `two pictures would be called ${image}`);
    names.add(image);
  }
}

/** Runs `work`, whose failures to write get a code. */
async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof LikenessError) throw cause;
    throw new LikenessError('output_unwritable', `cannot write to ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
