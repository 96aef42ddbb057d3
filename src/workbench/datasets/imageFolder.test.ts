import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { digestDataset, digestPictures, openImageFolder } from './imageFolder.js';

const folder = mkdtempSync(join(tmpdir(), 'likeness-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));

function put(path: string, content = path): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

describe('a folder of photographs', () => {
  test('is one folder a subject, whatever else lies about', async () => {
    put('plain/Bea/2.JPG');
    put('plain/Ann/deep/er/1.jpeg');
    put('plain/Ann/notes.txt');
    put('plain/pairs.csv');
    const { name, pictures } = await openImageFolder(join(folder, 'plain'));
    expect(name).toBe('plain');
    expect(pictures.map(({ image, subject }) => [image, subject])).toEqual([
      ['Ann/deep/er/1.jpeg', 'Ann'],
      ['Bea/2.JPG', 'Bea'],
    ]);
  });

  test('may keep its pictures below `images`', async () => {
    put('below/images/Ann/1.png');
    put('below/elsewhere/2.png');
    const { path, pictures } = await openImageFolder(join(folder, 'below'));
    expect(pictures).toEqual([
      { image: 'Ann/1.png', subject: 'Ann', file: join(path, 'images', 'Ann', '1.png') },
    ]);
  });

  test('without pictures, or with pictures of nobody, is none', async () => {
    put('empty/readme.md');
    put('stray/Ann/1.jpg');
    put('stray/2.jpg');
    const refused = (name: string) => expect(openImageFolder(join(folder, name))).rejects;
    await refused('empty').toMatchObject({
      code: 'dataset_invalid',
      message: expect.stringContaining('no pictures'),
    });
    await refused('stray').toMatchObject({
      code: 'dataset_invalid',
      message: expect.stringContaining('2.jpg'),
    });
    await refused('absent').toMatchObject({ code: 'dataset_invalid' });
  });
});

describe('digests', () => {
  test('are those of the bytes, in the order of the pictures', async () => {
    for (let i = 0; i < 20; i++) put(`many/S${i % 3}/${i}.jpg`, `picture ${i}`);
    const { pictures } = await openImageFolder(join(folder, 'many'));
    const digested = await digestPictures(pictures);
    expect(digested.map(({ image }) => image)).toEqual(pictures.map(({ image }) => image));
    for (const { image, sha256 } of digested) {
      const content = `picture ${/(\d+)\.jpg/.exec(image)![1]}`;
      expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
    }
  });

  test('of a data set change with a name and with a byte, and with nothing else', async () => {
    const digestOf = async (name: string) =>
      digestDataset(await digestPictures((await openImageFolder(join(folder, name))).pictures));
    put('a/Ann/1.jpg', 'x');
    put('b/images/Ann/1.jpg', 'x');
    put('c/Ann/2.jpg', 'x');
    put('d/Ann/1.jpg', 'y');
    const [a, b, c, d] = await Promise.all(['a', 'b', 'c', 'd'].map(digestOf));
    expect(a).toBe(b);
    expect(new Set([a, c, d]).size).toBe(3);
  });

  test('stop when asked to', async () => {
    const { pictures } = await openImageFolder(join(folder, 'many'));
    await expect(digestPictures(pictures, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});
