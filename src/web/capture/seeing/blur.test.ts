// Held against what the service measures of the same page (src/document/page/condition.ts).

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { conditionOf, rectify } from '../../../document/page/index.js';
import { decode, type Quad } from '../../../image/index.js';
import { blurOf } from './blur.js';
import { diagonalOf } from './plane.js';
import { HELD, specimen } from './seeing.fixture.js';

/** Diagonal of ID-3, mm. */
const DIAGONAL = 152.9;

async function measured(sigma: number) {
  const photo = await specimen('TD3', 5, { ...HELD, turn: [0, 0], tilt: [0, 5], size: [0.7, 0.75] });
  const pixelsPerMm = diagonalOf(photo.corners) / DIAGONAL;
  const blurred = sigma === 0 ? sharp(photo.bytes) : sharp(photo.bytes).blur(sigma * pixelsPerMm);
  const jpeg = await blurred.jpeg({ quality: 95 }).toBuffer();
  const picture = await decode(jpeg);
  const corners = photo.corners as Quad;
  const theirs = conditionOf(picture, corners, 'TD3', rectify(picture, corners, 'TD3'), 1).blur!;
  const middle = { x: (corners[0].x + corners[2].x) / 2, y: (corners[0].y + corners[2].y) / 2 };
  const size = { width: 640, height: 240 };
  const { data } = await sharp(jpeg)
    .extract({ left: Math.round(middle.x - 320), top: Math.round(middle.y - 120), ...size })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { ours: blurOf({ ...size, data: new Uint8ClampedArray(data) }, pixelsPerMm)!, theirs };
}

describe('blurOf', () => {
  it.each([0, 0.1, 0.2])('measures print as the service does, within a fifth (σ = %s mm)', async (sigma) => {
    const { ours, theirs } = await measured(sigma);
    expect(Math.abs(ours - theirs)).toBeLessThan(theirs / 5);
  });

  // Of the whole page, the service finds edges that are sharper than print.
  it('tells print that cannot be read from print that can', async () => {
    expect((await measured(0.4)).ours).toBeGreaterThan(0.18);
    expect((await measured(0.2)).ours).toBeLessThan(0.18);
  });
});
