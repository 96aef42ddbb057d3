// The files of a backup: written through to the disk, and with the digest of what was written.

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { LikenessError } from '../../errors.js';

export interface Written {
  /** Below the folder of the backup. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Lines, compressed. When this ends, however it does, nothing is at work for `lines` any more. */
export async function writeLines(
  folder: string,
  file: string,
  lines: AsyncGenerator<string>,
  signal?: AbortSignal,
): Promise<Written> {
  const hash = createHash('sha256');
  let bytes = 0;
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const ended = async function* (source: AsyncIterable<string>) {
    for await (const line of source) yield `${line}\n`;
  };
  const counted = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  try {
    await pipeline(
      Readable.from(ended(lines)),
      createGzip({ level: 1 }),
      counted,
      createWriteStream(path, { mode: 0o600, flush: true }),
      { ...(signal && { signal }) },
    );
  } finally {
    // A pipeline that fails does not wait for what makes its lines, which may be writing files of its own.
    await lines.return(undefined);
  }
  return { file, bytes, sha256: hash.digest('hex') };
}

export async function* readLines(path: string): AsyncGenerator<string> {
  const source = createReadStream(path);
  const plain = source.pipe(createGunzip());
  source.on('error', (error) => plain.destroy(error));
  yield* createInterface({ input: plain, crlfDelay: Number.POSITIVE_INFINITY });
}

export async function writeBytes(folder: string, file: string, bytes: Uint8Array): Promise<Written> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, bytes, { mode: 0o600, flush: true });
  return { file, bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** @throws `backup_damaged` where the file is missing, or not what was written */
export async function checkFile(folder: string, { file, bytes, sha256 }: Written): Promise<void> {
  const hash = createHash('sha256');
  let length = 0;
  try {
    for await (const chunk of createReadStream(join(folder, file)) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      length += chunk.length;
    }
  } catch (cause) {
    throw new LikenessError('backup_damaged', `${file} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (length !== bytes || hash.digest('hex') !== sha256)
    throw new LikenessError('backup_damaged', `${file} is not what was written`);
}

/** As `Promise.all`, but where one fails the others have ended too when it throws. */
export async function together<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(work);
  return settled.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}

export async function* inBatches<T>(
  items: AsyncIterable<T> | Iterable<T>,
  size: number,
): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
