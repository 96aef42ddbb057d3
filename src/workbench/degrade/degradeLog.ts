// What `data degrade` has made and is not in the rows yet: the pictures lie in the data set by their digests, and a line
// of `degraded.jsonl` says of each what it was made of.

import { createHash, randomUUID } from 'node:crypto';
import { appendFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import { type Dataset, pictureFile } from '../datasets/dataset.js';

export interface DegradeLog {
  /** Files by the keys of what they were made of. */
  readonly made: ReadonlyMap<string, string>;
  readonly keep: (key: string, bytes: Uint8Array, extension: string) => Promise<void>;
  /** Everything is in the rows. */
  readonly close: () => Promise<void>;
}

const LineSchema = v.object({
  key: v.string(),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  extension: v.picklist(['.jpg', '.png']),
});

/** Opens the log of a data set, or begins one. */
export async function openDegradeLog({ path }: Pick<Dataset, 'path'>): Promise<DegradeLog> {
  const file = join(resolve(path), 'degraded.jsonl');
  const made = new Map<string, string>();
  for (const line of (await readFile(file, 'utf8').catch(() => '')).split('\n')) {
    const entry = parsedLine(line);
    if (!entry) continue;
    const picture = pictureFile(path, entry.sha256, entry.extension);
    if (await isFile(picture)) made.set(entry.key, picture);
  }
  return {
    made,
    async keep(key, bytes, extension) {
      const digest = digestOf(bytes);
      const picture = pictureFile(path, digest, extension);
      try {
        await writeWhole(picture, bytes);
        await appendFile(file, `${JSON.stringify({ key, sha256: digest, extension })}\n`);
      } catch (cause) {
        throw new LikenessError('output_unwritable', `cannot write to ${path}: ${(cause as Error).message}`, {
          cause,
        });
      }
      made.set(key, picture);
    },
    close: () => rm(file, { force: true }),
  };
}

/** A line that was cut off is of a picture that is made anew. */
function parsedLine(line: string): v.InferOutput<typeof LineSchema> | undefined {
  try {
    return v.parse(LineSchema, JSON.parse(line));
  } catch {
    return undefined;
  }
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  if (await isFile(file)) return;
  const half = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(half, bytes);
    await rename(half, file);
  } finally {
    await rm(half, { force: true });
  }
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );

export const digestOf = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex');
