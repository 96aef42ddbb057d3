// The bytes of a picture from the disk.

import { open, stat } from 'node:fs/promises';
import { LikenessError } from '../errors.js';
import { DECODE_LIMITS } from './decode.js';

/**
 * Reads a picture file. Its size is looked at first: too large a file is never read.
 *
 * @throws LikenessError `file_not_found`, `file_unreadable` (no permission, a folder, a device), `file_too_large`
 */
export async function readPictureFile(
  path: string,
  limit: number = DECODE_LIMITS.bytes,
): Promise<Uint8Array> {
  try {
    // Before opening: opening a pipe would wait for someone to write into it.
    const { size } = regular(path, await stat(path));
    if (size > limit) {
      throw new LikenessError('file_too_large', `${path} has ${size} bytes; the limit is ${limit}.`);
    }
    const file = await open(path, 'r');
    try {
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof LikenessError ? error : refusal(path, error);
  }
}

function regular<Stats extends { isFile(): boolean }>(path: string, stats: Stats): Stats {
  if (!stats.isFile()) throw new LikenessError('file_unreadable', `${path} is not a file.`);
  return stats;
}

function refusal(path: string, error: unknown): LikenessError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code)) {
    return new LikenessError('file_not_found', `There is no file ${path}.`, { cause: error });
  }
  return new LikenessError('file_unreadable', `${path} cannot be read: ${code || error}.`, { cause: error });
}
