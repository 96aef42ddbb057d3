import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Acquired, TemplateCache } from './templateCache.js';

const folder = mkdtempSync(join(tmpdir(), 'likeness-cache-'));
afterAll(() => rmSync(folder, { recursive: true }));
let homes = 0;
const freshHome = (): string => join(folder, `home${homes++}`);
const fileOf = (home: string): string => join(home, 'cache', 'templates', 'key.jsonl');
const digest = (letter: string): string => letter.repeat(64);

const template = (seed: number): Acquired => ({
  kind: 'template',
  seen: { size: [250, 249], perceptualHash: '7480343f621d7b5e' },
  vector: Float32Array.from([seed, 1 / 3, -1e-20, 3.4e38]),
  faces: 2,
  box: [1.5, -2, 30, 30.1],
  landmarks: [10, 11.5, 20, 11, 15, 16, 11, 21, 19, 20.9],
  quality: { Sharpness: 71.3 },
});
const failure: Acquired = {
  kind: 'failure',
  seen: { size: [90, 60], perceptualHash: 'ffffffff00000000' },
  code: 'face_not_found',
  message: 'no face, “nowhere”\nat all',
};

async function write(home: string, entries: Record<string, Acquired>): Promise<void> {
  const cache = await TemplateCache.open(home, 'key', new Set());
  for (const [letter, acquired] of Object.entries(entries)) await cache.add(digest(letter), acquired);
  await cache.close();
}

async function read(home: string, letters: string): Promise<(Acquired | undefined)[]> {
  const cache = await TemplateCache.open(home, 'key', new Set([...letters].map(digest)));
  const found = [...letters].map((letter) => cache.get(digest(letter)));
  await cache.close();
  return found;
}

describe('what a model made of pictures', () => {
  test('is there again in the next run, to the last bit', async () => {
    const home = freshHome();
    await write(home, { a: template(1), b: failure });
    await write(home, { c: template(3) });
    expect(await read(home, 'abcd')).toEqual([template(1), failure, template(3), undefined]);
  });

  test('is only read as far as it is wanted', async () => {
    const home = freshHome();
    await write(home, { a: template(1), b: template(2) });
    const cache = await TemplateCache.open(home, 'key', new Set([digest('b')]));
    expect([cache.get(digest('a')), cache.get(digest('b'))]).toEqual([undefined, template(2)]);
    await cache.close();
  });

  test.each([1, 40, 100])('loses no more than the line that was cut off by %i bytes', async (bytes) => {
    const home = freshHome();
    await write(home, { a: template(1), b: template(2) });
    const { length } = readFileSync(fileOf(home));
    truncateSync(fileOf(home), length - bytes);
    await write(home, { c: template(3) });
    expect(await read(home, 'abc')).toEqual([template(1), undefined, template(3)]);
  });

  test('is looked at again where a line is damaged or of another shape', async () => {
    const home = freshHome();
    await write(home, { a: template(1) });
    appendFileSync(fileOf(home), `{"sha256":"${digest('b')}","kind":"template"}\n\u0000garbage\n`);
    await write(home, { c: failure });
    expect(await read(home, 'abc')).toEqual([template(1), undefined, failure]);
  });

  test('cannot be kept where nothing may be written', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'file'), '');
    const opened = TemplateCache.open(join(folder, 'file'), 'key', new Set());
    await expect(opened).rejects.toMatchObject({ code: 'home_unwritable' });
  });
});
