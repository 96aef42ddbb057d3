import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { randomStream } from '../../../autograd/index.js';
import { decode } from '../../../image/index.js';
import { cropPortrait } from '../portrait.js';
import { psnr } from '../specimen.fixture.js';
import type { Specimen } from '../specimen.js';
import { chipJpeg } from './chipJpeg.js';
import { chipJpeg2000 } from './chipJpeg2000.js';
import { delivery } from './delivery.js';
import { jpeg } from './jpeg.js';

const demo = join(createRequire(import.meta.url).resolve('@vladmandic/face-api'), '../../demo');
const LANDMARKS = [368.7, 379.9, 431.7, 381.7, 380.3, 430.8, 375.7, 448.6, 435, 450.1];
const chance = randomStream(1, 'test');

/** A portrait of 413 × 531 pixels, as chips hold it. */
let portrait: Specimen;
beforeAll(async () => {
  const photograph = await decode(readFileSync(join(demo, 'sample1.jpg')));
  portrait = cropPortrait(photograph, { landmarks: LANDMARKS }, 0.75, 300 / 25.4);
});

test.each([12, 16, 20])('a chip’s JPEG of %d kB is no larger, and not much smaller', async (size) => {
  const { file } = await chipJpeg.apply(portrait, { size }, chance);
  expect(file!.bytes.length).toBeLessThanOrEqual(1000 * size);
  // One step of quality is a few per cent of size.
  expect(file!.bytes.length).toBeGreaterThan(0.9 * 1000 * size);
});

test.each([6, 12, 20])('a chip’s JPEG 2000 of %d kB is one, and as large', async (size) => {
  const { file } = await chipJpeg2000.apply(portrait, { size }, chance);
  // SOC and SIZ, the first two markers of a codestream (ISO/IEC 15444-1, A.4.1, A.5.1).
  expect([...file!.bytes.subarray(0, 4)]).toEqual([0xff, 0x4f, 0xff, 0x51]);
  expect(file!.bytes.length).toBeLessThanOrEqual(1000 * size);
  expect(file!.bytes.length).toBeGreaterThan(0.95 * 1000 * size);
});

test('JPEG 2000 keeps more of a face than JPEG in the same bytes, and either less of it in fewer', async () => {
  const kept = async (effect: typeof chipJpeg, size: number) =>
    psnr(portrait, await effect.apply(portrait, { size }, chance));
  expect(await kept(chipJpeg2000, 6)).toBeGreaterThan((await kept(chipJpeg, 6)) + 1);
  expect(await kept(chipJpeg2000, 12)).toBeGreaterThan(await kept(chipJpeg2000, 6));
  expect(await kept(chipJpeg, 12)).toBeGreaterThan(await kept(chipJpeg, 6));
});

test('the file of a JPEG holds the pixels that go on', async () => {
  const { file, width, height, data } = await jpeg.apply(portrait, { quality: 80 }, chance);
  const decoded = await decode(file!.bytes);
  expect([decoded.width, decoded.height]).toEqual([width, height]);
  expect(Buffer.from(decoded.data).equals(Buffer.from(data))).toBe(true);
});

test('a picture is delivered smaller, never larger', async () => {
  const half = await delivery.apply(portrait, { resolution: 150 }, chance);
  expect([half.width, half.height]).toEqual([207, 266]);
  expect(await delivery.apply(half, { resolution: 300 }, chance)).toBe(half);
});
