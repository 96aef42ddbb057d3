import { beforeAll, describe, expect, it } from 'vitest';
import type { Network } from './network.js';
import { findPage } from './page.js';
import { rectangle } from './plane.js';
import { builtNetwork, frameOf, HELD, specimen } from './seeing.fixture.js';
import { alikeness, digestOf, lightOfFace, lightOfPage, type Print, printOf } from './sight.js';

const grey = (value: number) => ({
  ...{ width: 64, height: 48 },
  data: new Uint8ClampedArray(4 * 64 * 48).fill(value),
});
const ALL = rectangle({ x: 0, y: 0, width: 64, height: 48 });

describe('The light', () => {
  it('is the mean luma, and the share of what is washed out', () => {
    expect(lightOfFace(grey(90), { x: 8, y: 8, width: 40, height: 32 }).mean).toBeCloseTo(90, 6);
    expect(lightOfPage(grey(255), ALL)).toEqual({ mean: expect.closeTo(255, 6), burnt: 1 });
    const half = grey(120);
    half.data.fill(255, 0, half.data.length / 2);
    expect(lightOfPage(half, ALL).burnt).toBeCloseTo(0.5, 6);
  });
});

describe('digestOf', () => {
  it('is another as soon as one pixel is off by one', () => {
    const frame = grey(120);
    const before = digestOf(frame);
    expect(digestOf(grey(120))).toBe(before);
    frame.data[4 * 1000 + 1] = 121;
    expect(digestOf(frame)).not.toBe(before);
  });
});

describe('printOf', () => {
  let network: Network;
  beforeAll(async () => {
    network = await builtNetwork('page');
  });
  const print = async (kind: 'TD1-front' | 'TD1-back', seed: number, tilt: number): Promise<Print> => {
    const photo = await specimen(kind, seed, { ...HELD, tilt: [tilt, tilt + 5], thumb: 0 });
    const frame = await frameOf(photo.bytes);
    return printOf(frame, findPage(network, frame, null)!.corners);
  };

  it('knows a card’s side again from elsewhere, and tells it from the other', async () => {
    for (const seed of [2, 4]) {
      const front = await print('TD1-front', seed, 0);
      expect(alikeness(front, await print('TD1-front', seed, 12))).toBeGreaterThan(0.6);
      expect(alikeness(front, await print('TD1-back', seed, 0))).toBeLessThan(0.5);
    }
  });
});
