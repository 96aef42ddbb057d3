// Whatever is shown to `Likeness`, it ends in a decision or in a LikenessError, and soon.

import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERRORS, LikenessError } from '../errors.js';
import { Likeness } from './index.js';

const samples = join(
  dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api'))),
  'demo',
);
const home = join(tmpdir(), 'likeness-test-home');
const sample = (number: number) => sharp(join(samples, `sample${number}.jpg`));

/** A woman alone, cut out of a sample. */
const portrait = () => sample(3).extract({ left: 940, top: 120, width: 420, height: 420 });

const plain = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } });

const noise = (width: number, height: number) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 80 },
    },
  });

/** Lines a pixel wide: nothing in the picture is smooth. */
function chequered(size: number): Sharp {
  const data = Uint8Array.from({ length: 3 * size * size }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return ((pixel + Math.floor(pixel / size)) % 2) * 255;
  });
  return sharp(data, { raw: { width: size, height: size, channels: 3 } });
}

let likeness: Likeness;
let person: Buffer;
beforeAll(async () => {
  likeness = await Likeness.open({ home, model: 'fast' });
  person = await portrait().jpeg().toBuffer();
});
afterAll(() => likeness.close());

/** As selfie and as document, verified and inspected: the decisions, or the code of the error. */
async function ask(bytes: Uint8Array): Promise<string[]> {
  const answer = async (question: () => Promise<string>) => {
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof LikenessError)) throw error;
      expect(Object.keys(ERRORS)).toContain(error.code);
      expect(error.code, error.message).not.toBe('internal');
      return error.code;
    }
  };
  return [
    await answer(async () => (await likeness.verify(bytes, person)).decision),
    await answer(async () => (await likeness.verify(person, bytes)).decision),
    await answer(async () => `${(await likeness.inspect(bytes)).faces.length} faces`),
  ];
}

describe('Pictures without a face', () => {
  it.each<[string, () => Sharp]>([
    ['the smallest that is accepted', () => plain(32, 32, '#808080')],
    ['all black', () => plain(640, 480, '#000')],
    ['all white', () => plain(640, 480, '#fff')],
    ['one colour', () => plain(640, 480, '#f0a080')],
    ['noise', () => noise(640, 480)],
    ['a pixel of black, a pixel of white', () => chequered(512)],
    ['a strip, fifty times as wide as high', () => noise(1600, 32)],
    ['a strip, fifty times as high as wide', () => noise(32, 1600)],
    ['a strip of 10,000 pixels', () => noise(10_000, 40)],
  ])('%s: taken again', async (_, picture) => {
    const [selfie, document, faces] = await ask(await picture().png().toBuffer());
    expect([selfie, document]).toEqual(['recapture', 'recapture']);
    expect(faces).toBe('0 faces');
  });
});

describe('Pictures of a face, mistreated', () => {
  const mistreatments: [string, () => Sharp | Promise<Sharp>][] = [
    ['shrunk to 32 pixels', () => portrait().resize(32, 32)],
    [
      'shrunk to 32 pixels and blown up to 3,000',
      async () => sharp(await portrait().resize(32, 32).png().toBuffer()).resize(3000, 3000),
    ],
    ['squeezed to a fifth of its width', () => portrait().resize(84, 420, { fit: 'fill' })],
    ['stretched to a strip', () => portrait().resize(3000, 60, { fit: 'fill' })],
    ['upside down', () => portrait().rotate(180)],
    ['as a negative', () => portrait().negate()],
    ['almost black', () => portrait().linear(0.02, 0)],
    ['almost white', () => portrait().linear(0.02, 250)],
    ['without colour', () => portrait().greyscale()],
    ['in two levels', () => portrait().threshold(128)],
    ['blurred beyond recognition', () => portrait().blur(40)],
    ['as a JPEG of the lowest quality', async () => sharp(await portrait().jpeg({ quality: 1 }).toBuffer())],
    ['half of it', () => sample(3).extract({ left: 940, top: 120, width: 240, height: 420 })],
    ['an eye alone', () => sample(3).extract({ left: 1080, top: 290, width: 80, height: 60 })],
    ['at the very border', () => portrait().extend({ left: 0, right: 1500, background: '#777' })],
    ['tiled nine times', () => tiled(3)],
    ['tiled forty-nine times', () => tiled(7)],
  ];

  it.each(mistreatments)('%s: decided', async (_, picture) => {
    for (const answer of await ask(await (await picture()).png().toBuffer())) {
      expect(answer).toMatch(/^(approve|review|reject|recapture|\d+ faces)$/);
    }
  });
});

/** The portrait over and over, `times` × `times` in a square of 900 pixels. */
async function tiled(times: number): Promise<Sharp> {
  const side = Math.floor(900 / times);
  const input = await portrait().resize(side, side).png().toBuffer();
  const places = Array.from({ length: times * times }, (_, i) => ({
    input,
    left: (i % times) * side,
    top: Math.floor(i / times) * side,
  }));
  return plain(900, 900, '#777').composite(places);
}

describe('What is no picture at all', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['an object', {}],
    ['an array of numbers', [255, 216, 255]],
    ['a bare ArrayBuffer', new ArrayBuffer(100)],
    ['an address', new URL('file:///etc/passwd')],
  ])('%s is wrong use', async (_, source) => {
    await expect(likeness.verify(source as string, person)).rejects.toMatchObject({ code: 'usage' });
    await expect(likeness.embed(source as string)).rejects.toMatchObject({ code: 'usage' });
    await expect(likeness.inspect(source as string)).rejects.toMatchObject({ code: 'usage' });
  });

  it.each([
    ['an empty path', '', 'file_not_found'],
    ['a path with a zero byte', 'a\0b', 'file_not_found'],
    ['a folder', samples, 'file_unreadable'],
    ['a device', '/dev/zero', 'file_unreadable'],
  ])('%s is refused', async (_, path, code) => {
    await expect(likeness.verify(person, path)).rejects.toMatchObject({ code });
  });
});

describe('Options out of range', () => {
  it.each([0, -1, 1.5, 1e9, Number.NaN])('threads: %d', async (threads) => {
    await expect(Likeness.open({ home, threads })).rejects.toMatchObject({ code: 'option_invalid' });
  });

  it.each([0, -1, Number.NaN])('decode.maxSide: %d', async (maxSide) => {
    const odd = await Likeness.open({ home, model: 'fast', decode: { maxSide } });
    await expect(odd.verify(person, person)).rejects.toMatchObject({ name: 'LikenessError' });
    await odd.close();
  });
});

it('A failure leaves nothing behind: the next question is answered as ever', async () => {
  const before = (await likeness.verify(person, person)).score;
  await expect(likeness.verify(new Uint8Array(10), person)).rejects.toBeInstanceOf(LikenessError);
  expect((await likeness.verify(person, person)).score).toBe(before);
});

it('Closing in the middle of a verification ends it in an answer or in `closed`', async () => {
  const closing = await Likeness.open({ home, model: 'fast' });
  const question = closing.verify(person, person).then(
    (v) => v.decision,
    (error: unknown) => (error as LikenessError).code,
  );
  await closing.close();
  expect(['review', 'closed']).toContain(await question);
});
