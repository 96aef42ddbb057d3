// The cluster: what `initdb` makes. It is made beside its place and moved there whole, so that a half-made one is never
// mistaken for data.

import { spawn } from 'node:child_process';
import { chown, lstat, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LikenessError } from '../../errors.js';
import { explain } from './explain.js';
import type { Place } from './postmaster.js';

/** The plain role that owns the database of the same name. */
export const ROLE = 'likeness';

/** What the first statements of a cluster are: a role that can neither look past row-level security nor make roles. */
export const firstStatements = (password: string): string[] => [
  `create role ${ROLE} login nosuperuser nobypassrls nocreaterole nocreatedb password '${password}'`,
  `create database ${ROLE} owner ${ROLE}`,
];

// The superuser has no password, and so nobody is ever let in as it; `postgres --single` needs none.
const WHO_MAY_CONNECT =
  process.platform === 'win32' ? 'host all all 127.0.0.1/32 scram-sha-256' : 'local all all scram-sha-256';

// Code point order and Unicode's letters, the same on every machine: neither the C library's nor ICU's version matters.
const INITDB = [
  ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  ...['--data-checksums', '--username=postgres', '--auth=reject'],
  ...['--set=max_connections=50', '--set=timezone=UTC', '--set=log_timezone=UTC'],
];

/**
 * Makes the cluster, or leaves the one that another Likeness made there meanwhile.
 * @param statements SQL, each one line, run as superuser before anybody may connect
 * @throws `database_disk_full`, `database_start_failed`
 */
export async function makeCluster(place: Place, statements: readonly string[]): Promise<void> {
  const { data, owner, binaries } = place;
  const making = `${data}.making-${process.pid}`;
  await rm(making, { recursive: true, force: true });
  try {
    await mkdir(making, { mode: 0o700 });
    if (owner) await chown(making, owner.uid, owner.gid);
    await runProgram(binaries.initdb, ['-D', making, '--no-sync', ...INITDB], place);
    await writeFile(join(making, 'pg_hba.conf'), `${WHO_MAY_CONNECT}\n`);
    await runStatements(place, making, statements, { fsync: 'off' });
    // Once at the end, instead of after each of its parts.
    await runProgram(binaries.initdb, ['-D', making, '--sync-only'], place);
    await putInPlace(making, data);
  } finally {
    await rm(making, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Runs SQL as superuser on a cluster that no server runs on. */
export async function runStatements(
  place: Place,
  data: string,
  statements: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  // With `exit_on_error` a refused statement ends the program, as a program should.
  const all = { exit_on_error: 'on', log_min_messages: 'error', log_checkpoints: 'off', ...settings };
  await runProgram(
    place.binaries.postgres,
    ['--single', '-D', data, ...settingArgs(all), 'postgres'],
    place,
    statements.map((statement) => `${statement}\n`).join(''),
  );
}

/** `-c name=value` for each. */
export const settingArgs = (settings: Readonly<Record<string, string>>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Removes what processes that are gone left half-made. */
export async function removeHalfMade(data: string): Promise<void> {
  const prefix = `${basename(data)}.making-`;
  const names = (await readdir(dirname(data))).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    if (isAlive(Number(name.slice(prefix.length)))) continue;
    await rm(join(dirname(data), name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Whether there is a cluster that these programs can serve.
 * @throws `database_version_other` for one of another major version, `database_folder_foreign` for other files
 */
export async function hasCluster(data: string, version: string): Promise<boolean> {
  const names = await readdir(data).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (names.length === 0) return false;
  const made = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (made === undefined || !(await isFile(join(data, 'global', 'pg_control'))))
    throw new LikenessError(
      'database_folder_foreign',
      `${data} holds files, but not a whole PostgreSQL cluster: ${made === undefined ? 'PG_VERSION' : 'global/pg_control'} is missing`,
    );
  const major = version.split('.')[0]!;
  if (made.trim() !== major)
    throw new LikenessError(
      'database_version_other',
      `the database in ${data} was made by PostgreSQL ${made.trim()}, and this Likeness brings PostgreSQL ${major}`,
    );
  return true;
}

/** Moves a whole cluster to its place, unless another process was sooner. */
export async function putInPlace(making: string, data: string): Promise<void> {
  try {
    await rename(making, data);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM') {
      if (await isFile(join(data, 'PG_VERSION'))) return;
    }
    throw error;
  }
  if (process.platform === 'win32') return;
  const folder = await open(dirname(data));
  await folder.sync().finally(() => folder.close());
}

/** Runs to the end. */
async function runProgram(
  program: string,
  args: readonly string[],
  { binaries, owner }: Place,
  input = '',
): Promise<void> {
  const child = spawn(program, args, {
    ...owner,
    env: binaries.environment,
    cwd: dirname(program),
    stdio: ['pipe', 'ignore', 'pipe'],
    windowsHide: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  // It may end before it has read all.
  child.stdin.on('error', () => undefined).end(input);
  const ended = await new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code === 0 ? '' : (signal ?? `exit code ${code}`)));
  });
  if (ended !== '') throw explain(said, `${basename(program)} failed (${ended})`);
}

const isFile = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isFile(),
    () => false,
  );

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
