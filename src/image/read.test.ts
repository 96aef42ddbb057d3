import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readPictureFile } from './read.js';

const SAMPLE = 'node_modules/@vladmandic/face-api/demo/sample3.jpg';
const folder = mkdtempSync(join(tmpdir(), 'likeness-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('reads a file', async () => {
  const bytes = await readPictureFile(SAMPLE);
  expect(bytes.byteLength).toBe(221049);
  expect([...bytes.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
});

it.each([
  ['file_not_found', join(folder, 'nothing.jpg')],
  ['file_not_found', join(SAMPLE, 'inside-a-file.jpg')],
  ['file_not_found', 'with\0zero.jpg'],
  ['file_not_found', `/${'long'.repeat(2000)}`],
  ['file_unreadable', folder],
  ['file_unreadable', '/dev/zero'],
])('%s: %s', async (code, path) => {
  await expect(readPictureFile(path)).rejects.toMatchObject({ name: 'LikenessError', code });
});

it('never reads a file above the limit', async () => {
  const path = join(folder, 'large.jpg');
  writeFileSync(path, new Uint8Array(2000));
  await expect(readPictureFile(path, 1999)).rejects.toMatchObject({
    code: 'file_too_large',
  });
});

// The superuser may read everything.
it.skipIf(process.getuid?.() === 0)('says so where permission is missing', async () => {
  const path = join(folder, 'secret.jpg');
  writeFileSync(path, 'x');
  chmodSync(path, 0);
  await expect(readPictureFile(path)).rejects.toMatchObject({ code: 'file_unreadable' });
});
