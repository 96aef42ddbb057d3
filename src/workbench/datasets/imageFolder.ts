// A folder of photographs as a data set: one folder a subject, in it the subject's pictures.
//   <folder>/<Subject>/*.jpg, or <folder>/images/<Subject>/*.jpg with lists of pairs and groups beside `images`

import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { LikenessError } from '../../errors.js';
import { readPictureFile } from '../../image/index.js';

/** One photograph of a data set. */
export interface DatasetPicture {
  /** Path below the folder of pictures, with forward slashes: `Subject/file.jpg`. */
  readonly image: string;
  /** Name of the folder of the person. */
  readonly subject: string;
  /** Where the file lies. */
  readonly file: string;
}

/** Photographs with the SHA-256 of their bytes. */
export interface DigestedPicture extends DatasetPicture {
  readonly sha256: string;
}

export interface ImageFolder {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** By `image`, in the order of their code units. */
  readonly pictures: readonly DatasetPicture[];
}

const PICTURE = /\.(jpe?g|png|webp|avif|tiff?|gif|jp2|j2k|jpf|jpx)$/i;

/**
 * Lists the pictures; none is read yet.
 * @throws `dataset_invalid` where there is no such folder, no picture in it, or a picture that lies in no subject's
 * folder
 */
export async function openImageFolder(path: string): Promise<ImageFolder> {
  const root = resolve(path);
  const images = (await isFolder(join(root, 'images'))) ? join(root, 'images') : root;
  const files = await readdir(images, { recursive: true, encoding: 'utf8' }).catch((cause: unknown) => {
    throw new LikenessError('dataset_invalid', `cannot list ${images}: ${(cause as Error).message}`, {
      cause,
    });
  });
  const pictures = files
    .filter((file) => PICTURE.test(file))
    .map((file) => file.split(sep).join('/'))
    .map((image) => ({ image, subject: image.split('/')[0]!, file: join(images, image) }))
    .sort((a, b) => (a.image < b.image ? -1 : 1));
  const stray = pictures.find(({ image }) => !image.includes('/'));
  if (stray) throw new LikenessError('dataset_invalid', `${stray.file} lies in no subject’s folder`);
  if (pictures.length === 0) throw new LikenessError('dataset_invalid', `there are no pictures in ${images}`);
  return { name: basename(root), path: root, pictures };
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

/** Reading is I/O, hashing is done on libuv's threads as it goes along: a few at a time keep both busy. */
const READERS = 8;

/**
 * The digests of all pictures.
 * @throws `file_unreadable`, `file_too_large`; what `signal` was aborted with
 */
export async function digestPictures(
  pictures: readonly DatasetPicture[],
  signal?: AbortSignal,
): Promise<DigestedPicture[]> {
  const digested = new Array<DigestedPicture>(pictures.length);
  let next = 0;
  const reader = async () => {
    for (let i = next++; i < pictures.length; i = next++) {
      signal?.throwIfAborted();
      const picture = pictures[i]!;
      digested[i] = { ...picture, sha256: sha256(await readPictureFile(picture.file)) };
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  return digested;
}

/** One digest for the whole data set: the same digest is the same pictures under the same names. */
export function digestDataset(pictures: readonly DigestedPicture[]): string {
  return sha256(pictures.map((picture) => `${picture.sha256}  ${picture.image}\n`).join(''));
}

const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');
