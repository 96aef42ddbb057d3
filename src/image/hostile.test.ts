// What strangers send: each kind of bad file gets its own refusal, and no file whatever gets anything else.

import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { LikenessError } from '../errors.js';
import { type DecodeOptions, decode } from './decode.js';
import { encodeJpeg2000 } from './jpeg2000/openjpeg.js';
import { enumerated, jp2 } from './jpeg2000/samples.fixture.js';

const FORMATS = ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif', 'jp2'] as const;

function photograph(width = 96, height = 72): Sharp {
  const noise = { type: 'gaussian', mean: 128, sigma: 50 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#888', noise } }).blur(1.5);
}

async function file(format: (typeof FORMATS)[number]): Promise<Buffer> {
  if (format === 'jp2') return jp2(await codestream(), enumerated(16));
  return photograph().toFormat(format).toBuffer();
}

async function codestream(): Promise<Buffer> {
  const { data, info } = await photograph().raw().toBuffer({ resolveWithObject: true });
  return Buffer.from(await encodeJpeg2000({ ...info, data }, 3000));
}

function chunk(type: string, data: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body) >>> 0);
  return Buffer.concat([length, body, check]);
}

/** A PNG that declares any size, with any pixel data, 8-bit greyscale. */
function png(width: number, height: number, pixels: Uint8Array, ...before: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...before,
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** `width` grey pixels and a filter byte in each of `height` rows. */
function rows(width: number, height: number): Uint8Array {
  return new Uint8Array((width + 1) * height);
}

async function displayP3(): Promise<Buffer> {
  const create = { width: 8, height: 8, channels: 3, background: '#888' } as const;
  const tagged = await sharp({ create }).withIccProfile('p3').png().toBuffer();
  return (await sharp(tagged).metadata()).icc!;
}

/** The JPEG with a colour profile as its first segment (ICC.1, annex B.4). */
function withProfile(jpeg: Buffer, profile: Buffer): Buffer {
  const head = Buffer.from('\xff\xe2\0\0ICC_PROFILE\0\x01\x01', 'latin1');
  head.writeUInt16BE(head.length - 2 + profile.length, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, profile, jpeg.subarray(2)]);
}

async function frames(format: 'gif' | 'webp' | 'tiff'): Promise<Buffer> {
  const stills = await Promise.all([photograph(), photograph()].map((still) => still.png().toBuffer()));
  return sharp(stills, { join: { animated: true } })
    .toFormat(format)
    .toBuffer();
}

async function animatedPng(count: number): Promise<Buffer> {
  const control = Buffer.alloc(8);
  control.writeUInt32BE(count);
  return png(40, 40, rows(40, 40), chunk('acTL', control));
}

const text = (content: string) => async () => Buffer.from(content);

const BAD: readonly (readonly [code: string, kind: string, make: () => Promise<Buffer>])[] = [
  ['image_empty', 'nothing', text('')],
  ['image_format_unsupported', 'an HTML page', text('<!doctype html><title>Too large</title>')],
  [
    'image_format_unsupported',
    'an SVG',
    text('<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"/>'),
  ],
  [
    'image_format_unsupported',
    'an SVG that reads a file',
    text('<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'),
  ],
  ['image_format_unsupported', 'a PDF', text('%PDF-1.4\n1 0 obj')],
  ['image_format_unsupported', 'a HEIC', text('\0\0\0\x18ftypheic\0\0\0\0mif1heic')],
  ['image_format_unsupported', 'a BMP', text('BM\x36\x30\0\0\0\0\0\0\x36\0\0\0')],
  ['image_format_unsupported', 'a ZIP', text('PK\x03\x04\x14\0\0\0')],
  ['image_format_unsupported', 'a video', text('\0\0\0\x18ftypmp42\0\0\0\0mp42isom')],
  ['image_format_unsupported', 'text', text('hello')],
  ['image_format_unsupported', 'one byte', async () => Buffer.of(0xff)],
  ['image_format_unsupported', 'a PPM', text('P6 64 64 255\n')],
  ['image_format_unsupported', 'zeros', async () => Buffer.alloc(5000)],
  ['image_truncated', 'a JPEG’s first bytes', async () => Buffer.of(0xff, 0xd8, 0xff, 0xe0)],
  ['image_truncated', 'half a JPEG', async () => half(await file('jpeg'))],
  ['image_truncated', 'a JPEG without its last two bytes', async () => (await file('jpeg')).subarray(0, -2)],
  [
    'image_truncated',
    'half a progressive JPEG',
    async () => half(await photograph().jpeg({ progressive: true }).toBuffer()),
  ],
  ['image_truncated', 'half a PNG', async () => half(await file('png'))],
  ['image_truncated', 'a PNG without its last chunk', async () => (await file('png')).subarray(0, -12)],
  ['image_truncated', 'half a WebP', async () => half(await file('webp'))],
  ['image_truncated', 'half an AVIF', async () => half(await file('avif'))],
  ['image_truncated', 'an AVIF without its last byte', async () => (await file('avif')).subarray(0, -1)],
  ['image_truncated', 'half a TIFF', async () => half(await file('tiff'))],
  ['image_truncated', 'half a GIF', async () => half(await file('gif'))],
  ['image_truncated', 'half a JP2', async () => half(await file('jp2'))],
  ['image_truncated', 'half a JPEG 2000 codestream', async () => half(await codestream())],
  [
    'image_corrupt',
    'a JPEG with half of its pixels cut out',
    async () => without(await file('jpeg'), 0.5, 0.9),
  ],
  [
    'image_corrupt',
    'a PNG whose pixels are overwritten',
    async () => damaged(await file('png'), middle, 0x55),
  ],
  ['image_corrupt', 'a PNG with a wrong checksum', async () => misprinted(png(64, 64, rows(64, 64)))],
  ['image_corrupt', 'a PNG of an impossible size', async () => png(2 ** 31 - 1, 2 ** 31 - 1, rows(100, 1))],
  ['image_corrupt', 'a PNG with too few rows', async () => png(64, 64, rows(64, 20))],
  [
    'image_corrupt',
    'an AVIF whose pixels are overwritten',
    async () => damaged(await file('avif'), middle, 0x55),
  ],
  ['image_animated', 'an animated GIF', () => frames('gif')],
  ['image_animated', 'an animated WebP', () => frames('webp')],
  ['image_animated', 'a TIFF of two pages', () => frames('tiff')],
  ['image_animated', 'an animated PNG', () => animatedPng(2)],
  ['image_animated', 'an AVIF sequence', async () => rebranded(await file('avif'), 'avis')],
  [
    'image_too_many_pixels',
    'a bomb of 60000 × 60000 in a small PNG',
    async () => png(60000, 60000, rows(100, 1)),
  ],
  ['image_too_many_pixels', 'a JPEG of 65500 × 65500', async () => declared(await file('jpeg'), 65500)],
  ['image_too_many_pixels', 'a JPEG 2000 of 65500 × 65500', async () => resized(await codestream(), 65500)],
  ['image_too_small', 'a tracking pixel', async () => png(1, 1, rows(1, 1))],
  ['image_too_small', 'a picture 31 pixels high', () => photograph(200, 31).jpeg().toBuffer()],
];

function half(whole: Buffer): Buffer {
  return whole.subarray(0, whole.length >> 1);
}

function without(whole: Buffer, from: number, to: number): Buffer {
  return Buffer.concat([whole.subarray(0, whole.length * from), whole.subarray(whole.length * to)]);
}

/** Changes the checksum of the last chunk but one. */
function misprinted(whole: Buffer): Buffer {
  whole[whole.length - 14] ^= 1;
  return whole;
}

function middle(whole: Buffer): number {
  return whole.length >> 1;
}

function damaged(whole: Buffer, place: (whole: Buffer) => number, by: number): Buffer {
  const from = place(whole);
  return Buffer.from(whole.map((value, i) => (i >= from && i < from + 24 ? value ^ by : value)));
}

function rebranded(avif: Buffer, brand: string): Buffer {
  const other = Buffer.from(avif);
  other.write(brand, 8, 'latin1');
  return other;
}

function declared(jpeg: Buffer, side: number): Buffer {
  const other = Buffer.from(jpeg);
  const frame = other.indexOf(Buffer.of(0xff, 0xc0));
  other.writeUInt16BE(side, frame + 5);
  other.writeUInt16BE(side, frame + 7);
  return other;
}

/** The codestream with another size in its SIZ marker. */
function resized(codestream: Buffer, side: number): Buffer {
  const other = Buffer.from(codestream);
  for (const at of [8, 12, 24, 28]) other.writeUInt32BE(side, at);
  return other;
}

/** The code of the refusal, or `decoded`; anything but a LikenessError goes on its way. */
async function outcome(bytes: Uint8Array, options?: DecodeOptions): Promise<string> {
  try {
    await decode(bytes, options);
    return 'decoded';
  } catch (error) {
    if (error instanceof LikenessError) return error.code;
    throw error;
  }
}

describe('decode refuses', () => {
  it.each(BAD)('%s: %s', async (code, _kind, make) => {
    expect(await outcome(await make())).toBe(code);
  });

  it('file_too_large: more bytes than the limit, before looking at any', async () => {
    const limits = { bytes: 100 };
    await expect(decode(new Uint8Array(101), { limits })).rejects.toMatchObject({ code: 'file_too_large' });
    await expect(decode(new Uint8Array(100), { limits })).rejects.toMatchObject({
      code: 'image_format_unsupported',
    });
  });

  it('image_too_many_pixels: the declared size counts, whatever maxSide is', async () => {
    const options = { maxSide: 100, limits: { pixels: 96 * 72 - 1 } };
    await expect(decode(await file('jpeg'), options)).rejects.toMatchObject({
      code: 'image_too_many_pixels',
      message: expect.stringContaining('96 × 72'),
    });
    expect((await decode(await file('jpeg'), { limits: { pixels: 96 * 72 } })).width).toBe(96);
  });

  it('image_timeout: a picture that takes longer than it may', async () => {
    // 120 million pixels with a colour profile: a quarter of a second of JPEG, and over one of converting.
    const slow = withProfile(
      await sharp({ create: { width: 10_000, height: 12_000, channels: 3, background: '#888' } })
        .jpeg({ quality: 20 })
        .toBuffer(),
      await displayP3(),
    );
    const limits = { seconds: 0.01, pixels: 125e6 };
    await expect(decode(slow, { limits, maxSide: 12_000 }).then(() => 'decoded')).rejects.toMatchObject({
      code: 'image_timeout',
    });
  });

  it('option_invalid: limits that make no sense, whatever the file', async () => {
    for (const options of [
      { maxSide: 0 },
      { maxSide: 99.5 },
      { maxSide: Number.NaN },
      { enough: 0 },
      { enough: Number.NaN },
      { limits: { seconds: 0 } },
    ]) {
      expect(await outcome(await file('jpeg'), options)).toBe('option_invalid');
    }
  });

  it('names what it got, and says what to do', async () => {
    const refusal = await decode(Buffer.from('%PDF-1.7')).catch((error: LikenessError) => error);
    expect(refusal).toMatchObject({
      message: 'The file is no picture that can be read: it seems to be a PDF.',
      hint: 'Send a JPEG, PNG, WebP, AVIF, TIFF, GIF or JPEG 2000.',
    });
  });
});

describe('decode accepts', () => {
  it('an animated format with a single frame', async () => {
    expect((await decode(await animatedPng(1))).width).toBe(40);
    expect((await decode(await file('gif'))).width).toBe(96);
  });

  it('a JPEG with stray bytes before its end marker, as some phones write it', async () => {
    const jpeg = await file('jpeg');
    const stray = Buffer.concat([jpeg.subarray(0, -2), Buffer.of(0, 0, 0, 0), jpeg.subarray(-2)]);
    expect((await decode(stray)).width).toBe(96);
  });

  it('a damaged colour profile: the pixels are whole', async () => {
    const labelled = await photograph().jpeg().withIccProfile('p3').toBuffer();
    const profile = labelled.indexOf('acsp');
    for (let at = profile - 36; at < profile + 400; at += 24) {
      expect(await outcome(damaged(labelled, () => at, 0x5a)), `at ${at}`).toBe('decoded');
    }
  });
});

/** Marsaglia's xorshift32: the same mutations each time. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function mutate(whole: Buffer, other: Buffer, random: (below: number) => number): Buffer {
  const bytes = Buffer.from(whole);
  switch (random(5)) {
    case 0: // bytes flipped anywhere
      for (let i = 0; i <= random(20); i++) bytes[random(bytes.length)] ^= 1 << random(8);
      return bytes;
    case 1: // header edited
      for (let i = 0; i <= random(6); i++)
        bytes[random(Math.min(400, bytes.length))] = [0, 1, 127, 128, 255][random(5)];
      return bytes;
    case 2: // cut off
      return bytes.subarray(0, random(bytes.length));
    case 3: // a piece repeated, left out or moved
      return Buffer.concat([bytes.subarray(0, random(bytes.length)), bytes.subarray(random(bytes.length))]);
    default: // spliced with another format
      return Buffer.concat([bytes.subarray(0, random(bytes.length)), other.subarray(random(other.length))]);
  }
}

describe('no mutation of a file gets anything but a picture or a LikenessError', () => {
  it.each(FORMATS)(
    '100 of %s',
    async (format) => {
      const whole = await file(format);
      const others = await Promise.all(FORMATS.map(file));
      const random = generator(FORMATS.indexOf(format) + 1);
      let refused = 0;
      for (let i = 0; i < 100; i++) {
        const bytes = mutate(whole, others[random(others.length)], random);
        try {
          const picture = await decode(bytes, { limits: { pixels: 4e6, seconds: 5 } });
          expect(picture.data.length).toBe(3 * picture.width * picture.height);
          expect(Math.min(picture.source.width, picture.source.height)).toBeGreaterThanOrEqual(32);
          expect(Math.max(picture.width, picture.height)).toBeLessThanOrEqual(1600);
        } catch (error) {
          if (!(error instanceof LikenessError)) throw error;
          expect(error.code).toMatch(/^image_/);
          refused += 1;
        }
      }
      expect(refused).toBeGreaterThan(20);
    },
    60_000,
  );
});
