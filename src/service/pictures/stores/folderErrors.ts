// What a file system says no with, in our words.

import { type ErrorCode, LikenessError } from '../../../errors.js';

/** Codes of `errno` with a meaning of their own; all others mean that the disk or its server fails. */
const MEANINGS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOSPC: ['storage_full', 'its disk is full'],
  EDQUOT: ['storage_full', 'the quota of the user is used up'],
  EFBIG: ['storage_full', 'the file is larger than the user or the file system may have'],
  EACCES: ['store_refused', 'the user that Likeness runs as may not do that there'],
  EPERM: ['store_refused', 'the user that Likeness runs as may not do that there'],
  EROFS: ['store_refused', 'its disk is mounted for reading only'],
  ENOTDIR: ['store_refused', 'a file lies where a folder should be'],
  EEXIST: ['store_refused', 'a file lies where a folder should be'],
  EISDIR: ['store_refused', 'a folder lies where a file should be'],
  ENOENT: ['store_unreachable', 'its folders are gone: is the disk mounted?'],
};

/**
 * @param what `read`, `write`, …
 * @param name of the object or folder
 * @param folder of the store
 */
export function folderError(what: string, name: string, folder: string, cause: unknown): LikenessError {
  if (cause instanceof LikenessError) return cause;
  const { code = '', message } = cause as NodeJS.ErrnoException;
  const [meaning, why] = MEANINGS[code] ?? ['store_unreachable', message];
  return new LikenessError(
    meaning,
    `cannot ${what} ${name} in the picture store ${folder}: ${why}${code && ` (${code})`}`,
    { cause },
  );
}
