// One running server: how it is started, how it is known again by its pid file, how it is ended.

import { execFile, spawn } from 'node:child_process';
import { open, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.js';
import { settingArgs } from './cluster.js';
import { readFrom } from './log.js';
import type { Owner } from './owner.js';

/** Where a server listens: a folder with a Unix socket in it, or the loopback address on Windows. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A folder's cluster, and with what it is served. */
export interface Place {
  readonly folder: string;
  readonly data: string;
  readonly log: string;
  readonly binaries: Binaries;
  /** Absent: as we are. */
  readonly owner: Owner | undefined;
}

export interface Postmaster {
  readonly pid: number;
  /** Resolves when it has ended, with how: `exit code 1`, `SIGKILL`. */
  readonly ended: Promise<string>;
  hasEnded(): boolean;
  /** What it has written to the log so far. */
  said(): Promise<string>;
  /** Fast shutdown: transactions are rolled back, everything is on disk. Resolves when it has ended. */
  stop(): Promise<void>;
}

// Nothing of a statement's values reaches the log: errors of clients are theirs to report, so the log has from LOG upwards.
const PRIVATE_LOG = {
  log_destination: 'stderr',
  logging_collector: 'off',
  log_statement: 'none',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_min_duration_statement: '-1',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};
const DURABLE = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' };

/** A stop that takes longer than this, in milliseconds, is made an immediate one: the next start recovers from the log. */
const PATIENCE = 60_000;

/**
 * Starts a server; whether it comes up is seen by connecting to it.
 * @param settings laid over what the service needs
 */
export async function launch(
  place: Place,
  { host, port }: Address,
  settings: Readonly<Record<string, string>> = {},
): Promise<Postmaster> {
  const { data, log, binaries, owner } = place;
  const listening =
    process.platform === 'win32'
      ? { listen_addresses: host }
      : { listen_addresses: '', unix_socket_directories: quoted(host), unix_socket_permissions: '0700' };
  const all = { ...listening, ...PRIVATE_LOG, ...DURABLE, ...settings };
  const file = await open(log, 'a', 0o600);
  const { size } = await file.stat();
  const child = spawn(binaries.postgres, ['-D', data, '-p', String(port), ...settingArgs(all)], {
    ...owner,
    env: binaries.environment,
    cwd: data,
    stdio: ['ignore', file.fd, file.fd],
    // A session of its own: Ctrl-C in a terminal goes to us alone, and the server lives until our work is done.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  // Listened for from the first moment: one that refuses its settings is gone before the log is closed here.
  let over = false;
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      over = true;
      resolve(signal ?? `exit code ${code}`);
    });
  });
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject)).finally(
    () => file.close(),
  );
  // A forgotten server keeps nobody from ending; `endWithUs` takes it along then.
  child.unref();
  return {
    pid: child.pid!,
    ended,
    hasEnded: () => over,
    said: () => readFrom(log, size),
    async stop() {
      child.ref();
      if (!over) await interrupt(child.pid!, place);
      const impatience = setTimeout(() => !over && child.kill('SIGQUIT'), PATIENCE);
      await ended.finally(() => clearTimeout(impatience));
    },
  };
}

/** Asks a server for a fast shutdown. */
export async function interrupt(pid: number, { data, binaries, owner }: Place): Promise<void> {
  if (process.platform === 'win32')
    // Windows has no signals: `pg_ctl` reaches the server by a named pipe.
    await promisify(execFile)(binaries.pgCtl, ['stop', '-D', data, '-m', 'fast', '-W'], {
      ...owner,
      env: binaries.environment,
    });
  else signal(pid, 'SIGINT');
}

export interface PidFile extends Address {
  readonly pid: number;
  /** The folder of the cluster, as the server was given it. */
  readonly data: string;
}

/** The server's own note of itself (`postmaster.pid`), which outlives it where it is killed. */
export async function readPidFile(data: string): Promise<PidFile | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => undefined);
  // Lines of miscadmin.h, LOCK_FILE_LINE_*: pid, data folder, start, port, socket folder, address, shared memory.
  const [pid, folder, , port, socket, address] = text?.split('\n') ?? [];
  if (!pid || !folder || !port || Number.isNaN(Number(pid))) return undefined;
  return { pid: Number(pid), data: folder, port: Number(port), host: socket || address || '127.0.0.1' };
}

/** Removes the note of a server that is gone: its pid may be somebody else's now, and the next start be refused for it. */
export async function forgetServer(data: string, { host, port }: Address): Promise<void> {
  await rm(join(data, 'postmaster.pid'), { force: true });
  if (process.platform === 'win32') return;
  for (const name of [`.s.PGSQL.${port}.lock`, `.s.PGSQL.${port}`])
    await rm(join(host, name), { force: true });
}

/** Whether this process is the server of this cluster; undefined where that cannot be known. */
export async function isServerOf(pid: number, data: string): Promise<boolean | undefined> {
  if (process.platform === 'win32') return undefined;
  const folder = await realpath(data);
  if (process.platform === 'linux') {
    // A server's working folder is its data folder. What cannot be read is another user's, who cannot serve our data.
    const [cwd, program] = await Promise.all(
      ['cwd', 'exe'].map((name) => readlink(`/proc/${pid}/${name}`).catch(() => '')),
    );
    return cwd === folder && basename(program!) === 'postgres';
  }
  return promisify(execFile)('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.includes('postgres') && (stdout.includes(data) || stdout.includes(folder)),
    () => false,
  );
}

const running = new Set<Postmaster>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** However we end, `kill -9` apart, this server is asked to end too. Whoever handles signals stops it there. */
export function endWithUs(server: Postmaster): void {
  if (running.size === 0) {
    process.on('exit', interruptAll);
    // Before all others: one that listens once is gone by the time that those behind it are called.
    for (const name of SIGNALS) process.prependListener(name, endBySignal);
  }
  running.add(server);
  void server.ended.then(() => {
    running.delete(server);
    if (running.size > 0) return;
    process.off('exit', interruptAll);
    for (const name of SIGNALS) process.off(name, endBySignal);
  });
}

function interruptAll(): void {
  for (const { pid } of running) signal(pid, 'SIGINT');
}

/** Does what would have been done without us, unless somebody else listens and will see to it. */
function endBySignal(name: NodeJS.Signals): void {
  if (process.listenerCount(name) > 1) return;
  interruptAll();
  process.off(name, endBySignal);
  process.kill(process.pid, name);
}

/** False where there is no such process. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** A list setting takes names in double quotes where they hold commas or spaces. */
const quoted = (path: string): string => `"${path.replaceAll('"', '""')}"`;
