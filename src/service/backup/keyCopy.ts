// The master keys, copied apart from the backup: together they are the pictures.

import { constants } from 'node:fs';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { LikenessError } from '../../errors.js';

const keyFileOf = (home: string): string => join(home, 'keys', 'master.keys');

/**
 * Copies the key file to a file of its own, for its owner alone.
 * @param backup folder that it must not lie in
 * @throws `option_invalid` where the keys come from the environment, or the file lies in the backup; `backup_exists`
 */
export async function copyKeysTo(
  file: string,
  backup: string,
  { home, environment }: { readonly home: string; readonly environment: NodeJS.ProcessEnv },
): Promise<void> {
  if (environment.LIKENESS_MASTER_KEY?.trim())
    throw new LikenessError(
      'option_invalid',
      'the master keys come from the environment: keep them where that has them from',
    );
  if (!relative(resolve(backup), resolve(file)).startsWith('..'))
    throw new LikenessError(
      'option_invalid',
      'the keys must not lie in the backup: whoever has both has the pictures',
    );
  await copyNew(keyFileOf(home), file);
}

/**
 * Puts a copy of the keys in place, where there are none.
 * @returns whether it did; else the same keys were there already, perhaps with later ones
 * @throws `option_invalid` where other keys are there
 */
export async function placeKeys(
  file: string,
  { home, environment }: { readonly home: string; readonly environment: NodeJS.ProcessEnv },
): Promise<boolean> {
  if (environment.LIKENESS_MASTER_KEY?.trim())
    throw new LikenessError(
      'option_invalid',
      'LIKENESS_MASTER_KEY is set: the key file would not be looked at',
    );
  const place = keyFileOf(home);
  const [given, there] = await Promise.all([linesOf(file), linesOf(place).catch(() => undefined)]);
  if (there === undefined) {
    await copyNew(file, place);
    return true;
  }
  if (given.every((line) => there.includes(line))) return false;
  throw new LikenessError('option_invalid', `${place} holds other keys: give another LIKENESS_HOME`);
}

async function linesOf(path: string): Promise<string[]> {
  try {
    const text = await readFile(path, 'utf8');
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new LikenessError(
      missing ? 'file_not_found' : 'file_unreadable',
      missing ? `there is no file ${path}` : `cannot read ${path}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

async function copyNew(from: string, to: string): Promise<void> {
  await mkdir(dirname(resolve(to)), { recursive: true, mode: 0o700 });
  try {
    // With it go its rights, which are its owner's alone.
    await copyFile(from, to, constants.COPYFILE_EXCL);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new LikenessError('backup_exists', `${to} is there already`, { cause });
    await rm(to, { force: true });
    throw new LikenessError('file_unreadable', `cannot copy ${from} to ${to}: ${message}`, { cause });
  }
}
