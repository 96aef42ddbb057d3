import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Point, type Quad, rectangle } from '../../image/index.js';
import { misfitOf, PAGE_SIZES, proportionsOf, sizeOfProportions } from './proportions.js';

/** Corners of a rectangle as a pinhole camera sees it, its optical axis through (0, 0). */
function seen(
  { width, height }: { width: number; height: number },
  tilt: number,
  towards: number,
  turn: number,
): Quad {
  const [focal, distance] = [2500, 210];
  return rectangle(-width / 2, -height / 2, width, height).map((corner): Point => {
    const { x: u, y: v } = turned(corner, -towards);
    const flat = turned({ x: u * Math.cos(tilt), y: v }, towards + turn);
    const z = distance + u * Math.sin(tilt);
    return { x: (focal * flat.x) / z, y: (focal * flat.y) / z };
  }) as unknown as Quad;
}

const turned = ({ x, y }: Point, by: number): Point => ({
  x: x * Math.cos(by) - y * Math.sin(by),
  y: x * Math.sin(by) + y * Math.cos(by),
});

const middle: Point = { x: 0, y: 0 };

describe('proportionsOf', () => {
  it('is exact whatever the perspective, without knowing the focal length', () => {
    const angle = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
    // Seen along an axis of its own a rectangle does not tell the focal length: those views are the next test's.
    const askew = fc.double({ min: 0.3, max: 1.2, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0.3, max: 0.7, noNaN: true }), askew, angle, (tilt, towards, turn) => {
        expect(proportionsOf(seen(PAGE_SIZES.TD3, tilt, towards, turn), middle)).toBeCloseTo(125 / 88, 6);
        expect(proportionsOf(seen(PAGE_SIZES.TD1, tilt, towards, turn), middle)).toBeCloseTo(85.6 / 53.98, 6);
      }),
    );
  });

  it('is near where the page is seen from straight above', () => {
    expect(proportionsOf(seen(PAGE_SIZES.TD1, 0, 0, 0.4), middle)).toBeCloseTo(85.6 / 53.98, 6);
    expect(proportionsOf(seen(PAGE_SIZES.TD1, 0.05, 1, 0.4), middle)).toBeCloseTo(85.6 / 53.98, 1);
  });
});

describe('misfitOf', () => {
  // Its diagonal is 4,000 pixels: the camera's focal length is 0.625 of that.
  const photograph = { width: 3200, height: 2400 };
  const laid = (corners: Quad) =>
    corners.map(({ x, y }) => ({ x: x + 1600, y: y + 1200 })) as unknown as Quad;
  const misfit = (corners: Quad) => misfitOf(laid(corners), photograph);

  it('is next to nothing for any view of a page', () => {
    const angle = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.7, noNaN: true }), angle, angle, (tilt, towards, turn) => {
        for (const size of Object.values(PAGE_SIZES))
          expect(misfit(seen(size, tilt, towards, turn))).toBeLessThan(0.02);
      }),
    );
  });

  it('is what other rectangles lack to the proportions of a page', () => {
    expect(misfit(seen({ width: 100, height: 100 }, 0, 0, 0.3))).toBeCloseTo(Math.log(105 / 74), 6);
    expect(misfit(seen({ width: 200, height: 100 }, 0, 0, 1))).toBeCloseTo(Math.log(2 / (85.6 / 53.98)), 6);
  });

  it('grows with a corner that is something else’s', () => {
    const [a, b, c, d] = seen(PAGE_SIZES.TD3, 0, 0, 0.4);
    const off = (share: number) =>
      misfit([a, b, { x: c.x + share * (c.x - a.x), y: c.y + share * (c.y - a.y) }, d]);
    expect(off(0.12)).toBeGreaterThan(0.1);
    expect(off(0.25)).toBeGreaterThan(off(0.12));
  });
});

it('a card and a page of a passport are told apart', () => {
  expect(sizeOfProportions(1.42)).toBe('TD3');
  expect(sizeOfProportions(1.586)).toBe('TD1');
});
