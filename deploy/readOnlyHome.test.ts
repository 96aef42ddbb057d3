// The image's file system is read-only, LIKENESS_HOME with the models in it too. So a service that has database, master
// key and picture store elsewhere must write nothing below its home. Tests may run as root, whom no mode holds back:
// what is there is compared before and after.

import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { DEFAULT_MODELS, defaultDigest } from '../src/face/index.js';
import { configurationOf, openLog, openService } from '../src/service/index.js';
import { EXAMPLE_CREDENTIALS, openTestS3 } from '../src/service/pictures/stores/s3.fixture.js';
import { testDatabase } from '../src/service/postgres/testing.fixture.js';

const MASTER_KEY = createHash('sha256').update('of no worth').digest('base64');
const { LIKENESS_MASTER_KEY: before } = process.env;
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** Every file and folder with what a write would change. */
async function look(folder: string): Promise<string[]> {
  const names = ['.', ...(await readdir(folder, { recursive: true }))];
  const lines = names.map(async (name) => {
    const { size, mtimeMs, ino } = await stat(join(folder, name));
    return `${name} ${ino} ${size} ${mtimeMs}`;
  });
  return (await Promise.all(lines)).sort();
}

it('A service on a database, a bucket and a key of yours writes nothing into its home', {
  timeout: 180_000,
}, async () => {
  const home = await mkdtemp(join(tmpdir(), 'likeness-baked-'));
  undo.push(() => rm(home, { recursive: true }));
  for (const model of DEFAULT_MODELS) {
    const place = join('models', defaultDigest(model));
    await cp(join(tmpdir(), 'likeness-test-home', place), join(home, place), { recursive: true });
  }
  const asBaked = await look(home);

  const [database, s3] = [await testDatabase(), await openTestS3()];
  undo.push(database.stop, s3.close);
  process.env.LIKENESS_MASTER_KEY = MASTER_KEY;
  undo.push(async () => {
    if (before === undefined) delete process.env.LIKENESS_MASTER_KEY;
    else process.env.LIKENESS_MASTER_KEY = before;
  });
  const configuration = await configurationOf(
    { home, port: '0', role: 'api', workers: '1' },
    {
      DATABASE_URL: database.url,
      LIKENESS_PICTURES: 's3://pictures',
      LIKENESS_S3_ENDPOINT: s3.endpoint,
      LIKENESS_S3_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: EXAMPLE_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: EXAMPLE_CREDENTIALS.secretAccessKey,
    },
  );
  const service = await openService(configuration, await openLog('silent'));
  // Galleries are loaded after it listens.
  await expect
    .poll(async () => (await fetch(`${service.address}/health/ready`)).status, { timeout: 30_000 })
    .toBe(200)
    .finally(() => service.close());
  expect(await look(home)).toEqual(asBaked);
});
