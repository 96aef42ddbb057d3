// The folder that everything of the database lies in: who owns what of it, and who may enter.
//   data/          the cluster, the server's own        password   ours alone
//   socket/        where it listens                     postgres.log, postgres.log.1
//   lib/, server/  links to PostgreSQL's libraries, or a copy of it, see binaries.ts

import { execFile } from 'node:child_process';
import { chmod, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { LikenessError } from '../../errors.js';
import { locateBinaries } from './binaries.js';
import { chooseOwner, isRoot, type Owner, requireReach } from './owner.js';
import type { Place } from './postmaster.js';

/** @throws errors of the file system, and those of `locateBinaries` and `chooseOwner` */
export async function openFolder(given: string): Promise<Place> {
  const owner = await chooseOwner(join(given, 'data'));
  if (owner) await requireReach(owner, dirname(resolve(given)));
  const made = await mkdir(given, { recursive: true, mode: owner ? 0o711 : 0o700 });
  const folder = await realpath(given);
  const data = join(folder, 'data');
  if (owner) await letIn(owner, folder, made);
  await requireOwnData(data, owner);
  const binaries = await locateBinaries(folder, owner);
  return { folder, data, log: join(folder, 'postgres.log'), binaries, owner };
}

/** Lets the server's user pass through the folders that we made, and no further. */
async function letIn(owner: Owner, folder: string, made: string | undefined): Promise<void> {
  const first = made === undefined ? folder : await realpath(made);
  for (let step = folder; step.length >= first.length; step = dirname(step)) {
    const { mode, uid } = await stat(step);
    if (uid === 0) await chmod(step, (mode & 0o777) | 0o011);
  }
  await requireReach(owner, folder);
}

/** PostgreSQL serves only data of the user it runs as. */
async function requireOwnData(data: string, owner: Owner | undefined): Promise<void> {
  const { uid } = await stat(data).catch(() => ({ uid: undefined }));
  if (uid === undefined || process.platform === 'win32') return;
  if (owner && uid !== owner.uid) {
    // Root's own: it was put back from a backup by root.
    await promisify(execFile)('chown', ['-hR', `${owner.uid}:${owner.gid}`, data]);
    await chmod(data, 0o700);
  }
  if (!isRoot() && uid !== process.getuid?.())
    throw new LikenessError(
      'home_unwritable',
      `${data} belongs to user ${uid}, and this process runs as user ${process.getuid?.()}`,
      { hint: 'Start Likeness as the user that it ran as before, or give it another LIKENESS_HOME.' },
    );
}
