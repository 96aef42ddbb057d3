import { describe, expect, test } from 'vitest';
import { blackBody, spectralColour } from './colour.js';
import { luminance } from './light.js';

/** CIE 1931 chromaticity of linear sRGB. */
function chromaticity([r, g, b]: readonly [number, number, number]): [number, number] {
  const x = 0.4124 * r + 0.3576 * g + 0.1805 * b;
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const z = 0.0193 * r + 0.1192 * g + 0.9505 * b;
  return [x / (x + y + z), y / (x + y + z)];
}

describe('a black body', () => {
  // Illuminant A by definition (2856 K), and points of the Planckian locus after Wyszecki & Stiles.
  test.each([
    [2856, 0.4476, 0.4074],
    [4000, 0.3805, 0.3768],
    [5000, 0.3451, 0.3516],
    [6500, 0.3135, 0.3237],
    [10000, 0.2807, 0.2884],
  ])('of %d K lies on the Planckian locus', (kelvin, x, y) => {
    const [seenX, seenY] = chromaticity(blackBody(kelvin));
    expect(Math.abs(seenX - x)).toBeLessThan(0.002);
    expect(Math.abs(seenY - y)).toBeLessThan(0.002);
    expect(luminance(...blackBody(kelvin))).toBeCloseTo(1, 3);
  });
});

test('spectral light has the colour of the rainbow', () => {
  const strongest = (nm: number) => spectralColour(nm).indexOf(Math.max(...spectralColour(nm)));
  expect([450, 535, 620].map(strongest)).toEqual([2, 1, 0]);
  // Beyond the visible there is nothing to see.
  expect(Math.max(...spectralColour(330), ...spectralColour(800))).toBeLessThan(0.02);
  // CIE 1931 ȳ has its maximum, 1, at 555 nm; green primaries cannot show that without red below zero.
  expect(luminance(...spectralColour(555))).toBeGreaterThan(0.9);
});
