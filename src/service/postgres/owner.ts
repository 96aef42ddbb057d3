// Who the server runs as. PostgreSQL refuses to run as root: root starts it as another user, who owns its data.

import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { LikenessError } from '../../errors.js';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Whether this process is root, and so must start the server as somebody else. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * Whoever owns the data already; else `postgres`, else `nobody`. Nobody else for who is not root: undefined.
 * @throws `database_user_missing`
 */
export async function chooseOwner(data: string): Promise<Owner | undefined> {
  if (!isRoot()) return undefined;
  const { uid, gid } = await stat(data).catch(() => ({ uid: 0, gid: 0 }));
  if (uid !== 0) return { uid, gid };
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const name of ['postgres', 'nobody']) {
    const line = users.split('\n').find((user) => user.startsWith(`${name}:`));
    const [, , id, group] = line?.split(':') ?? [];
    if (id !== undefined && group !== undefined) return { uid: Number(id), gid: Number(group) };
  }
  throw new LikenessError(
    'database_user_missing',
    'PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody to run it as',
  );
}

/** @throws `database_folder_unreachable`, naming the folder that bars the way */
export async function requireReach(owner: Owner, folder: string): Promise<void> {
  const bar = await whatBars(owner, folder);
  if (bar === undefined) return;
  throw new LikenessError(
    'database_folder_unreachable',
    `PostgreSQL does not run as root, and user ${owner.uid}, who runs it, may not enter ${bar.folder} (mode ${bar.mode}) on the way to ${folder}`,
  );
}

/**
 * The uppermost folder on this path that the user may not enter, by its mode; access lists are not looked at. What is
 * not there yet, or no folder, bars nobody: that is stated where it is used.
 */
export async function whatBars(
  { uid, gid }: Owner,
  folder: string,
): Promise<{ folder: string; mode: string } | undefined> {
  for (const step of stepsTo(resolve(folder))) {
    const found = await stat(step).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    if (!found?.isDirectory()) return undefined;
    const { mode, uid: owner, gid: group } = found;
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return { folder: step, mode: (mode & 0o777).toString(8) };
  }
  return undefined;
}

function stepsTo(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [...stepsTo(above), folder];
}
