import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../autograd/index.js';
import { project } from '../../../image/index.js';
import { EVERYDAY } from './disturbance.js';
import { drawPose, viewOf } from './pose.js';

const PAGE = { width: 125, height: 88 };
const PICTURE = { width: 1600, height: 1200 };

describe('a page before a camera', () => {
  it('seen from straight above keeps its shape, at the scale that was asked for', () => {
    const h = viewOf({ tilt: 0, towards: 0, turn: 0, focal: 2000, scale: 10 }, PAGE, { x: 800, y: 600 });
    const [a, c] = [project(h, { x: 0, y: 0 }), project(h, { x: 125, y: 88 })];
    expect(a.x).toBeCloseTo(800 - 625, 6);
    expect(a.y).toBeCloseTo(600 - 440, 6);
    expect(c.x).toBeCloseTo(800 + 625, 6);
  });

  it('has its far side smaller where it is tilted, by the ratio of the distances', () => {
    const tilt = 0.5;
    const h = viewOf({ tilt, towards: Math.PI / 2, turn: 0, focal: 2000, scale: 10 }, PAGE, { x: 0, y: 0 });
    const width = (y: number) => project(h, { x: 125, y }).x - project(h, { x: 0, y }).x;
    const depth = (y: number) => 200 + (y - 44) * Math.sin(tilt);
    expect(width(0) / width(88)).toBeCloseTo(depth(88) / depth(0), 9);
  });

  it('lies within the margin, whatever is drawn', () => {
    const margin = EVERYDAY.margin * Math.hypot(PICTURE.width, PICTURE.height);
    for (let i = 0; i < 300; i++) {
      const { corners } = drawPose(randomStream(i, 'pose'), EVERYDAY, PAGE, PICTURE);
      for (const { x, y } of corners) {
        expect(x).toBeGreaterThan(margin - 1e-6);
        expect(x).toBeLessThan(PICTURE.width - margin + 1e-6);
        expect(y).toBeGreaterThan(margin - 1e-6);
        expect(y).toBeLessThan(PICTURE.height - margin + 1e-6);
      }
      // Its corners still run clockwise: nobody photographs a page from behind.
      const [a, b, c] = corners;
      expect((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)).toBeGreaterThan(0);
    }
  });
});
