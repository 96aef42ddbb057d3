// `likeness serve` as a process of its own, as users start it: from `dist`, with a home that is new but for the models.

import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { likenessHome } from '../src/face/index.js';

export interface Served {
  readonly process: ChildProcess;
  readonly address: string;
  /** Of the first start on a home alone. */
  readonly firstKey: string | null;
}

/** A folder that the user of the embedded PostgreSQL may enter, where root measures. */
export async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'likeness-served-'));
  await chmod(home, 0o711);
  // On a new machine nothing is there yet: the first to serve composes the models.
  const models = join(likenessHome(), 'models');
  await mkdir(models, { recursive: true });
  await symlink(models, join(home, 'models'));
  return home;
}

export interface ServeOptions {
  readonly model: string;
  readonly workers: number;
  /** Default: all. */
  readonly role?: 'api' | 'worker' | 'all';
  /** Default: a database of its own under the home. */
  readonly databaseUrl?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** @throws what the service complains of */
export async function serve(
  home: string,
  { model, workers, role = 'all', databaseUrl, environment }: ServeOptions,
): Promise<Served> {
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const flags = [
    'serve',
    '--port',
    '0',
    '--workers',
    String(workers),
    '--model',
    model,
    '--role',
    role,
    '--json',
  ];
  const started = spawn(process.execPath, [main, ...flags], {
    env: {
      ...process.env,
      LIKENESS_HOME: home,
      LIKENESS_LOG_LEVEL: 'fatal',
      LIKENESS_REQUESTS_A_MINUTE: '1000000000',
      LIKENESS_WEBHOOK_NETWORKS: 'localhost',
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const piece of started.stdout!) {
    said += piece;
    if (!said.trimEnd().endsWith('}')) continue;
    const { address, firstKey, error } = JSON.parse(said);
    if (error) throw new Error(`${error.code}: ${error.message}`);
    return { process: started, address, firstKey };
  }
  throw new Error('the service ended before it answered; its complaint stands above');
}
