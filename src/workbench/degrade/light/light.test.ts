import { describe, expect, test } from 'vitest';
import type { Picture } from '../../../image/index.js';
import { blurReach, gaussianBlur } from './blur.js';
import {
  averaged,
  LIGHT_OF_LEVEL,
  type Light,
  levelOfLight,
  remembered,
  toLight,
  toPicture,
} from './light.js';

const grey = (width: number, height: number, level: (x: number, y: number) => number): Picture => {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i += 3) data.fill(level(x, y), i, i + 3);
  return { width, height, data };
};

/** Red of a whole light, row after row. */
function red(light: Light): number[][] {
  return Array.from({ length: light.height }, (_, y) => {
    const row = light.row(y);
    return Array.from({ length: light.width }, (_, x) => row[3 * x]!);
  });
}

describe('sRGB (IEC 61966-2-1)', () => {
  test('every grey level survives the way to light and back', () => {
    const levels = grey(256, 1, (x) => x);
    expect(toPicture(toLight(levels))).toEqual(levels);
  });

  test('has the values of the standard’s curve', () => {
    // Level 188 is half the light, 118 a card of 18 % grey, 10 lies on the straight foot: 10 / 255 / 12.92.
    expect(LIGHT_OF_LEVEL[188]).toBeCloseTo(0.503, 3);
    expect(LIGHT_OF_LEVEL[118]).toBeCloseTo(0.181, 3);
    expect(LIGHT_OF_LEVEL[10]).toBeCloseTo(0.003035, 6);
    expect(levelOfLight(0.5)).toBeCloseTo(187.5, 1);
    expect(levelOfLight(2)).toBeCloseTo(255, 9);
    expect(levelOfLight(-1)).toBe(0);
  });
});

test('a chequerboard of black and white is half the light from afar: level 188, not 128', () => {
  const board = grey(8, 8, (x, y) => ((x + y) % 2 ? 255 : 0));
  expect(toPicture(averaged(toLight(board), 4)).data).toEqual(new Uint8Array(12).fill(188));
});

test('rows that were kept may be read again', () => {
  const kept = remembered(toLight(grey(1, 6, (_, y) => 40 * y)), 3);
  kept.row(4);
  expect([2, 3, 4].map((y) => kept.row(y)[0])).toEqual([80, 120, 160].map((level) => LIGHT_OF_LEVEL[level]));
});

describe('Gaussian blur', () => {
  test.each([1, 2, 4])('of σ = %d px has the edge spread of its integral', (sigma) => {
    // The error function has its 15.87 % and 84.13 % two standard deviations apart.
    const edge = gaussianBlur(toLight(grey(81, 3, (x) => (x < 40 ? 0 : 255))), sigma);
    const row = red(edge)[1]!;
    const at = (level: number): number => {
      const x = row.findIndex((v) => v >= level);
      return x - 1 + (level - row[x - 1]!) / (row[x]! - row[x - 1]!);
    };
    // A pixel adds the variance of its own width, a twelfth; reading between two pixels adds another.
    const expected = 2 * Math.sqrt(sigma ** 2 + 1 / 6);
    expect(at(0.8413) - at(0.1587)).toBeGreaterThan(0.95 * expected);
    expect(at(0.8413) - at(0.1587)).toBeLessThan(1.05 * expected);
    expect((at(0.8413) + at(0.1587)) / 2).toBeCloseTo(39.5, 1);
  });

  test('spreads a point alike in both directions, and loses none of its light', () => {
    const blurred = red(gaussianBlur(toLight(grey(31, 31, (x, y) => (x === 15 && y === 15 ? 255 : 0))), 2));
    const sum = blurred.flat().reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(1, 4);
    const variance = (along: (x: number, y: number) => number) =>
      blurred.flatMap((row, y) => row.map((v, x) => v * (along(x, y) - 15) ** 2)).reduce((a, b) => a + b, 0);
    expect(variance((x) => x)).toBeCloseTo(
      variance((_, y) => y),
      4,
    );
    // Cut off at three standard deviations.
    expect(variance((x) => x)).toBeGreaterThan(0.95 * 4);
    expect(variance((x) => x)).toBeLessThan(1.05 * 4);
  });

  test('leaves a flat tone as it is, up to the border', () => {
    expect(toPicture(gaussianBlur(toLight(grey(9, 9, () => 77)), 3))).toEqual(grey(9, 9, () => 77));
    expect(blurReach(3)).toBe(9);
  });
});
