import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readPicture } from './read.js';

const SAMPLE = 'node_modules/@vladmandic/face-api/demo/sample3.jpg';
const folder = mkdtempSync(join(tmpdir(), 'likeness-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('reads and decodes a file', async () => {
  const picture = await readPicture(SAMPLE, { maxSide: 400 });
  expect(Math.max(picture.width, picture.height)).toBe(400);
  expect(picture.source).toMatchObject({ format: 'jpeg', bytes: 221049 });
});

it.each([
  ['file_not_found', join(folder, 'nothing.jpg')],
  ['file_not_found', join(SAMPLE, 'inside-a-file.jpg')],
  ['file_not_found', 'with\0zero.jpg'],
  ['file_not_found', `/${'long'.repeat(2000)}`],
  ['file_unreadable', folder],
  ['file_unreadable', '/dev/zero'],
])('%s: %s', async (code, path) => {
  await expect(readPicture(path)).rejects.toMatchObject({ name: 'LikenessError', code });
});

it('never reads a file above the limit', async () => {
  const path = join(folder, 'large.jpg');
  writeFileSync(path, new Uint8Array(2000));
  await expect(readPicture(path, { limits: { bytes: 1999 } })).rejects.toMatchObject({
    code: 'file_too_large',
  });
});

it('refuses an empty file', async () => {
  const path = join(folder, 'empty.jpg');
  writeFileSync(path, '');
  await expect(readPicture(path)).rejects.toMatchObject({ code: 'image_empty' });
});

// The superuser may read everything.
it.skipIf(process.getuid?.() === 0)('says so where permission is missing', async () => {
  const path = join(folder, 'secret.jpg');
  writeFileSync(path, 'x');
  chmodSync(path, 0);
  await expect(readPicture(path)).rejects.toMatchObject({ code: 'file_unreadable' });
});
