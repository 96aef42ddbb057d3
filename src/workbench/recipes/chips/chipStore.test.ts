import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { chipFile, eraseChips, openChipReader, openChipWriter, placesIn } from './chipStore.js';

const folder = mkdtempSync(join(tmpdir(), 'likeness-chips-'));
afterAll(() => rmSync(folder, { recursive: true }));

let homes = 0;
const SIZE = 4;
const fresh = () => {
  const home = join(folder, `home${homes++}`);
  return { home, file: chipFile(home, 'key', SIZE) };
};
const digest = (letter: string): string => letter.repeat(64);
const pixels = (value: number): Uint8Array => new Uint8Array(3 * SIZE * SIZE).fill(value);

function put(file: ReturnType<typeof chipFile>, entries: Record<string, Uint8Array | null>): void {
  const writer = openChipWriter(file);
  for (const [letter, chip] of Object.entries(entries)) writer.add(digest(letter), chip);
  writer.close();
}

function valueAt(file: ReturnType<typeof chipFile>, letter: string): number | undefined {
  const place = placesIn(file).get(digest(letter));
  if (typeof place !== 'number') return undefined;
  const reader = openChipReader(file);
  const { data, width, height } = reader.read(place);
  reader.close();
  expect([data.length, width, height]).toEqual([48, SIZE, SIZE]);
  expect(new Set(data).size).toBe(1);
  return data[0];
}

describe('aligned faces on the disk', () => {
  test('are there again by the digest of their picture, and so is that there is no face in one', () => {
    const { file } = fresh();
    put(file, { a: pixels(10), b: null });
    put(file, { c: pixels(30) });
    expect(['a', 'c'].map((letter) => valueAt(file, letter))).toEqual([10, 30]);
    expect(placesIn(file).get(digest('b'))).toBe('no face');
    expect(placesIn(file).get(digest('d'))).toBeUndefined();
  });

  test('lose no more than the one that was being written when the run was cut off, wherever it was cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), (bytes) => {
        const { file } = fresh();
        put(file, { a: pixels(10), b: pixels(20) });
        truncateSync(file.path, readFileSync(file.path).length - bytes);
        expect(valueAt(file, 'b')).toBeUndefined();
        put(file, { c: pixels(30) });
        expect(['a', 'b', 'c'].map((letter) => valueAt(file, letter))).toEqual([10, undefined, 30]);
      }),
      { numRuns: 20 },
    );
  });

  test('are one for a picture that two runs have cut', () => {
    const { file } = fresh();
    put(file, { a: pixels(10) });
    put(file, { a: pixels(10), b: pixels(20) });
    expect([placesIn(file).get(digest('a')), valueAt(file, 'b')]).toEqual([0, 20]);
  });

  test('are erased of those who are to be forgotten, in every file', () => {
    const { home, file } = fresh();
    const other = chipFile(home, 'other', SIZE);
    put(file, { a: pixels(10), b: pixels(20) });
    put(other, { a: pixels(11), c: null });
    expect(eraseChips(home, new Set([digest('a')]))).toBe(2);
    expect([valueAt(file, 'a'), valueAt(file, 'b')]).toEqual([undefined, 20]);
    expect(placesIn(other).get(digest('c'))).toBe('no face');
    expect(readFileSync(file.path).includes(Buffer.from(digest('a'), 'hex'))).toBe(false);
    expect(eraseChips(join(folder, 'nowhere'), new Set([digest('a')]))).toBe(0);
  });

  test('cannot be kept where nothing may be written, nor read where there are none', () => {
    writeFileSync(join(folder, 'file'), '');
    const file = chipFile(join(folder, 'file'), 'key', SIZE);
    expect(() => openChipWriter(file)).toThrow(expect.objectContaining({ code: 'home_unwritable' }));
    const { file: absent } = fresh();
    expect(() => openChipReader(absent)).toThrow(expect.objectContaining({ code: 'file_unreadable' }));
  });
});
