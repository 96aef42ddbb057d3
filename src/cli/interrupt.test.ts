import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { readPidFile } from '../service/postgres/postmaster.js';
import { usedFolder } from '../service/postgres/testing.fixture.js';

it('`likeness serve`, with a PostgreSQL of its own, answers what has been asked, then ends with 0', async () => {
  const home = await mkdtemp(join(tmpdir(), 'likeness-interrupt-test-'));
  // Where root runs the tests, another user runs PostgreSQL.
  await chmod(home, 0o755);
  await usedFolder(join(home, 'database'));
  await symlink(join(tmpdir(), 'likeness-test-home', 'models'), join(home, 'models'));
  const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  // `npm test` has just built it; to compile it takes ten seconds.
  const command =
    process.env.LIKENESS_BUILT === '1'
      ? [pathOf('../../dist/cli/main.js')]
      : ['--import', 'tsx', pathOf('./main.ts')];
  const { DATABASE_URL: _, ...environment } = process.env;
  const serving = spawn(
    process.execPath,
    [...command, 'serve', '--port', '0', '--workers', '1', '--model', 'fast', '--json'],
    {
      env: { ...environment, LIKENESS_HOME: home, LIKENESS_LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  onTestFinished(async () => {
    // Ends it at once, with its database.
    if (serving.exitCode === null) serving.kill('SIGHUP');
    await rm(home, { recursive: true, maxRetries: 5 });
  });
  let complaints = '';
  serving.stderr.on('data', (text: Buffer) => {
    complaints += text;
  });
  const exited = once(serving, 'exit');
  const [said] = await Promise.race([once(serving.stdout, 'data'), exited.then(() => ['{}'])]);
  const { address, firstKey } = JSON.parse(String(said));
  expect(address, `${said}${complaints}`).toBeDefined();

  const samples = join(
    dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api'))),
    'demo',
  );
  const picture = await sharp(join(samples, 'sample1.jpg'))
    .extract({ left: 1400, top: 150, width: 420, height: 420 })
    .jpeg()
    .toBuffer();
  const ask = async (): Promise<number> => {
    const form = new FormData();
    for (const name of ['selfie', 'document'])
      form.set(name, new Blob([Uint8Array.from(picture)]), 'face.jpg');
    const headers = { authorization: `Bearer ${firstKey}` };
    const response = await fetch(`${address}/v1/verifications`, { method: 'POST', headers, body: form });
    await response.json();
    return response.status;
  };
  // One thread works on them one after the other: with the first answer the others have been asked and not answered.
  const asked = Array.from({ length: 4 }, ask);
  await Promise.race(asked);
  serving.kill('SIGTERM');
  expect(await Promise.all(asked)).toEqual([200, 200, 200, 200]);
  expect(await exited, complaints).toEqual([0, null]);
  expect(await readPidFile(join(home, 'database', 'data'))).toBeUndefined();
});
