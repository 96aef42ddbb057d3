import { appendFile, mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFrom, rotate } from './log.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-log-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('moves a log that grew too large aside while its writer goes on appending', async () => {
  const log = join(folder, 'postgres.log');
  const writer = await open(log, 'a');
  await writer.write('one\n');
  await rotate(log, 4);
  expect(await readFile(log, 'utf8')).toBe('one\n');
  await writer.write('two\n');
  await rotate(log, 4);
  await writer.write('three\n');
  await writer.close();
  expect(await readFile(`${log}.1`, 'utf8')).toBe('one\ntwo\n');
  expect(await readFile(log, 'utf8')).toBe('three\n');
  expect((await stat(log)).size).toBe(6);
});

it('reads what was written since, from the beginning where the log was emptied meanwhile', async () => {
  const log = join(folder, 'read.log');
  await appendFile(log, 'before\nafter\n');
  expect(await readFrom(log, 7)).toBe('after\n');
  expect(await readFrom(log, 100)).toBe('before\nafter\n');
});
