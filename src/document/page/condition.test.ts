import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { blank, draw, type Picture, type Quad, rectangle } from '../../image/index.js';
import { CONDITION_LIMITS, conditionOf, shortfallsOf } from './condition.js';
import { rectify } from './rectify.js';

/** A page of 125 × 88 mm at 8 pixels a millimetre, with bars as wide as a headline's strokes, in a photograph of itself. */
const bars = Array.from({ length: 20 }, (_, i) => ({
  kind: 'bar' as const,
  box: { x: 60 + 44 * i, y: 300, width: 20, height: 200 },
  value: 1,
  colour: '#202020' as const,
  background: '#202020' as const,
}));
const page = await draw(blank(1000, 704, '#e8e8e0'), bars);
const corners: Quad = rectangle(0, 0, 1000, 704);

async function blurred(sigma: number): Promise<Picture> {
  const raw = { width: page.width, height: page.height, channels: 3 } as const;
  const data = await sharp(page.data, { raw }).blur(sigma).raw().toBuffer();
  return { ...page, data: new Uint8Array(data) };
}

const measured = (picture: Picture, at = corners) =>
  conditionOf(picture, at, 'TD3', rectify(picture, at, 'TD3'), 1);

describe('conditionOf', () => {
  it('finds nothing wrong with a page that fills its picture', () => {
    const condition = measured(page);
    expect(condition.cropped).toBe(0);
    expect(condition.resolution).toBeCloseTo(8, 6);
    expect(condition.glare).toBe(0);
    expect(shortfallsOf(condition)).toEqual([]);
  });

  it.each([2, 3, 4])('measures a blur of %d pixels in millimetres of the page', async (sigma) => {
    const { blur } = measured(await blurred(sigma));
    expect(blur! * 8).toBeGreaterThan(0.75 * sigma);
    expect(blur! * 8).toBeLessThan(1.25 * sigma);
  });

  it('says so where the page is blurred beyond the strokes of letters', async () => {
    const codes = shortfallsOf(measured(await blurred(4))).map(({ code }) => code);
    expect(codes).toEqual(['document_blurred']);
  });

  it('measures how far the page reaches beyond the picture', () => {
    const cut: Quad = rectangle(-61.2, 0, 1000, 704);
    const condition = measured(page, cut);
    expect(condition.cropped).toBeCloseTo(61.2 / Math.hypot(1000, 704), 6);
    const [shortfall] = shortfallsOf(condition);
    expect(shortfall).toMatchObject({
      code: 'document_cropped',
      measured: { value: condition.cropped, limit: CONDITION_LIMITS.cropped },
    });
    expect(shortfall!.advice).toMatch(/all four corners/);
  });

  it('counts pixels of the original where the picture was shrunk', () => {
    expect(conditionOf(page, corners, 'TD3', rectify(page, corners, 'TD3'), 2.5).resolution).toBeCloseTo(
      20,
      6,
    );
    const far: Quad = rectangle(300, 300, 300, 211.2);
    expect(shortfallsOf(measured(page, far)).map(({ code }) => code)).toContain('document_too_small');
  });

  it('finds a reflection', async () => {
    const box = { x: 100, y: 100, width: 400, height: 300 };
    const shiny = await draw(page, [
      { kind: 'bar', box, value: 1, colour: '#ffffff', background: '#ffffff' },
    ]);
    const condition = measured(shiny);
    expect(condition.glare).toBeGreaterThan(0.12);
    expect(shortfallsOf(condition).map(({ code }) => code)).toContain('document_glare');
  });
});
