import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decode } from './decode.js';
import type { DecodedPicture } from './picture.js';

const SAMPLE = 'node_modules/@vladmandic/face-api/demo/sample1.jpg';

/** Red, green above blue, white: 64 × 48 pixels, told apart in every corner. */
function quarters(width = 64, height = 48): Sharp {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [left, top] = [x < width / 2, y < height / 2];
      data.set(top ? (left ? RED : GREEN) : left ? BLUE : WHITE, 3 * (y * width + x));
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

const RED = [230, 20, 20];
const GREEN = [20, 200, 30];
const BLUE = [30, 40, 220];
const WHITE = [250, 250, 250];

function at(picture: DecodedPicture, right: number, down: number): number[] {
  const x = Math.floor(picture.width * right);
  const y = Math.floor(picture.height * down);
  return [...picture.data.subarray(3 * (y * picture.width + x), 3 * (y * picture.width + x) + 3)];
}

function corners(picture: DecodedPicture): number[][] {
  return [at(picture, 0.2, 0.2), at(picture, 0.8, 0.2), at(picture, 0.2, 0.8), at(picture, 0.8, 0.8)];
}

function expectNear(actual: readonly number[][], expected: readonly number[][], tolerance: number) {
  const differences = actual.flatMap((colour, i) =>
    colour.map((value, c) => Math.abs(value - expected[i][c])),
  );
  expect(Math.max(...differences), JSON.stringify(actual)).toBeLessThanOrEqual(tolerance);
}

describe('decode', () => {
  it.each(['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const)('reads %s', async (format) => {
    const bytes = await quarters().toFormat(format, { quality: 95 }).toBuffer();
    const picture = await decode(bytes);
    expect([picture.width, picture.height, picture.data.length]).toEqual([64, 48, 3 * 64 * 48]);
    expect(picture.source).toEqual({
      format,
      bytes: bytes.length,
      width: 64,
      height: 48,
      orientation: 1,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      scale: 1,
    });
    expectNear(corners(picture), [RED, GREEN, BLUE, WHITE], 6);
  });

  it('gives exactly the pixels of a lossless file', async () => {
    const expected = await sharp(SAMPLE)
      .resize(300)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const png = await sharp(expected.data, { raw: expected.info }).png().toBuffer();
    expect(Buffer.compare((await decode(png)).data, expected.data)).toBe(0);
  });

  it.each([
    [1, [RED, GREEN, BLUE, WHITE]],
    [2, [GREEN, RED, WHITE, BLUE]],
    [3, [WHITE, BLUE, GREEN, RED]],
    [4, [BLUE, WHITE, RED, GREEN]],
    [5, [RED, BLUE, GREEN, WHITE]],
    [6, [BLUE, RED, WHITE, GREEN]],
    [7, [WHITE, GREEN, BLUE, RED]],
    [8, [GREEN, WHITE, RED, BLUE]],
  ])('applies EXIF orientation %i', async (orientation, expected) => {
    const bytes = await quarters().withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
    const picture = await decode(bytes);
    const upright = orientation < 5 ? [64, 48] : [48, 64];
    expect([picture.width, picture.height]).toEqual(upright);
    expect([picture.source.width, picture.source.height]).toEqual(upright);
    expect(picture.source.orientation).toBe(orientation);
    expectNear(corners(picture), expected, 8);
  });

  it.each([1, 6, 8])(
    'shrinks to maxSide, upright, and says by how much (orientation %i)',
    async (orientation) => {
      const bytes = await quarters(1200, 800).withMetadata({ orientation }).jpeg().toBuffer();
      const picture = await decode(bytes, { maxSide: 300 });
      expect([picture.width, picture.height]).toEqual(orientation === 1 ? [300, 200] : [200, 300]);
      expect(picture.source.scale).toBeCloseTo(0.25, 5);
      expect(picture.source.width).toBe(orientation === 1 ? 1200 : 800);
    },
  );

  it.each([
    ['jpeg', 640, 80, 80],
    ['jpeg', 640, 160, 160],
    ['jpeg', 640, 161, 320],
    ['jpeg', 640, 641, 640],
    ['jpeg', 1283, 300, 321],
    ['png', 640, 100, 160],
    ['jpeg', 6400, 32, 800],
  ] as const)('halves a %s of %i while %i pixels are left: %i', async (format, long, enough, expected) => {
    const bytes = await quarters(48, long).toFormat(format).toBuffer();
    const picture = await decode(bytes, { enough, maxSide: 20_000 });
    expect(picture.height).toBe(expected);
    expect(picture.source.scale).toBeCloseTo(expected / long, 2);
    expectNear(corners(picture), [RED, GREEN, BLUE, WHITE], 12);
    expect((await decode(bytes, { enough, maxSide: 60 })).height).toBe(60);
  });

  it('never enlarges, and leaves a picture of exactly maxSide as it is', async () => {
    const bytes = await quarters(320, 200).png().toBuffer();
    expect((await decode(bytes, { maxSide: 320 })).width).toBe(320);
    expect((await decode(bytes, { maxSide: 4000 })).source.scale).toBe(1);
    expect((await decode(bytes, { maxSide: 319 })).width).toBe(319);
  });

  it('keeps neither side above 1600 by default', async () => {
    const picture = await decode(readFileSync(SAMPLE));
    expect([picture.width, picture.height]).toEqual([1600, 1067]);
  });

  it.each(['jpeg', 'png', 'webp', 'tiff'] as const)('converts Display P3 in %s to sRGB', async (format) => {
    const bytes = await quarters().toFormat(format, { quality: 100 }).withIccProfile('p3').toBuffer();
    const labelled = await sharp(bytes).metadata();
    expect(labelled.icc).toBeDefined();
    // The file's own numbers are not sRGB: red of sRGB is less saturated in the wider P3.
    const plain = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    expect(plain[0]).toBeLessThan(225);
    // Lossy files store colours less exactly than light and dark.
    expectNear(corners(await decode(bytes)), [RED, GREEN, BLUE, WHITE], 10);
  });

  it('converts 16-bit Display P3 to sRGB as well', async () => {
    const bytes = await quarters().toColourspace('rgb16').png().withIccProfile('p3').toBuffer();
    expect((await sharp(bytes).metadata()).depth).toBe('ushort');
    expectNear(corners(await decode(bytes)), [RED, GREEN, BLUE, WHITE], 4);
  });

  it('reads 16-bit colour and grey', async () => {
    const colour = await quarters().toColourspace('rgb16').png().toBuffer();
    expectNear(corners(await decode(colour)), [RED, GREEN, BLUE, WHITE], 1);
    const grey = await quarters().greyscale().toColourspace('grey16').png().toBuffer();
    expect((await sharp(grey).metadata()).depth).toBe('ushort');
    const [r, g, b] = at(await decode(grey), 0.8, 0.8);
    expect([r, g, b]).toEqual([250, 250, 250]);
  });

  it.each(['jpeg', 'png', 'webp', 'tiff'] as const)(
    'reads greyscale %s as three equal colours',
    async (format) => {
      const bytes = await quarters().greyscale().toFormat(format, { quality: 100 }).toBuffer();
      const [r, g, b] = at(await decode(bytes), 0.8, 0.2);
      expect([g, b]).toEqual([r, r]);
      expect(r).toBeGreaterThan(120);
    },
  );

  it.each(['jpeg', 'tiff'] as const)('converts CMYK %s to sRGB', async (format) => {
    const bytes = await quarters()
      .toColourspace('cmyk')
      .withIccProfile('cmyk')
      .toFormat(format, { quality: 95 })
      .toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    // Inks cannot print these colours as they are; they must still be red, green, blue and white.
    const [red, green, blue, white] = corners(await decode(bytes));
    expect(red[0] - Math.max(red[1], red[2])).toBeGreaterThan(120);
    expect(green[1] - Math.max(green[0], green[2])).toBeGreaterThan(40);
    expect(blue[2] - Math.max(blue[0], blue[1])).toBeGreaterThan(40);
    expect(Math.min(...white)).toBeGreaterThan(240);
  });

  it.each(['png', 'webp', 'avif', 'tiff', 'gif'] as const)(
    'lays transparency in %s on white',
    async (format) => {
      const clear = { r: 200, g: 0, b: 0, alpha: 0 };
      const bytes = await sharp({ create: { width: 40, height: 40, channels: 4, background: clear } })
        .toFormat(format, { compression: 'lzw' })
        .toBuffer();
      expectNear([at(await decode(bytes), 0.5, 0.5)], [[255, 255, 255]], 1);
    },
  );

  it('reads an interlaced PNG, a progressive JPEG and a palette', async () => {
    const files = [
      await quarters().png({ progressive: true }).toBuffer(),
      await quarters().jpeg({ progressive: true, quality: 95 }).toBuffer(),
      await quarters().png({ palette: true }).toBuffer(),
    ];
    for (const bytes of files) expectNear(corners(await decode(bytes)), [RED, GREEN, BLUE, WHITE], 8);
  });

  it('does not mind bytes after the end, as phones append them', async () => {
    for (const format of ['jpeg', 'png', 'gif', 'webp', 'tiff'] as const) {
      const bytes = await quarters().toFormat(format).toBuffer();
      const picture = await decode(Buffer.concat([bytes, Buffer.from('MotionPhoto_Data')]));
      expect(picture.width, format).toBe(64);
    }
  });

  it('leaves the bytes as they are, and gives a plain Uint8Array', async () => {
    const bytes = new Uint8Array(await quarters().png().toBuffer());
    const before = bytes.slice();
    const first = await decode(bytes);
    expect(bytes).toEqual(before);
    expect(first.data.constructor).toBe(Uint8Array);
    expect((await decode(bytes)).data).toEqual(first.data);
  });
});
