import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresEvent, type PostgresServer, startPostgres } from './index.js';
import { chooseOwner, isRoot, type Owner } from './owner.js';
import { isServerOf, readPidFile } from './postmaster.js';
import { usedFolder } from './testing.fixture.js';

let home: string;
const opened: PostgresServer[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'likeness-postgres-test-'));
  await chmod(home, 0o755);
});

afterAll(async () => {
  await Promise.all(opened.map((server) => server.stop()));
  await rm(home, { recursive: true, force: true });
});

async function open(
  folder: string,
  told: Omit<Parameters<typeof startPostgres>[0], 'folder'> = {},
): Promise<PostgresServer> {
  const server = await startPostgres({ folder, ...told });
  opened.push(server);
  return server;
}

/** A folder with an empty database, as a Likeness that was stopped leaves it behind. */
async function used(name: string): Promise<string> {
  const folder = join(home, name);
  await usedFolder(folder);
  return folder;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows as Record<string, unknown>[])
    .finally(() => client.end());
}

async function until(true_: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await true_())) await pause(10);
}

const serverRuns = async (folder: string, pid: number): Promise<boolean> =>
  (await isServerOf(pid, join(folder, 'data')))!;

const pidOf = async (folder: string): Promise<number> => (await readPidFile(join(folder, 'data')))!.pid;

describe('a server from nothing to its end', () => {
  it('makes its database once, serves it to a plain role, and finds it again', async () => {
    const folder = join(home, 'first', 'database');
    const told: string[] = [];
    const first = await open(folder, { onProgress: (message) => told.push(message) });
    expect(told).toEqual(['making the database']);
    const [role] = await query(
      first.url,
      `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
         pg_get_userbyid(datdba) as owner, datname, pg_encoding_to_char(encoding) as encoding,
         datcollate, datlocprovider as provider
       from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
    );
    expect(role).toEqual({
      rolname: 'likeness',
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
      owner: 'likeness',
      datname: 'likeness',
      encoding: 'UTF8',
      datcollate: 'C',
      provider: 'b',
    });
    const settings = await query(
      first.url,
      `select name, setting from pg_settings where name in
         ('listen_addresses', 'fsync', 'synchronous_commit', 'data_checksums', 'max_connections', 'TimeZone', 'log_statement')
       order by name`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      data_checksums: 'on',
      fsync: 'on',
      listen_addresses: '',
      log_statement: 'none',
      max_connections: '50',
      synchronous_commit: 'on',
      TimeZone: 'UTC',
    });
    await query(first.url, `create table people (name text unique); insert into people values ('Ödön')`);
    const refused = query(first.url, `insert into people values ('Ödön')`);
    await expect(refused).rejects.toThrow(/duplicate key/);
    await expect(query(first.url, `select 'Ödön'::int`)).rejects.toThrow(/invalid input syntax/);

    const pid = await pidOf(folder);
    await Promise.all([first.stop(), first.stop()]);
    expect(await serverRuns(folder, pid)).toBe(false);
    expect(await readdir(join(folder, 'socket'))).toEqual([]);

    const second = await open(folder);
    expect(second.url).toBe(first.url);
    expect(await query(second.url, `select upper(name) as name from people`)).toEqual([{ name: 'ÖDÖN' }]);
    await second.stop();
    const log = await readFile(join(folder, 'postgres.log'), 'utf8');
    expect(log).toMatch(/ready to accept connections/);
    expect(log).not.toMatch(/Ödön|people/);
  });

  it('keeps its password and its data from other users', async () => {
    const folder = join(home, 'first', 'database');
    const modes = await Promise.all(
      ['password', 'postgres.log', 'data', 'socket'].map((name) => stat(join(folder, name))),
    );
    expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(['600', '600', '700', '700']);
  });
});

describe('a running server', () => {
  let folder: string;
  let server: PostgresServer;
  const events: PostgresEvent[] = [];

  beforeAll(async () => {
    folder = await used('running');
    server = await open(folder, { onEvent: (event) => events.push(event) });
    await query(server.url, 'create table kept (x int); insert into kept values (7)');
  });

  it('is left alone by a second Likeness, which says so', async () => {
    await expect(startPostgres({ folder })).rejects.toMatchObject({
      code: 'database_in_use',
      message: expect.stringContaining(`${folder}/data`),
    });
    expect(await query(server.url, 'select x from kept')).toEqual([{ x: 7 }]);
  });

  it('lets nobody in without the password, and nobody as superuser', async () => {
    const wrong = new URL(server.url);
    wrong.password = 'guessed';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    const mighty = new URL(server.url);
    mighty.username = 'postgres';
    await expect(query(mighty.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('is started again when it is killed', async () => {
    events.length = 0;
    process.kill(await pidOf(folder), 'SIGKILL');
    await until(() => events.length === 2);
    expect(events).toEqual([
      { kind: 'crashed', reason: expect.stringMatching(/it ended \(SIGKILL\)|a part of it crashed/) },
      { kind: 'restarted', milliseconds: expect.any(Number) },
    ]);
    expect(await query(server.url, 'select x from kept')).toEqual([{ x: 7 }]);
    await expect(startPostgres({ folder })).rejects.toMatchObject({ code: 'database_in_use' });
  });

  it('recovers when one of its processes is killed', async () => {
    events.length = 0;
    const postmaster = await pidOf(folder);
    const client = new pg.Client(server.url);
    const dropped = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    process.kill(rows[0]!.pid, 'SIGKILL');
    await dropped;
    await until(() => events.length === 2);
    expect(events.map(({ kind }) => kind)).toEqual(['crashed', 'restarted']);
    expect(await pidOf(folder)).toBe(postmaster);
    expect(await query(server.url, 'select x from kept')).toEqual([{ x: 7 }]);
  });

  it('is stopped also while it is being started again', async () => {
    events.length = 0;
    process.kill(await pidOf(folder), 'SIGKILL');
    await until(() => events.length === 1);
    await server.stop();
    const note = await readPidFile(join(folder, 'data'));
    expect(note && (await serverRuns(folder, note.pid))).toBeFalsy();
  });
});

describe('a folder that much happened to', () => {
  let folder: string;
  let server: PostgresServer;
  const foreign = { pid: 0, end: () => false };

  beforeAll(async () => {
    folder = await used(join('l'.repeat(100), 'o'.repeat(50)));
    const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    Object.assign(foreign, { pid: sleeper.pid, end: () => sleeper.kill('SIGKILL') });
    await writeFile(
      join(folder, 'data', 'postmaster.pid'),
      `${sleeper.pid}\n${folder}/data\n1700000000\n5432\n${folder}/socket\n\n  123 0\nready   \n`,
    );
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    const half = join(folder, `data.making-${gone.pid}`);
    await mkdir(half);
    await writeFile(join(half, 'PG_VERSION'), '18\n');
    await rm(join(folder, 'password'));
    server = await open(folder);
  });

  it('leaves a process alone that has the pid of a server long gone', () => {
    expect(process.kill(foreign.pid, 0)).toBe(true);
    foreign.end();
  });

  it('removes the cluster that was half made when its maker was killed', async () => {
    expect((await readdir(folder)).filter((name) => name.startsWith('data'))).toEqual(['data']);
  });

  it('sets a new password where the old one was lost', async () => {
    expect(await query(server.url, 'select 1 as x')).toEqual([{ x: 1 }]);
    expect(await readFile(join(folder, 'password'), 'utf8')).toBe(`${new URL(server.url).password}\n`);
  });

  it('listens elsewhere where its path is too long for a socket, and leaves nothing there', async () => {
    const host = new URL(server.url).searchParams.get('host')!;
    expect(dirname(host)).toBe(tmpdir());
    expect((await stat(host)).mode & 0o777).toBe(0o700);
    await server.stop();
    await expect(stat(host)).rejects.toThrow(/ENOENT/);
  });
});

describe('a folder that cannot be served', () => {
  it('a cluster of another version, or files that are none: refused untouched', async () => {
    const other = join(home, 'other');
    await mkdir(join(other, 'data', 'global'), { recursive: true });
    await writeFile(join(other, 'data', 'PG_VERSION'), '16\n');
    await expect(startPostgres({ folder: other })).rejects.toMatchObject({
      code: 'database_folder_foreign',
      message: expect.stringContaining('global/pg_control is missing'),
    });
    await writeFile(join(other, 'data', 'global', 'pg_control'), '');
    await expect(startPostgres({ folder: other })).rejects.toMatchObject({
      code: 'database_version_other',
      message: expect.stringMatching(/made by PostgreSQL 16, .* brings PostgreSQL 18/),
    });
    expect(await readdir(join(other, 'data'))).toEqual(['PG_VERSION', 'global']);
  });

  it('a folder that cannot be made: stated', async () => {
    await writeFile(join(home, 'file'), '');
    await expect(startPostgres({ folder: join(home, 'file', 'database') })).rejects.toMatchObject({
      code: 'home_unwritable',
    });
  });

  it.runIf(isRoot())(
    'as root, a home that the server’s user may not enter: named, and nothing made',
    async () => {
      const shut = join(home, 'shut');
      await mkdir(shut, { mode: 0o700 });
      await expect(startPostgres({ folder: join(shut, 'database') })).rejects.toMatchObject({
        code: 'database_folder_unreachable',
        message: expect.stringContaining(`${shut} (mode 700)`),
      });
      expect(await readdir(shut)).toEqual([]);
    },
  );
});

describe.concurrent('a process of its own', () => {
  const program = fileURLToPath(new URL('./child.fixture.ts', import.meta.url));

  /** Resolves when the child has started its server and written to it. */
  async function child(folder: string, then: string, as?: Owner): Promise<ChildProcess> {
    const process_ = spawn(process.execPath, ['--import', 'tsx', program, folder, then], {
      ...as,
      env: { PATH: process.env.PATH, TMPDIR: tmpdir(), HOME: home },
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [process_.stdout, process_.stderr])
      stream.on('data', (text: Buffer) => {
        said += text;
      });
    process_.on('exit', (code) => {
      if (!said.includes('ready')) throw new Error(`the child ended with ${code}: ${said}`);
    });
    await until(() => said.includes('ready'));
    return process_;
  }

  it('killed: the server it left is ended, its rows are there, and it is the next one’s', async () => {
    const folder = await used('orphan');
    const killed = await child(folder, 'wait');
    const left = await pidOf(folder);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(await serverRuns(folder, left)).toBe(true);
    const told: string[] = [];
    const server = await open(folder, { onProgress: (message) => told.push(message) });
    expect(told).toEqual(['ending the database server that a killed Likeness left behind']);
    expect(await serverRuns(folder, left)).toBe(false);
    expect(await query(server.url, 'select count(*)::int as notes from notes')).toEqual([{ notes: 1 }]);
    await server.stop();
  });

  it('ended without a stop: its server ends with it', async () => {
    const folder = await used('without');
    const ending = await child(folder, 'exit');
    if (ending.exitCode === null) await once(ending, 'exit');
    expect(ending.exitCode).toBe(0);
    await until(async () => (await readPidFile(join(folder, 'data'))) === undefined);
  });

  it('of a plain user, ended by SIGTERM: served as that user, the server ends with it', async () => {
    const folder = await used(join('plain', 'database'));
    const owner = await chooseOwner(join(folder, 'data'));
    if (owner) await promisify(execFile)('chown', ['-R', `${owner.uid}:${owner.gid}`, dirname(folder)]);
    const user = await child(folder, 'wait', owner);
    const exited = once(user, 'exit');
    user.kill('SIGTERM');
    expect(await exited).toEqual([null, 'SIGTERM']);
    await until(async () => (await readPidFile(join(folder, 'data'))) === undefined);
    expect((await stat(join(folder, 'postgres.log'))).uid).toBe(owner?.uid ?? process.getuid?.());
  });
});
