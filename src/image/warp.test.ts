import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Picture, Similarity } from './picture.js';
import { apply, IDENTITY } from './similarity.js';
import { warp } from './warp.js';

/** A picture whose three colours are functions of the place, in coordinates: pixel centres at whole numbers + 0.5. */
function picture(
  width: number,
  height: number,
  level: (x: number, y: number, channel: number) => number,
): Picture {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3);
    data[i] = Math.round(level((pixel % width) + 0.5, Math.floor(pixel / width) + 0.5, i % 3));
  }
  return { width, height, data };
}

function waves(period: number) {
  return (x: number, y: number, channel: number) =>
    128 + 60 * Math.sin((2 * Math.PI * x) / period + channel) + 50 * Math.cos((2 * Math.PI * y) / period);
}

function turned(scale: number, angle: number, tx: number, ty: number): Similarity {
  return { a: scale * Math.cos(angle), b: scale * Math.sin(angle), tx, ty };
}

/** Largest and root mean square difference from the analytic value. */
function error(
  chip: Picture,
  toPicture: Similarity,
  level: (x: number, y: number, channel: number) => number,
) {
  let most = 0;
  let squares = 0;
  for (let i = 0; i < chip.data.length; i++) {
    const pixel = Math.floor(i / 3);
    const place = { x: (pixel % chip.width) + 0.5, y: Math.floor(pixel / chip.width) + 0.5 };
    const { x, y } = apply(toPicture, place);
    const difference = chip.data[i] - level(x, y, i % 3);
    most = Math.max(most, Math.abs(difference));
    squares += difference ** 2;
  }
  return { most, rms: Math.sqrt(squares / chip.data.length) };
}

const noise = picture(97, 61, (x, y, channel) => (x * 7919 + y * 104729 + channel * 31) % 256);

describe('warp', () => {
  it('gives the very same pixels for the identity and for whole shifts', () => {
    expect(warp(noise, IDENTITY, 97, 61).data).toEqual(noise.data);
    const chip = warp(noise, { a: 1, b: 0, tx: 10, ty: 20 }, 30, 20);
    for (const [x, y] of [
      [0, 0],
      [29, 0],
      [13, 19],
    ]) {
      const [to, from] = [3 * (y * 30 + x), 3 * ((y + 20) * 97 + x + 10)];
      expect([...chip.data.subarray(to, to + 3)]).toEqual([...noise.data.subarray(from, from + 3)]);
    }
  });

  it('gives the very same pixels for a quarter turn', () => {
    const chip = warp(noise, { a: 0, b: 1, tx: 97, ty: 0 }, 61, 97);
    for (const [x, y] of [
      [0, 0],
      [60, 96],
      [17, 40],
    ]) {
      const [to, from] = [3 * (y * 61 + x), 3 * (x * 97 + 96 - y)];
      expect([...chip.data.subarray(to, to + 3)]).toEqual([...noise.data.subarray(from, from + 3)]);
    }
  });

  it.each([
    [0.25, 40, 1.6],
    [0.7, 40, 1.6],
    [1, 40, 1.6],
    [1.3, 40, 2.6],
    [2.5, 80, 2.6],
    [3, 80, 1.8],
    [5.4, 160, 2.2],
    [8, 240, 2],
  ])('agrees with the analytic value of smooth waves at %f pixels a pixel', (scale, period, most) => {
    const level = waves(period);
    const source = picture(1200, 900, level);
    const toPicture = turned(scale, 0.3, 330, 120);
    const difference = error(warp(source, toPicture, 64, 64), toPicture, level);
    expect(difference.most).toBeLessThan(most);
    expect(difference.rms).toBeLessThan(0.9);
  });

  it('turns a checkerboard into flat grey when shrinking, instead of aliasing', () => {
    const board = picture(900, 900, (x, y) => ((Math.floor(x) + Math.floor(y)) % 2 ? 255 : 0));
    for (const [scale, contrast] of [
      [2, 1],
      [3, 30],
      [4, 1],
      [4.2, 1],
      [6.5, 7],
    ]) {
      const chip = warp(board, turned(scale, 0.2, 200, 60), 64, 64);
      expect(Math.max(...chip.data) - Math.min(...chip.data), `at ${scale}`).toBeLessThanOrEqual(contrast);
      expect(chip.data.reduce((sum, value) => sum + value) / chip.data.length).toBeCloseTo(127.5, -0.5);
    }
  });

  it('keeps a flat colour exactly flat at any scale, angle and place', () => {
    const flat = picture(120, 80, (_x, _y, channel) => [37, 200, 255][channel]);
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 40, noNaN: true }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.double({ min: -500, max: 500, noNaN: true }),
        fc.double({ min: -500, max: 500, noNaN: true }),
        (scale, angle, tx, ty) => {
          const { data } = warp(flat, turned(scale, angle, tx, ty), 24, 16);
          expect(data).toEqual(Uint8Array.from({ length: 3 * 24 * 16 }, (_, i) => [37, 200, 255][i % 3]!));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('goes on with the outermost pixels beyond the picture, or with mid-grey', () => {
    const white = picture(40, 40, () => 255);
    const beside = { a: 1, b: 0, tx: -100, ty: 0 };
    expect(new Set(warp(white, beside, 32, 32).data)).toEqual(new Set([255]));
    expect(new Set(warp(white, beside, 32, 32, { border: 'grey' }).data)).toEqual(new Set([128]));
    const half = warp(white, { a: 1, b: 0, tx: -20, ty: 0 }, 40, 40, { border: 'grey' });
    expect(half.data[3 * (20 * 40 + 5)]).toBe(128);
    expect(half.data[3 * (20 * 40 + 35)]).toBe(255);
    const shrunk = warp(white, { a: 4, b: 0, tx: -80, ty: -80 }, 40, 40, { border: 'grey' });
    expect(shrunk.data[3 * (25 * 40 + 25)]).toBe(255);
    expect(shrunk.data[3 * (5 * 40 + 25)]).toBe(128);
  });

  it('is as sharp’s own resize, within three grey levels, where both axes shrink by four', async () => {
    const level = waves(90);
    const source = picture(640, 480, level);
    const raw = { width: 640, height: 480, channels: 3 } as const;
    const expected = await sharp(source.data, { raw }).resize(160, 120, { kernel: 'cubic' }).raw().toBuffer();
    const chip = warp(source, { a: 4, b: 0, tx: 0, ty: 0 }, 160, 120);
    const differences = chip.data.map((value, i) => Math.abs(value - expected[i]));
    expect(Math.max(...differences)).toBeLessThanOrEqual(3);
  });

  it('works on pixels that start anywhere in their buffer', () => {
    const buffer = new Uint8Array(noise.data.length + 7);
    buffer.set(noise.data, 7);
    const moved = { ...noise, data: buffer.subarray(7) };
    for (const scale of [0.6, 1, 2.7]) {
      const toPicture = turned(scale, 0.1, 5, 5);
      expect(warp(moved, toPicture, 20, 20).data).toEqual(warp(noise, toPicture, 20, 20).data);
    }
  });

  it('refuses a transform that is not finite', () => {
    expect(() => warp(noise, { a: Number.NaN, b: 0, tx: 0, ty: 0 }, 8, 8)).toThrow('not finite');
  });
});
