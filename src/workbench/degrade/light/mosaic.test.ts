import { expect, test } from 'vitest';
import type { Picture } from '../../../image/index.js';
import { throughMosaic } from './mosaic.js';

const picture = (width: number, height: number, colour: (x: number, y: number) => number[]): Picture => ({
  width,
  height,
  data: Uint8Array.from(
    Array.from({ length: width * height }, (_, i) => colour(i % width, Math.floor(i / width))).flat(),
  ),
});

/** The largest difference between red, green and blue of a pixel. */
const colourfulness = ({ data }: Picture): number =>
  Math.max(
    ...Array.from({ length: data.length / 3 }, (_, i) => {
      const rgb = [...data.subarray(3 * i, 3 * i + 3)];
      return Math.max(...rgb) - Math.min(...rgb);
    }),
  );

test('a flat colour comes through as it is, up to the border', () => {
  const flat = picture(9, 7, () => [200, 120, 40]);
  expect(throughMosaic(flat)).toEqual(flat);
});

test('a soft grey ramp stays grey', () => {
  expect(colourfulness(throughMosaic(picture(32, 32, (x, y) => Array(3).fill(3 * x + 2 * y))))).toBeLessThan(
    8,
  );
});

test('stripes as fine as the sites come back in colours that are not there', () => {
  const stripes = picture(32, 32, (x) => Array(3).fill(x % 2 ? 230 : 30));
  expect(colourfulness(throughMosaic(stripes))).toBeGreaterThan(100);
});
