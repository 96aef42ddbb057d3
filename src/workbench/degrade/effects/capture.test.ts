import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../autograd/index.js';
import { LIGHT_OF_LEVEL } from '../light/light.js';
import { relief } from '../light/relief.js';
import { meanLight, specimenOf, varianceOfLight } from '../specimen.fixture.js';
import type { Specimen } from '../specimen.js';
import { exposure } from './exposure.js';
import { glare } from './glare.js';
import { guilloche } from './guilloche.js';
import { hologram } from './hologram.js';
import { laminate } from './laminate.js';
import { moire } from './moire.js';
import { motion } from './motion.js';
import { noise } from './noise.js';
import { perspective, seenAt } from './perspective.js';
import { scanner } from './scanner.js';
import { sensor } from './sensor.js';
import { shading } from './shading.js';
import { whiteBalance } from './whiteBalance.js';
import { distanceOf, wideAngle } from './wideAngle.js';

const chance = (name = 'test') => randomStream(1, name);
const patch = (level: number) => specimenOf(120, 120, () => level);
const now = (result: Specimen | Promise<Specimen>) => result as Specimen;

describe('noise', () => {
  test('has a variance that grows with the light: signal / electrons + (read noise / electrons)²', () => {
    // Levels far enough from black and white that nothing is cut off.
    for (const level of [100, 150, 200]) {
      const seen = now(noise.apply(patch(level), { electrons: 1000, readNoise: 3 }, chance()));
      const expected = LIGHT_OF_LEVEL[level] / 1000 + (3 / 1000) ** 2;
      expect(varianceOfLight(seen) / expected).toBeGreaterThan(0.9);
      expect(varianceOfLight(seen) / expected).toBeLessThan(1.1);
      expect(Math.abs(meanLight(seen) - LIGHT_OF_LEVEL[level])).toBeLessThan(0.002);
    }
  });
});

test('one stop is a factor of two of light', () => {
  const [dark, bright] = [-1, 1].map((stops) =>
    meanLight(now(exposure.apply(patch(120), { stops }, chance()))),
  );
  expect(dark).toBeCloseTo(LIGHT_OF_LEVEL[120] / 2, 2);
  expect(bright).toBeCloseTo(LIGHT_OF_LEVEL[120] * 2, 2);
});

describe('white balance', () => {
  test('changes nothing under the light that the camera expects', () => {
    expect(whiteBalance.apply(patch(120), { illuminant: 5500 }, chance())).toEqual(patch(120));
  });

  test('turns a grey card orange under a bulb and blue in the shade, as light as before', () => {
    const card = (illuminant: number) => {
      const seen = now(whiteBalance.apply(patch(120), { illuminant }, chance()));
      return ([0, 1, 2] as const).map((c) => meanLight(seen, c));
    };
    const [bulb, shade] = [card(2800), card(9000)];
    expect(bulb[0]).toBeGreaterThan(2 * bulb[2]!);
    expect(shade[2]).toBeGreaterThan(1.3 * shade[0]!);
    const luminance = ([r, g, b]: number[]) => 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    for (const rgb of [bulb, shade]) expect(luminance(rgb)).toBeCloseTo(LIGHT_OF_LEVEL[120], 2);
  });
});

describe('perspective', () => {
  /** A black square of 60 × 60 pixels on white, 5 pixels a millimetre. */
  const square = specimenOf(160, 160, (x, y) => (x >= 50 && x < 110 && y >= 50 && y < 110 ? 0 : 255), 5);
  /** How much of a row is black, about the middle: at its ends what lies behind the page may be seen. */
  const blackOfRow = ({ data, width }: Specimen, y: number) => {
    let sum = 0;
    for (let x = 30; x < 130; x++) sum += 1 - LIGHT_OF_LEVEL[data[3 * (y * width + x)]];
    return sum;
  };

  test('makes the far side smaller by what the homography says', () => {
    const view = { tilt: 40, roll: 0, distance: 100, towards: Math.PI / 2, turn: 1 };
    const seen = seenAt(square, view);
    // 25 pixels below the middle: 5 mm on the page, further from the camera by 5·sin 40°, seen at y·cos 40°·D / (D + …).
    const [sin, cos] = [Math.sin((40 * Math.PI) / 180), Math.cos((40 * Math.PI) / 180)];
    for (const mm of [-5, 5]) {
      const scale = 100 / (100 + mm * sin);
      expect(Math.abs(blackOfRow(seen, Math.round(80 + 5 * mm * cos * scale)) - 60 * scale)).toBeLessThan(1);
    }
  });

  test('from straight above at no roll is the page itself', () => {
    const seen = now(perspective.apply(square, { tilt: 0, roll: 0, distance: 300 }, chance()));
    expect(seen.data).toEqual(square.data);
    expect(seen.eyes).toEqual(square.eyes);
  });
});

test('motion smears a point over its way, and keeps its light', () => {
  const point = specimenOf(81, 81, (x, y) => (x === 40 && y === 40 ? 255 : 0), 10);
  const seen = now(motion.apply(point, { way: 2 }, chance()));
  const lit = Array.from({ length: 81 * 81 }, (_, i) => ({
    x: i % 81,
    y: Math.floor(i / 81),
    light: LIGHT_OF_LEVEL[seen.data[3 * i]],
  })).filter(({ light }) => light > 0.002);
  const reach = Math.max(...lit.map(({ x, y }) => Math.hypot(x - 40, y - 40)));
  expect(reach).toBeGreaterThan(8.5);
  expect(reach).toBeLessThan(11.5);
  expect(lit.reduce((sum, { light }) => sum + light, 0)).toBeCloseTo(1, 1);
});

describe('a sensor', () => {
  test('has so many sites an inch', () => {
    const seen = now(
      sensor.apply(
        specimenOf(254, 127, () => 90, 10),
        { resolution: 127 },
        chance(),
      ),
    );
    expect([seen.width, seen.height, seen.pixelsPerMm]).toEqual([127, 64, 5]);
    expect(seen.eyes).toEqual({ x: 63.5, y: 31.75 });
  });

  test('as coarse as the screen it looks at sees moiré, and a fine one does not', async () => {
    // Moiré is slow: what varies over millimetres, where the portrait is flat.
    const slow = async (resolution: number) => {
      const { data, width, height } = await moire.apply(
        specimenOf(240, 240, () => [203, 166, 143]),
        { resolution },
        chance(),
      );
      // Blocks of eight cells.
      const side = Math.round((8 * resolution) / 150);
      const means: number[] = [];
      for (let top = side; top + 2 * side <= height; top += side)
        for (let left = side; left + 2 * side <= width; left += side) {
          let sum = 0;
          for (let y = top; y < top + side; y++)
            for (let x = left; x < left + side; x++) sum += LIGHT_OF_LEVEL[data[3 * (y * width + x)]];
          means.push(sum / side ** 2);
        }
      const mean = means.reduce((a, b) => a + b) / means.length;
      return Math.sqrt(means.reduce((sum, v) => sum + (v - mean) ** 2, 0) / means.length) / mean;
    };
    expect(await slow(305)).toBeGreaterThan(2 * (await slow(600)));
  });
});

test('a scanner shifts red and blue apart', () => {
  const edge = specimenOf(40, 80, (_, y) => (y < 40 ? 0 : 255), 12);
  const seen = now(scanner.apply(edge, { resolution: 300, misregistration: 100 }, chance()));
  const [red, blue] = ([0, 2] as const).map((c) => meanLight(seen, c));
  // 2 × 100 µm on a page of 6.67 mm.
  expect(Math.abs(red! - blue!)).toBeCloseTo(0.2 / (80 / 12), 2);
});

describe('what lies over the portrait', () => {
  test('guilloche covers as much as its lines are wide', () => {
    const seen = now(
      guilloche.apply(
        specimenOf(400, 400, () => 255, 16),
        { density: 40, line: 80, pitch: 0.8 },
        chance(),
      ),
    );
    // Two nets all over, two rosettes in part; an ink takes 10–100 % of a channel.
    const taken = 1 - ([0, 1, 2] as const).reduce<number>((sum, c) => sum + meanLight(seen, c), 0) / 3;
    expect(taken).toBeGreaterThan(2 * 0.1 * 0.4 * 0.3);
    expect(taken).toBeLessThan(4 * 0.13 * 0.4 * 0.8);
  });

  test('a hologram only adds light, of many colours', () => {
    const dark = specimenOf(400, 400, () => 40, 16);
    // What shines depends on where the lamp stands: one of a few lamps will do.
    const seen = ['a', 'b', 'c', 'd'].map((lamp) =>
      now(hologram.apply(dark, { radiance: 60 }, chance(lamp))),
    );
    for (const { data } of seen) expect(data.reduce((a, b) => Math.min(a, b), 255)).toBe(40);
    const colourful = seen.map(({ data }) => {
      let sum = 0;
      for (let i = 0; i < data.length; i += 3)
        sum +=
          Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 40
            ? 1
            : 0;
      return (3 * sum) / data.length;
    });
    expect(Math.max(...colourful)).toBeGreaterThan(0.01);
  });

  test('a laminate lifts black by what its surface reflects, and swallows blue', () => {
    const foil = { veil: 5, haze: 0, yellowing: 20, scratches: 1e-6 };
    expect(meanLight(now(laminate.apply(patch(0), foil, chance())))).toBeCloseTo(0.05, 2);
    const paper = now(laminate.apply(patch(255), foil, chance()));
    expect(meanLight(paper, 2)).toBeCloseTo(0.8 * 0.95 + 0.05, 2);
    expect(meanLight(paper, 0)).toBeGreaterThan(0.97);
  });

  test('glare is as bright as it says, and as wide', () => {
    for (const lamp of ['a', 'b', 'c']) {
      const seen = now(
        glare.apply(
          specimenOf(400, 400, () => 30, 10),
          { luminance: 30, extent: 6 },
          chance(lamp),
        ),
      );
      const brightest = seen.data.reduce((a, b) => Math.max(a, b), 0);
      expect(LIGHT_OF_LEVEL[brightest]).toBeGreaterThan(0.25);
      expect(LIGHT_OF_LEVEL[brightest]).toBeLessThan(0.55);
      // A lamp of 6 mm, of a page of 40 mm, at most two and a half times as long as wide, and its halo.
      expect(meanLight(seen)).toBeLessThan(LIGHT_OF_LEVEL[30] + 0.3 * 0.2);
    }
  });

  test('a lamp to one side leaves the middle of the page as light as it was', () => {
    const seen = now(
      shading.apply(
        specimenOf(200, 200, () => 128, 5),
        { falloff: 40, shadow: 0 },
        chance(),
      ),
    );
    expect(seen.data[3 * (100 * 200 + 100)]).toBeCloseTo(128, -0.5);
    const [brightest, darkest] = [Math.max, Math.min].map((pick) => seen.data.reduce((a, b) => pick(a, b)));
    expect(brightest! - darkest!).toBeGreaterThan(30);
  });
});

describe('a wide angle', () => {
  test('stands so far away that a head fills half the frame: 300 mm with a lens of 24 mm', () => {
    expect(distanceOf(24)).toBe(300);
  });

  test('is seen on a head whose nose is 36 mm before the eyes and whose ears are behind', () => {
    expect(relief(0, 42)).toBeGreaterThan(25);
    expect(relief(0, 0)).toBeCloseTo(12, 0);
    expect(relief(70, 0)).toBeLessThan(-50);
    expect(relief(500, 0)).toBe(-83);
  });

  test('moves the tip of the nose outwards by what perspective says', () => {
    // Two pixels a millimetre; a dark line across the face, 42 mm below the eyes, where the nose is.
    const face = specimenOf(400, 400, (_, y) => (Math.abs(y - 200 - 84) <= 1 ? 0 : 255), 2);
    const seen = now(wideAngle.apply(face, { focalLength: 24 }, chance()));
    const line = (x: number) => {
      let [best, at] = [256, 0];
      for (let y = 0; y < 400; y++) {
        const level = seen.data[3 * (400 * y + x)];
        if (level < best) [best, at] = [level, y];
      }
      return at + 0.5 - 200;
    };
    const factor = (z: number) => ((300 / (300 - z)) * (1500 - z)) / 1500;
    // Relative to the background, which keeps its size.
    expect(line(200) / 85).toBeCloseTo(factor(relief(0, 42)) / factor(-83), 1);
    expect(line(2) / 85).toBeCloseTo(1, 1);
  });
});
