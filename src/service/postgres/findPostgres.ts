// The way in for a command beside a service that runs: its server, by the note that PostgreSQL keeps of itself.

import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { connectUntil, loginOf, urlOf } from './connect.js';
import { readPassword } from './password.js';
import { readPidFile } from './postmaster.js';

/** The URL of the server that runs on this folder and lets us in; undefined where none does. */
export async function findPostgres(given: string): Promise<string | undefined> {
  const folder = await realpath(given).catch(() => undefined);
  if (folder === undefined) return undefined;
  const data = join(folder, 'data');
  const [note, password] = [await readPidFile(data), await readPassword({ folder })];
  // A copied folder has a copied note: that server is another folder's.
  if (!note || password === undefined || note.data !== data) return undefined;
  const login = loginOf(note, password);
  const client = await connectUntil(login, (answers) => !answers).catch(() => undefined);
  await client?.end();
  return client && urlOf(login);
}
