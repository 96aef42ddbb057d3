import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Picture } from './picture.js';
import { letterbox, resize } from './resize.js';
import { apply } from './similarity.js';

function grey(width: number, rows: readonly number[]): Picture {
  return {
    width,
    height: rows.length / width,
    data: Uint8Array.from(rows.flatMap((level) => [level, level, level])),
  };
}

function levels(picture: Picture): number[] {
  return [...picture.data].filter((_, i) => i % 3 === 0);
}

describe('resize', () => {
  it('takes the mean of the area that each pixel covers', () => {
    // biome-ignore format: rows of the picture
    const picture = grey(4, [
      0, 100, 10, 20,
      200, 100, 30, 40,
    ]);
    expect(levels(resize(picture, 2, 1))).toEqual([100, 25]);
  });

  it('weighs pixels that are covered in part by the part', () => {
    // Each of two pixels covers one and a half of three: (30 + 60/2) / 1.5 and (60/2 + 90) / 1.5.
    expect(levels(resize(grey(3, [30, 60, 90]), 2, 1))).toEqual([40, 80]);
  });

  it('interpolates linearly between pixel centres when enlarging', () => {
    expect(levels(resize(grey(2, [0, 100]), 4, 1))).toEqual([0, 25, 75, 100]);
  });

  it('leaves the picture as it is at its own size', () => {
    const picture = grey(5, [9, 8, 7, 6, 5, 250, 251, 252, 253, 255]);
    expect(resize(picture, 5, 2)).toEqual(picture);
  });

  it('keeps flat flat and every value within the range of the picture’s', () => {
    const side = fc.integer({ min: 1, max: 70 });
    fc.assert(
      fc.property(side, side, side, side, fc.integer({ min: 0, max: 215 }), (w, h, toW, toH, base) => {
        const data = Uint8Array.from({ length: 3 * w * h }, (_, i) => base + ((i * 7919) % 41));
        const resized = resize({ width: w, height: h, data }, toW, toH);
        expect(resized.data.length).toBe(3 * toW * toH);
        expect(Math.min(...resized.data)).toBeGreaterThanOrEqual(Math.min(...data));
        expect(Math.max(...resized.data)).toBeLessThanOrEqual(Math.max(...data));
        const flat = resize({ width: w, height: h, data: data.fill(base) }, toW, toH);
        expect(new Set(flat.data)).toEqual(new Set([base]));
      }),
      { numRuns: 60 },
    );
  });

  it('is within one grey level of the exact mean, as another resampler computes it', async () => {
    const data = Uint8Array.from({ length: 3 * 320 * 200 }, (_, i) => (i * 7919 + (i >> 5) * 31) % 256);
    const raw = { width: 320, height: 200, channels: 3 } as const;
    const { data: means } = resize({ width: 320, height: 200, data }, 64, 40);
    for (const [x, y] of [
      [0, 0],
      [63, 39],
      [30, 11],
    ]) {
      let sum = 0;
      for (let v = 0; v < 5; v++)
        for (let u = 0; u < 5; u++) sum += data[3 * ((5 * y + v) * 320 + 5 * x + u)];
      expect(Math.abs(means[3 * (y * 64 + x)] - sum / 25)).toBeLessThanOrEqual(1);
    }
    const smooth = await sharp(data, { raw }).blur(6).raw().toBuffer();
    const theirs = await sharp(smooth, { raw }).resize(64, 40, { kernel: 'linear' }).raw().toBuffer();
    const ours = resize({ width: 320, height: 200, data: smooth }, 64, 40);
    expect(Math.max(...ours.data.map((value, i) => Math.abs(value - theirs[i])))).toBeLessThanOrEqual(3);
  });
});

describe('letterbox', () => {
  it('centres the picture between bars of the given grey', () => {
    const { picture, toPicture } = letterbox(grey(4, new Array(8).fill(200)), 4, 7);
    expect(levels(picture)).toEqual([7, 7, 7, 7, ...new Array(8).fill(200), 7, 7, 7, 7]);
    expect(toPicture).toEqual({ a: 1, b: 0, tx: 0, ty: -1 });
  });

  it('maps 1280 × 720 into 256 × 256 by five, 56 rows down', () => {
    const data = new Uint8Array(3 * 1280 * 720);
    const { picture, toPicture } = letterbox({ width: 1280, height: 720, data: data.fill(255) }, 256, 0);
    expect(toPicture).toEqual({ a: 5, b: 0, tx: 0, ty: -280 });
    expect(apply(toPicture, { x: 256, y: 200 })).toEqual({ x: 1280, y: 720 });
    expect([55, 56, 199, 200].map((y) => picture.data[3 * 256 * y])).toEqual([0, 255, 255, 0]);
  });

  it('puts what it shows where toPicture says, also where sides do not divide evenly', () => {
    const side = fc.integer({ min: 33, max: 300 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 32, max: 128 }), (width, height, size) => {
        // Red grows with x, green with y: every pixel says where it comes from.
        const data = new Uint8Array(3 * width * height);
        for (let i = 0; i < data.length; i += 3) {
          data[i] = ((((i / 3) % width) + 0.5) / width) * 255;
          data[i + 1] = ((Math.floor(i / 3 / width) + 0.5) / height) * 255;
        }
        const boxed = letterbox({ width, height, data }, size, 0);
        const middle = size >> 1;
        const place = apply(boxed.toPicture, { x: middle + 0.5, y: middle + 0.5 });
        const at = 3 * (middle * size + middle);
        const reach = Math.max(1, boxed.toPicture.a);
        expect(Math.abs(boxed.picture.data[at] - (place.x / width) * 255)).toBeLessThan(
          2 + (255 * reach * 0.1) / width,
        );
        expect(Math.abs(boxed.picture.data[at + 1] - (place.y / height) * 255)).toBeLessThan(
          2 + (255 * reach * 0.1) / height,
        );
      }),
      { numRuns: 50 },
    );
  });
});
