// Aligned faces on the disk: one file for each way of cutting them, one record of equal length for each picture, known
// by the picture's digest, so that a hundred thousand faces are read by their place and none need stay in memory.
//   32 bytes SHA-256 of the picture · 1 byte whether a face was found · 3 · size² bytes RGB
// Chips are personal data: they lie in LIKENESS_HOME/cache and may be removed at any time.

import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { LikenessError } from '../../../errors.js';
import type { Picture } from '../../../image/index.js';

/** A file of chips, and how long its records are: what a thread needs to read from it. */
export interface ChipFile {
  readonly path: string;
  /** Side of a chip in pixels. */
  readonly size: number;
}

/** What the file says of a picture: the place of its chip, or that there is no face in it. */
export type Place = number | 'no face';

const DIGEST_BYTES = 32;
const HEADER_BYTES = DIGEST_BYTES + 1;

const pixelBytes = ({ size }: ChipFile): number => 3 * size * size;
const recordBytes = (file: ChipFile): number => HEADER_BYTES + pixelBytes(file);

/** @param key names the way of cutting */
export const chipFile = (home: string, key: string, size: number): ChipFile => ({
  path: join(foldersOf(home), `${key}-${size}.chips`),
  size,
});

const foldersOf = (home: string): string => join(home, 'cache', 'chips');

/** Where every picture's chip lies, by the picture's digest; nothing where there is no such file yet. */
export function placesIn(file: ChipFile): ReadonlyMap<string, Place> {
  return attempt(file, () => {
    const places = new Map<string, Place>();
    const header = Buffer.alloc(HEADER_BYTES);
    const handle = openSync(file.path, 'a+');
    try {
      const records = Math.floor(fstatSync(handle).size / recordBytes(file));
      for (let place = 0; place < records; place++) {
        readSync(handle, header, 0, HEADER_BYTES, place * recordBytes(file));
        const sha256 = header.toString('hex', 0, DIGEST_BYTES);
        if (!places.has(sha256)) places.set(sha256, header[DIGEST_BYTES] === 1 ? place : 'no face');
      }
      return places;
    } finally {
      closeSync(handle);
    }
  });
}

/** A file of chips that is added to; close it when done. */
export interface ChipWriter {
  /** @param pixels RGB of the chip; null where there is no face in the picture */
  add(sha256: string, pixels: Uint8Array | null): void;
  close(): void;
}

/**
 * Goes on with a file, or begins it. A record that was cut off is taken away, so that the next one stands in its place.
 * @throws LikenessError `home_unwritable`
 */
export function openChipWriter(file: ChipFile): ChipWriter {
  return attempt(file, () => {
    mkdirSync(dirname(file.path), { recursive: true });
    const handle = openSync(file.path, 'a+');
    const { size } = fstatSync(handle);
    ftruncateSync(handle, size - (size % recordBytes(file)));
    return {
      add: (sha256, pixels) => {
        const record = Buffer.alloc(recordBytes(file));
        record.write(sha256, 'hex');
        record[DIGEST_BYTES] = pixels === null ? 0 : 1;
        if (pixels) record.set(pixels, HEADER_BYTES);
        attempt(file, () => writeSync(handle, record));
      },
      close: () => closeSync(handle),
    };
  });
}

/** Reads chips by their places. */
export interface ChipReader {
  read(place: number): Picture;
  close(): void;
}

/** @throws LikenessError `file_unreadable` */
export function openChipReader(file: ChipFile): ChipReader {
  let handle: number;
  try {
    handle = openSync(file.path, 'r');
  } catch (cause) {
    throw new LikenessError('file_unreadable', `cannot read ${file.path}: ${(cause as Error).message}`, {
      cause,
    });
  }
  const { size } = file;
  return {
    read: (place) => {
      const data = new Uint8Array(pixelBytes(file));
      const read = readSync(handle, data, 0, data.length, place * recordBytes(file) + HEADER_BYTES);
      if (read < data.length)
        throw new LikenessError('file_unreadable', `${file.path} has no chip at place ${place}`);
      return { width: size, height: size, data };
    },
    close: () => closeSync(handle),
  };
}

/**
 * Takes the faces of pictures out of all files of a home.
 * @param digests of the pictures
 * @returns how many records went
 * @throws LikenessError `home_unwritable`
 */
export function eraseChips(home: string, digests: ReadonlySet<string>): number {
  let names: string[];
  try {
    names = readdirSync(foldersOf(home));
  } catch {
    return 0;
  }
  return names.reduce((sum, name) => {
    const size = /-(\d+)\.chips$/.exec(name)?.[1];
    return size
      ? sum + eraseRecords({ path: join(foldersOf(home), name), size: Number(size) }, digests)
      : sum;
  }, 0);
}

function eraseRecords(file: ChipFile, digests: ReadonlySet<string>): number {
  const draft = `${file.path}.${process.pid}`;
  return attempt(file, () => {
    const from = openSync(file.path, 'r');
    const to = openSync(draft, 'w');
    let erased = 0;
    try {
      const record = Buffer.alloc(recordBytes(file));
      while (readSync(from, record, 0, record.length, null) === record.length) {
        if (digests.has(record.toString('hex', 0, DIGEST_BYTES))) erased++;
        else writeSync(to, record);
      }
      if (erased > 0) renameSync(draft, file.path);
      return erased;
    } finally {
      closeSync(from);
      closeSync(to);
      rmSync(draft, { force: true });
    }
  });
}

function attempt<T>({ path }: ChipFile, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof LikenessError) throw cause;
    throw new LikenessError('home_unwritable', `cannot use ${path}: ${(cause as Error).message}`, { cause });
  }
}
