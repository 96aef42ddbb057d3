// A run whose process is killed again and again, at whatever moment, ends with the numbers of one that was left in
// peace: weights, the best evaluation, and the log.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomStream } from '../random.js';
import { newestCheckpoint } from './checkpointFolder.js';
import { killedRun, STEPS } from './killed.fixture.js';
import { readRunLog } from './runLog.js';
import { train } from './train.js';

/** `npm run study:killed` kills fifty times. */
const KILLS = 8;
/** Steps that a process is left at most, and milliseconds after the last of them. */
const LONGEST_LIFE = 24;
const LONGEST_DELAY = 6;

let folder = '';
const alive = new Set<ChildProcess>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-killed-'));
});
afterAll(async () => {
  for (const child of alive) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

/** A process that has loaded its modules and waits. */
async function load(run: string, slowness: number): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('./killed.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, run, String(slowness)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  await once(child.stdout!, 'data');
  return child;
}

async function remains(run: string) {
  const { checkpoint } = (await newestCheckpoint(join(run, 'checkpoints')))!;
  const { seconds: _, ...standing } = checkpoint.standing;
  const log = await readRunLog(join(run, 'log.jsonl'));
  return {
    standing,
    state: checkpoint.state,
    files: await readdir(join(run, 'checkpoints')),
    log: log.map((line) => ({ ...line, samplesPerSecond: 0 })),
  };
}

/** Waits for so many signs of the process. */
async function steps(child: ChildProcess, count: number): Promise<void> {
  for (let seen = 0; seen < count; ) {
    const [signs] = (await once(child.stdout!, 'data')) as [Buffer];
    seen += signs.length;
  }
}

it(`goes on as if nothing had happened after each of ${KILLS} kills`, { timeout: 300_000 }, async () => {
  const random = randomStream(1, 'kills');
  const run = join(folder, 'killed');
  // The next ones load while one trains; the one that may live makes haste.
  const life = (index: number) => load(run, index === KILLS ? 0 : 1);
  const waiting = [life(0), life(1)];
  for (let kills = 0; kills < KILLS; kills++) {
    const child = await waiting.shift()!;
    waiting.push(life(kills + 2));
    const exited = once(child, 'exit');
    child.stdin!.write('go\n');
    await steps(child, Math.floor(random() * LONGEST_LIFE));
    await pause(random() * LONGEST_DELAY);
    child.kill('SIGKILL');
    expect(await exited).toEqual([null, 'SIGKILL']);
  }
  const { standing } = (await newestCheckpoint(join(run, 'checkpoints')))!.checkpoint;
  expect(standing.step).toBeGreaterThan(KILLS);
  expect(standing.step).toBeLessThan(STEPS);

  const last = await waiting.shift()!;
  const exited = once(last, 'exit');
  last.stdout!.resume();
  last.stdin!.write('go\n');
  expect(await exited).toEqual([0, null]);

  const whole = join(folder, 'whole');
  await train(killedRun(whole, 0));
  expect(await remains(run)).toEqual(await remains(whole));
});
