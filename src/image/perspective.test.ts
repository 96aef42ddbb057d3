import { describe, expect, it } from 'vitest';
import { homographyBetween, inverse, rectangle } from './homography.js';
import { warpPerspective } from './perspective.js';
import type { Picture } from './picture.js';

/** Smooth in both directions, so that resampling it twice gives it back. */
const gradient = (width: number, height: number): Picture => {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i += 3) data.set([(200 * x) / width, (200 * y) / height, 90], i);
  return { width, height, data };
};

describe('warpPerspective', () => {
  it('gives the picture itself through the identity', () => {
    const picture = gradient(50, 40);
    expect(warpPerspective(picture, [1, 0, 0, 0, 1, 0, 0, 0, 1], 50, 40).data).toEqual(picture.data);
  });

  it('undoes a perspective', () => {
    const page = gradient(200, 140);
    const seen = [
      { x: 60, y: 30 },
      { x: 420, y: 60 },
      { x: 390, y: 330 },
      { x: 30, y: 290 },
    ] as const;
    const toPage = homographyBetween(seen, rectangle(0, 0, 200, 140));
    const photo = warpPerspective(page, toPage, 480, 360);
    const back = warpPerspective(photo, inverse(toPage), 200, 140);
    for (const [x, y] of [
      [20, 20],
      [100, 70],
      [180, 120],
    ] as const) {
      const at = 3 * (y * 200 + x);
      expect(Math.abs(back.data[at]! - page.data[at]!)).toBeLessThanOrEqual(2);
      expect(Math.abs(back.data[at + 1]! - page.data[at + 1]!)).toBeLessThanOrEqual(2);
    }
  });

  it('averages what it reduces: a checkerboard becomes grey', () => {
    const data = new Uint8Array(3 * 400 * 400);
    for (let y = 0, i = 0; y < 400; y++)
      for (let x = 0; x < 400; x++, i += 3) data.fill((x + y) % 2 === 0 ? 255 : 0, i, i + 3);
    const small = warpPerspective({ width: 400, height: 400, data }, [8, 0, 0, 0, 8, 0, 0, 0, 1], 50, 50);
    for (let i = 0; i < small.data.length; i++) expect(Math.abs(small.data[i]! - 127.5)).toBeLessThan(8);
  });

  it('is mid-grey beyond the picture, also where the plane turns away', () => {
    const out = warpPerspective(gradient(40, 40), [1, 0, 100, 0, 1, 100, 0, 0, 1], 10, 10);
    expect(new Set(out.data)).toEqual(new Set([128]));
    const away = warpPerspective(gradient(40, 40), [1, 0, 0, 0, 1, 0, -0.2, 0, 1], 10, 10);
    expect(away.data).toHaveLength(300);
  });
});
