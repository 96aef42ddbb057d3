// For tests: a fresh, empty database whose owner is a plain role, as in production. One server serves a run of Vitest:
// the first test that asks starts it, `scripts/test-database.ts` stops it. `npm run test:debian` brings another.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { locateBinaries } from './binaries.js';
import { firstStatements, hasCluster, makeCluster, putInPlace, ROLE } from './cluster.js';
import { connectUntil, type Login, urlOf } from './connect.js';
import { chooseOwner } from './owner.js';
import { interrupt, isServerOf, launch, type Place, readPidFile } from './postmaster.js';

export interface TestDatabase {
  /** `postgresql://…` as the plain role that owns the database. */
  readonly url: string;
  /** Ends whatever is still connected, and removes the database. */
  stop(): Promise<void>;
}

/** A database of its own for one test or one file of tests. */
export async function testDatabase(): Promise<TestDatabase> {
  started ??= sharedServer();
  const server = await started;
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asMaker(server, (maker) => maker.query(`create database ${name} owner ${ROLE}`));
  return {
    url: urlOf({ ...server, user: ROLE, database: name }),
    stop: () => dropDatabase(server, name),
  };
}

/** Autovacuum belongs to the superuser, and can be at work in any database for a moment: it is let finish. */
async function dropDatabase(server: Login, name: string): Promise<void> {
  const drop = (maker: pg.Client) => maker.query(`drop database if exists ${name} with (force)`);
  for (let tries = 1; ; tries++) {
    try {
      await asMaker(server, drop);
      return;
    } catch (error) {
      const isHeldUp = (error as { code?: string }).code === '42501';
      if (!isHeldUp || tries === 50) throw error;
      await pause(100);
    }
  }
}

/** Names the folder for the server of a run, in the environment of its processes. */
export const RUN = 'LIKENESS_TEST_DATABASE';

/** Ends the server of a run, if one was started, and removes its folder. */
export async function endTestServer(folder: string): Promise<void> {
  const data = join(folder, 'data');
  const note = await readPidFile(data);
  if (note && (await isServerOf(note.pid, data)) !== false) {
    const owner = await chooseOwner(data);
    const binaries = await locateBinaries(folder, owner);
    await interrupt(note.pid, { folder, data, log: '', binaries, owner });
    while (await readPidFile(data)) await pause(20);
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

const PASSWORD = 'worthless';
/** A role that may make databases for `likeness`. */
const MAKER = 'maker';
const STATEMENTS = [
  ...firstStatements(PASSWORD),
  `create role ${MAKER} login createdb password '${PASSWORD}'`,
  `grant ${ROLE} to ${MAKER}`,
];
/** Whatever is lost, is lost with the machine, and nobody needs it then. */
const HASTY = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '100' };

let started: Promise<Login> | undefined;

/** The maker's login on the server that all processes of this run share. */
async function sharedServer(): Promise<Login> {
  const { LIKENESS_TEST_SERVER: brought } = process.env;
  if (brought) return JSON.parse(brought) as Login;
  const folder = process.env[RUN];
  if (!folder) throw new Error(`${RUN} is not set: testDatabase() needs scripts/test-database.ts in Vitest`);
  const { place, host } = await testPlace(folder);
  const login = { host, port: 5432, user: MAKER, password: PASSWORD, database: 'postgres' };
  // Of two processes that start it PostgreSQL lets one; the other finds it running.
  const server = await launch(place, login, HASTY);
  const deadline = Date.now() + 60_000;
  const client = await connectUntil(login, () => Date.now() > deadline);
  if (!client) throw new Error(`no server on ${place.data}: ${await server.said()}`);
  await client.end();
  return login;
}

/** The run's cluster, and where its server listens. */
async function testPlace(folder: string): Promise<{ place: Place; host: string }> {
  const { template, owner, binaries } = await templateCluster();
  const data = join(folder, 'data');
  if (!(await hasCluster(data, binaries.version))) await copyCluster(template, data);
  const host = join(folder, 'socket');
  await mkdir(host, { recursive: true, mode: 0o700 });
  if (owner) await chown(host, owner.uid, owner.gid);
  return { place: { folder, data, log: join(folder, 'postgres.log'), binaries, owner }, host };
}

/** Made once a machine, as `initdb` takes seconds and a copy of what it made a tenth of one. */
async function templateCluster(): Promise<Pick<Place, 'binaries' | 'owner'> & { template: string }> {
  const shared = join(tmpdir(), `likeness-test-clusters-${process.getuid?.() ?? 'any'}`);
  await mkdir(shared, { recursive: true });
  await chmod(shared, 0o755);
  const binaries = await locateBinaries(shared, await chooseOwner(shared));
  const template = join(shared, binaries.version);
  const owner = await chooseOwner(template);
  if (!(await hasCluster(template, binaries.version)))
    await makeCluster({ folder: shared, data: template, log: '', binaries, owner }, STATEMENTS);
  return { template, owner, binaries };
}

/** A folder as `startPostgres` leaves it behind, with an empty database. */
export async function usedFolder(folder: string): Promise<void> {
  const { template } = await templateCluster();
  await mkdir(folder, { recursive: true });
  await copyCluster(template, join(folder, 'data'));
  await writeFile(join(folder, 'password'), PASSWORD, { mode: 0o600 });
}

/** Owners, modes and all. */
async function copyCluster(from: string, to: string): Promise<void> {
  const copy = `${to}.making-${process.pid}`;
  if (process.platform === 'win32') await cp(from, copy, { recursive: true });
  else await promisify(execFile)('cp', ['-pR', from, copy]);
  await putInPlace(copy, to);
  await rm(copy, { recursive: true, force: true });
}

async function asMaker<T>(server: Login, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...server, ssl: false });
  await client.connect();
  return work(client).finally(() => client.end());
}
