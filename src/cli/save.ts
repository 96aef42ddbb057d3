// Files appear whole or not at all: written beside their place, then moved there.

import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LikenessError } from '../errors.js';

/** @throws `output_unwritable` */
export async function save(path: string, content: Uint8Array | string): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.part`);
  try {
    await writeFile(draft, content, { flag: 'wx' });
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw unwritable(path, cause);
  }
}

/** Makes a folder and those above it. @throws `output_unwritable` */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw unwritable(path, cause);
  });
}

const unwritable = (path: string, cause: unknown): LikenessError =>
  new LikenessError('output_unwritable', `cannot write ${path}: ${(cause as Error).message}`, { cause });
