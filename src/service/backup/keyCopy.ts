// The master keys, copied apart from the backup: together they are the pictures.

import { access, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { LikenessError } from '../../errors.js';
import { localMasterKeys, syncFolder, writeDurably } from '../pictures/index.js';
import { checkManifest, type Manifest } from './manifest.js';

interface Keeping {
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
}

const keyFileOf = (home: string): string => join(home, 'keys', 'master.keys');

/**
 * Whether the key file can be copied there, to be asked before a backup is made; it is copied after.
 * @param backup folder that it must not lie in
 * @throws `option_invalid` where the keys come from the environment, or the file lies in the backup; `backup_exists`
 */
export async function demandPlaceForKeys(
  file: string,
  backup: string,
  { home, environment }: Keeping,
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
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw new LikenessError('backup_exists', `${file} is there already`);
  await textOf(keyFileOf(home));
}

/** Copies the key file to a file of its own, for its owner alone. @throws `backup_exists`, `file_unreadable` */
export async function copyKeysTo(file: string, { home }: Pick<Keeping, 'home'>): Promise<void> {
  await writeNew(file, await textOf(keyFileOf(home)));
}

/**
 * Puts a copy of the keys in place, where there are none, once they are found to be those of the backup.
 * @returns whether it did; else the same keys were there already, perhaps with later ones
 * @throws `option_invalid` where other keys are there; `master_key_missing`, `master_key_wrong`, `master_key_invalid`
 *   where it is no copy of the backup's; `backup_damaged`
 */
export async function placeKeys(
  file: string,
  manifest: Manifest,
  { home, environment }: Keeping,
): Promise<boolean> {
  if (environment.LIKENESS_MASTER_KEY?.trim())
    throw new LikenessError(
      'option_invalid',
      'LIKENESS_MASTER_KEY is set: the key file would not be looked at',
    );
  const text = await textOf(file);
  const keys = await localMasterKeys({ home, copy: { text, where: file }, known: manifest.keys });
  try {
    checkManifest(manifest, keys);
  } finally {
    keys.close();
  }
  const place = keyFileOf(home);
  const there = await textOf(place).catch(unlessMissing);
  if (there === undefined) {
    // Root has PostgreSQL run by another user, who must be able to pass through; the folder of the keys is root's alone.
    await mkdir(home, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    await writeNew(place, text);
    return true;
  }
  const known = linesOf(there);
  if (linesOf(text).every((line) => known.includes(line))) return false;
  throw new LikenessError('option_invalid', `${place} holds other keys: give another LIKENESS_HOME`);
}

const linesOf = (text: string): string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

function unlessMissing(error: unknown): undefined {
  if (error instanceof LikenessError && error.code === 'file_not_found') return undefined;
  throw error;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new LikenessError(
      missing ? 'file_not_found' : 'file_unreadable',
      missing ? `there is no file ${path}` : `cannot read ${path}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** For its owner alone, whatever the rights of that which it is a copy of. */
async function writeNew(path: string, text: string): Promise<void> {
  const folder = dirname(resolve(path));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await writeDurably(path, Buffer.from(text));
    await syncFolder(folder);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new LikenessError('backup_exists', `${path} is there already`, { cause });
    await rm(path, { force: true });
    throw new LikenessError('file_unreadable', `cannot write ${path}: ${message}`, { cause });
  }
}
