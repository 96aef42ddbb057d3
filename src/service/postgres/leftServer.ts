// A server that already runs on the folder: another Likeness's, which is left alone, or one that a killed Likeness left
// behind, which is ended. A pid alone proves nothing: it may be anybody's by now.

import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { LikenessError } from '../../errors.js';
import { leaveAddress } from './address.js';
import { connectUntil, hold, loginOf } from './connect.js';
import { forgetServer, interrupt, isServerOf, type PidFile, type Place, readPidFile } from './postmaster.js';

/** How long a server that runs may take to let us in, and how long to end, in milliseconds. */
const PATIENCE = { answer: 10_000, end: 90_000 };
/** A server younger than this, in milliseconds, may be one whose Likeness has not laid its hand on it yet. */
const YOUNG = 2_000;

/**
 * Resolves when no server runs on this folder.
 * @throws `database_in_use`
 */
export async function endLeftServer(
  place: Place,
  password: string | undefined,
  onProgress: (message: string) => void,
): Promise<void> {
  for (const deadline = Date.now() + PATIENCE.answer; ; await pause(50)) {
    const note = await readPidFile(place.data);
    if (!note) return;
    const client = await knock(place, note, password);
    if (client) return endOrRefuse(place, note, client, onProgress);
    const itself = await isServerOf(note.pid, place.data);
    if (itself === false) {
      await forgetServer(place.data, note);
      return leaveAddress(note.host);
    }
    // Where nobody can tell whose process it is, PostgreSQL judges when it is started.
    if (itself === undefined) return;
    if (Date.now() > deadline)
      throw inUse(place, note, `and lets nobody in; \`kill -INT ${note.pid}\` ends it`);
  }
}

/** A connection to the server that the note tells of, if it runs and is of this folder. */
async function knock(
  { data }: Place,
  note: PidFile,
  password: string | undefined,
): Promise<pg.Client | undefined> {
  // A copied folder has a copied note: that server is another folder's.
  if (password === undefined || note.data !== data) return undefined;
  return connectUntil(loginOf(note, password), (answers) => !answers).catch(() => undefined);
}

async function endOrRefuse(
  place: Place,
  note: PidFile,
  client: pg.Client,
  onProgress: (message: string) => void,
): Promise<void> {
  try {
    const { rows } = await client.query<{ age: number }>(
      'select 1000 * extract(epoch from clock_timestamp() - pg_postmaster_start_time())::float8 as age',
    );
    await pause(Math.max(0, YOUNG - rows[0]!.age));
    if (!(await hold(client))) throw inUse(place, note, 'for another Likeness');
    if ((await isServerOf(note.pid, place.data)) === false)
      throw inUse(place, note, 'in another container or on another machine');
    onProgress('ending the database server that a killed Likeness left behind');
    await interrupt(note.pid, place);
  } finally {
    await client.end().catch(() => undefined);
  }
  for (const deadline = Date.now() + PATIENCE.end; await readPidFile(place.data); await pause(20))
    if (Date.now() > deadline) throw inUse(place, note, 'and does not end');
  await leaveAddress(note.host);
}

const inUse = ({ data }: Place, { pid }: PidFile, how: string): LikenessError =>
  new LikenessError('database_in_use', `a database server (process ${pid}) runs on ${data} ${how}`);
