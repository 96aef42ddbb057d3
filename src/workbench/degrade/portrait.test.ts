import { describe, expect, test } from 'vitest';
import { LIGHT_OF_LEVEL } from './light/light.js';
import { asTaken, cropPortrait, PORTRAIT_MM } from './portrait.js';
import { specimenOf } from './specimen.fixture.js';

/** A face of 60 pixels between the eyes, rolled by 20°, with white dots for eyes on black. */
const [cos, sin] = [Math.cos(Math.PI / 9), Math.sin(Math.PI / 9)];
const place = (x: number, y: number) =>
  [200 + 60 * (cos * x - sin * y), 180 + 60 * (sin * x + cos * y)] as const;
const FACE = [
  [-0.5, 0],
  [0.5, 0],
  [0.005, 0.574],
  [-0.404, 1.155],
  [0.424, 1.152],
] as const;
const landmarks = FACE.flatMap(([x, y]) => place(x, y));
const [left, right] = [place(-0.5, 0), place(0.5, 0)];
const photograph = specimenOf(400, 400, (x, y) => {
  const near = ([ex, ey]: readonly [number, number]) => Math.hypot(x + 0.5 - ex, y + 0.5 - ey) < 3;
  return near(left) || near(right) ? 255 : 0;
});

/** Centre of the light in a part of a picture. */
function centre({ width, height, data }: typeof photograph, from: number, to: number): [number, number] {
  let [sum, sx, sy] = [0, 0, 0];
  for (let y = 0; y < height; y++)
    for (let x = from; x < to; x++) {
      const light = LIGHT_OF_LEVEL[data[3 * (y * width + x)]];
      sum += light;
      sx += light * (x + 0.5);
      sy += light * (y + 0.5);
    }
  return [sx / sum, sy / sum];
}

describe('a portrait of 35 × 45 mm', () => {
  const portrait = cropPortrait(photograph, { landmarks }, 0.75, 300 / 25.4);

  test('has the pixels of 300 dots an inch', () => {
    expect([portrait.width, portrait.height]).toEqual([413, 531]);
  });

  test('is upright, the eyes on one line and in the middle', () => {
    const [first, second] = [centre(portrait, 0, 206), centre(portrait, 206, 413)];
    expect(first[1]).toBeCloseTo(second[1], 0);
    expect((first[0] + second[0]) / 2).toBeCloseTo(portrait.eyes.x, 0);
    expect(first[1]).toBeCloseTo(portrait.eyes.y, 0);
    // A head of 75 % of 45 mm is 3.57 distances between the eyes high: 9.45 mm.
    expect((second[0] - first[0]) / portrait.pixelsPerMm).toBeCloseTo(9.45, 1);
  });

  test.each([0.7, 0.75, 0.8])(
    'has its eyes where ICAO Doc 9303 wants them: 50–70 % above the foot (head %d)',
    (share) => {
      const { eyes, pixelsPerMm } = cropPortrait(photograph, { landmarks }, share, 10);
      const above = 1 - eyes.y / pixelsPerMm / PORTRAIT_MM.height;
      expect(above).toBeGreaterThanOrEqual(0.5);
      expect(above).toBeLessThanOrEqual(0.7);
      expect(eyes.x / pixelsPerMm).toBe(17.5);
    },
  );

  test('needs points that are not all one', () => {
    expect(() => cropPortrait(photograph, { landmarks: Array(10).fill(7) }, 0.75, 10)).toThrow();
  });
});

test('a photograph has the size that its face gives it: 63 mm between the eyes', () => {
  const { pixelsPerMm, eyes, data } = asTaken(photograph, { landmarks });
  expect(pixelsPerMm).toBeCloseTo(60 / 63, 6);
  expect([eyes.x, eyes.y]).toEqual([expect.closeTo(200, 6), expect.closeTo(180, 6)]);
  expect(data).toBe(photograph.data);
});
