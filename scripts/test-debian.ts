// The tests of the service on Debian's PostgreSQL instead of the embedded one, as a plain role that is no superuser.
//   npm run test:debian [-- files of tests]
// Debian's server is installed where that is allowed; else this says what is missing, and ends with 0: nothing was shown
// to be wrong.

import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LEAST = 15;
const INSTALLED = '/usr/lib/postgresql';

const bin = findServer() ?? installServer();
if (bin) process.exitCode = runTests(bin, process.argv.slice(2));

function findServer(): string | undefined {
  const versions = existsSync(INSTALLED) ? readdirSync(INSTALLED).map(Number) : [];
  const oldest = versions.filter((version) => version >= LEAST).sort((a, b) => a - b)[0];
  return oldest === undefined ? undefined : join(INSTALLED, String(oldest), 'bin');
}

function installServer(): string | undefined {
  const missing = (why: string): undefined => {
    console.log(`skipped: Debian's PostgreSQL is not here, and ${why}: apt-get install postgresql`);
  };
  if (!existsSync('/etc/debian_version')) return missing('this is no Debian');
  if (process.getuid?.() !== 0) return missing('installing it takes root');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'postgresql']])
    if (spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status !== 0)
      return missing('it could not be installed');
  return findServer() ?? missing(`the version that Debian has is older than ${LEAST}`);
}

function runTests(bin: string, files: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'likeness-debian-'));
  const data = join(folder, 'data');
  const owner = ownerOf(folder);
  const run = (program: string, args: string[], input = '') =>
    execFileSync(join(bin, program), args, {
      ...owner,
      cwd: folder,
      input,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
  run('initdb', ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']);
  const settings = `-c listen_addresses= -c unix_socket_directories=${folder} -c fsync=off -c max_connections=200`;
  run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start']);
  try {
    run(
      'psql',
      ['-h', folder, '-U', 'postgres', '-v', 'ON_ERROR_STOP=1', '-d', 'postgres'],
      `create role likeness login nosuperuser nobypassrls nocreaterole nocreatedb;
       create role maker login createdb; grant likeness to maker;`,
    );
    const login = { host: folder, port: 5432, user: 'maker', password: '', database: 'postgres' };
    const tests = files.length > 0 ? files : ['src/service'];
    // Those of src/service/postgres are of the embedded server.
    const vitest = ['vitest', 'run', ...tests, '--exclude', 'src/service/postgres/**'];
    const env = { ...process.env, LIKENESS_TEST_SERVER: JSON.stringify(login) };
    return spawnSync('npx', vitest, { stdio: 'inherit', env }).status ?? 1;
  } finally {
    run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Debian's own user where root runs this: PostgreSQL does not run as root. */
function ownerOf(folder: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const number = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const owner = { uid: number('-u'), gid: number('-g') };
  chownSync(folder, owner.uid, owner.gid);
  return owner;
}
