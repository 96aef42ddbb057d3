// The one password: kept beside the data, for its owner alone. Peer authentication would need server and service to be
// the same user, and Windows has none.

import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROLE, runStatements } from './cluster.js';
import type { Place } from './postmaster.js';

const fileOf = ({ folder }: Pick<Place, 'folder'>): string => join(folder, 'password');

export async function readPassword(place: Pick<Place, 'folder'>): Promise<string | undefined> {
  const text = await readFile(fileOf(place), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.trim() || undefined;
}

/** The password that is there, or a new one. Of two processes that make one at once, both get the same. */
export async function keepPassword(place: Place): Promise<string> {
  const there = await readPassword(place);
  if (there !== undefined) return there;
  await writePassword(place, makePassword());
  return (await readPassword(place))!;
}

/** A new password for a cluster whose password was lost. No server may run on it. */
export async function resetPassword(place: Place): Promise<string> {
  const password = makePassword();
  await runStatements(place, place.data, [`alter role ${ROLE} password '${password}'`]);
  await writePassword(place, password);
  return password;
}

/** 256 random bits: nothing to guess. Letters and digits, so that it needs no quoting anywhere. */
const makePassword = (): string => randomBytes(32).toString('hex');

/** Whole or not at all, and never over one that is there. */
async function writePassword(place: Place, password: string): Promise<void> {
  const file = fileOf(place);
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${password}\n`, { mode: 0o600, flush: true });
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
}
