import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { PERCEPTUAL_HASH_BITS, perceptualDistance, perceptualHash } from './perceptualHash.js';
import type { Picture } from './picture.js';

/** Grey levels that repeat nowhere within the picture. */
const formula = (x: number, y: number): number => (7 * x + 13 * y + ((x * y) % 31) * 5) % 256;

/** Hills of light, as photographs have them. */
const scene = (x: number, y: number): number =>
  128 +
  60 * Math.sin(x / 23) * Math.cos(y / 31) +
  40 * Math.sin((x + 2 * y) / 47) +
  25 * Math.cos((x - y) / 11);

function grey(width: number, height: number, level: (x: number, y: number) => number): Picture {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++)
    data.fill(Math.max(0, Math.min(255, level(i % width, Math.floor(i / width)))), 3 * i, 3 * i + 3);
  return { width, height, data };
}

describe('the perceptual hash', () => {
  it('is that of the cosine transform', () => {
    // c = scipy.fft.dct(scipy.fft.dct(g, axis=0), axis=1)[1:9, 1:9]; bits = c > numpy.median(c)
    expect(perceptualHash(grey(32, 32, formula))).toBe('7480343f621d7b5e');
  });

  it('stays within a few bits when a picture is made smaller, brighter or recompressed', async () => {
    const picture = grey(300, 240, scene);
    const hash = perceptualHash(picture);
    const smaller = grey(150, 120, (x, y) => scene(2 * x + 0.5, 2 * y + 0.5));
    const brighter = grey(300, 240, (x, y) => scene(x, y) * 0.9 + 20);
    const { data } = await sharp(picture.data, { raw: { width: 300, height: 240, channels: 3 } })
      .jpeg({ quality: 40 })
      .toBuffer()
      .then((file) => sharp(file).raw().toBuffer({ resolveWithObject: true }));
    for (const copy of [smaller, brighter, { width: 300, height: 240, data }])
      expect(perceptualDistance(hash, perceptualHash(copy))).toBeLessThanOrEqual(4);
  });

  it('differs in about half of the bits between pictures of different things', () => {
    const distance = perceptualDistance(
      perceptualHash(grey(64, 64, formula)),
      perceptualHash(grey(300, 240, scene)),
    );
    expect(Math.abs(distance - PERCEPTUAL_HASH_BITS / 2)).toBeLessThanOrEqual(12);
  });

  it('has something to say of a flat picture too', () => {
    expect(perceptualHash(grey(40, 40, () => 90))).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('the distance of two hashes', () => {
  it('counts bits', () => {
    expect(perceptualDistance('0000000000000000', 'ffffffffffffffff')).toBe(64);
    expect(perceptualDistance('8000000000000001', '0000000000000000')).toBe(2);
    expect(perceptualDistance('00000000f0000000', '0000000010000000')).toBe(3);
  });
});
