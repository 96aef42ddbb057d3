import { describe, expect, test } from 'vitest';
import { inverse, project } from '../../../image/index.js';
import { homography } from './homography.js';

const middle = { x: 50, y: 40 };
const flat = { tilt: 0, towards: 0, roll: 0, distance: 300 };
const close = (point: { x: number; y: number }, x: number, y: number) => {
  expect(point.x).toBeCloseTo(x, 9);
  expect(point.y).toBeCloseTo(y, 9);
};

describe('a plane seen by a pinhole camera', () => {
  test('from straight above is itself', () => {
    const h = homography(flat, middle);
    close(project(h, { x: 0, y: 0 }), 0, 0);
    close(project(h, { x: 100, y: 80 }), 100, 80);
  });

  test('tilted by 30° is foreshortened by cos 30° and shrinks with distance: x·D·cos / (D + x·sin)', () => {
    const h = homography({ ...flat, tilt: Math.PI / 6 }, middle);
    close(project(h, { x: 100, y: 40 }), 50 + (50 * Math.cos(Math.PI / 6) * 300) / (300 + 25), 40);
    close(project(h, { x: 0, y: 40 }), 50 - (50 * Math.cos(Math.PI / 6) * 300) / (300 - 25), 40);
    // Across the tilt only distance counts: the far side is the smaller one.
    const height = (x: number) => project(h, { x, y: 80 }).y - project(h, { x, y: 0 }).y;
    expect(height(100)).toBeCloseTo((80 * 300) / 325, 9);
    expect(height(0)).toBeCloseTo((80 * 300) / 275, 9);
  });

  test('tilted towards below does to y what tilted to the right does to x', () => {
    const h = homography({ ...flat, tilt: 0.4, towards: Math.PI / 2 }, middle);
    close(project(h, { x: 50, y: 90 }), 50, 40 + (50 * Math.cos(0.4) * 300) / (300 + 50 * Math.sin(0.4)));
  });

  test('rolled by a quarter turns clockwise, as y points down', () => {
    close(project(homography({ ...flat, roll: Math.PI / 2 }, middle), { x: 60, y: 40 }), 50, 50);
  });

  test('has its middle in the middle, and a way back', () => {
    const h = homography({ tilt: 0.7, towards: 2, roll: 0.3, distance: 120 }, middle);
    close(project(h, middle), middle.x, middle.y);
    for (const point of [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
      { x: 100, y: 80 },
      { x: 0, y: 80 },
    ])
      close(project(inverse(h), project(h, point)), point.x, point.y);
  });
});
