import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../autograd/index.js';
import { blank, decode, draw, type Picture, type Point } from '../../../image/index.js';
import { drawBackdrop } from './backdrop.js';
import { type Disturbance, EVERYDAY } from './disturbance.js';
import { photograph } from './photograph.js';
import type { Laid } from './scene.js';
import { surfaceOf } from './surface.js';

/** A white page with a black square of 10 mm in its middle, 4 pixels a millimetre. */
const page = await draw(blank(500, 352, '#f0f0f0'), [
  {
    kind: 'bar',
    box: { x: 230, y: 156, width: 40, height: 40 },
    value: 1,
    colour: '#000000',
    background: '#000000',
  },
]);
const laid: Laid = { surface: surfaceOf(page, 4), radius: 3, bound: false, kept: [] };

const CALM: Disturbance = {
  ...EVERYDAY,
  longSide: [600, 601],
  size: [0.6, 0.8],
  falloff: [0, 0],
  shadow: { share: 0, depth: [0, 0] },
  glare: { share: 0, light: [0, 0], extent: [1, 1] },
  exposure: [0, 0],
  noise: [0, 0],
  jpeg: [95, 95],
  thumb: 0,
};

const shot = async (seed: number, disturbance = CALM) => {
  const random = randomStream(seed, 'photograph');
  const taken = await photograph(laid, drawBackdrop(random, 0.5), disturbance, random);
  return { taken, picture: await decode(taken.bytes) };
};

const darkness = ({ data, width }: Picture, { x, y }: Point) =>
  data[3 * (Math.floor(y) * width + Math.floor(x)) + 1]!;

describe('photograph', () => {
  it('says where everything is: ink where the page has ink, paper where it has paper', async () => {
    for (let seed = 0; seed < 6; seed++) {
      const { taken, picture } = await shot(seed);
      expect([picture.width, picture.height]).toEqual([taken.width, taken.height]);
      const at = (x: number, y: number) => {
        const [a, b, , , e, f] = [0, 1, 2, 3, 4, 5].map((i) => taken.toPicture[i]!);
        const w = taken.toPicture[6]! * x + taken.toPicture[7]! * y + taken.toPicture[8]!;
        return {
          x: (a! * x + b! * y + taken.toPicture[2]!) / w,
          y: (taken.toPicture[3]! * x + e! * y + f!) / w,
        };
      };
      expect(darkness(picture, at(62.5, 44))).toBeLessThan(60);
      for (const [x, y] of [
        [8, 8],
        [117, 8],
        [117, 80],
        [8, 80],
      ] as const)
        expect(darkness(picture, at(x, y))).toBeGreaterThan(150);
      expect(at(125, 88).x).toBeCloseTo(taken.corners[2].x, 6);
    }
  });

  it('is the same bytes from the same stream, and others from another', async () => {
    const [one, again, other] = [
      await shot(1, EVERYDAY_SMALL),
      await shot(1, EVERYDAY_SMALL),
      await shot(2, EVERYDAY_SMALL),
    ];
    expect(one.taken.bytes).toEqual(again.taken.bytes);
    expect(one.taken.bytes).not.toEqual(other.taken.bytes);
  });
});

const EVERYDAY_SMALL: Disturbance = { ...EVERYDAY, longSide: [500, 700], thumb: 1 };
