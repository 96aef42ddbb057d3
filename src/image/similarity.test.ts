import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LikenessError } from '../errors.js';
import type { Point, Similarity } from './picture.js';
import { apply, compose, fitSimilarity, IDENTITY, invert, rotationOf, scaleOf } from './similarity.js';

const coordinate = fc.double({ min: -2000, max: 2000, noNaN: true });
const point = fc.record({ x: coordinate, y: coordinate });
const similarity = fc
  .record({
    scale: fc.double({ min: 0.05, max: 20, noNaN: true }),
    angle: fc.double({ min: -3, max: 3, noNaN: true }),
    tx: coordinate,
    ty: coordinate,
  })
  .map(({ scale, angle, tx, ty }): Similarity => {
    return { a: scale * Math.cos(angle), b: scale * Math.sin(angle), tx, ty };
  });

function expectPoint(actual: Point, expected: Point, digits = 6) {
  expect(actual.x).toBeCloseTo(expected.x, digits);
  expect(actual.y).toBeCloseTo(expected.y, digits);
}

function squaredDistance(transform: Similarity, from: readonly Point[], to: readonly Point[]): number {
  return from.reduce((sum, p, i) => {
    const q = apply(transform, p);
    return sum + (q.x - to[i].x) ** 2 + (q.y - to[i].y) ** 2;
  }, 0);
}

describe('a similarity', () => {
  it('turns from the x axis towards the y axis, then scales, then shifts', () => {
    const quarterTurnTwice = { a: 0, b: 2, tx: 10, ty: 20 };
    expect(apply(quarterTurnTwice, { x: 3, y: 1 })).toEqual({ x: 8, y: 26 });
    expect(scaleOf(quarterTurnTwice)).toBe(2);
    expect(rotationOf(quarterTurnTwice)).toBe(Math.PI / 2);
  });

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(similarity, point, (s, p) => {
        expectPoint(apply(invert(s), apply(s, p)), p);
        expectPoint(apply(compose(s, invert(s)), p), p);
      }),
    );
  });

  it('composes as functions do: the first, then the second', () => {
    fc.assert(
      fc.property(similarity, similarity, point, (first, second, p) => {
        expectPoint(apply(compose(first, second), p), apply(second, apply(first, p)));
      }),
    );
    expect(compose(IDENTITY, { a: 1, b: 2, tx: 3, ty: 4 })).toEqual({ a: 1, b: 2, tx: 3, ty: 4 });
  });
});

describe('fitSimilarity', () => {
  it('finds the transform that made the points', () => {
    fc.assert(
      fc.property(similarity, fc.array(point, { minLength: 2, maxLength: 70 }), (s, from) => {
        fc.pre(from.some((p) => Math.hypot(p.x - from[0].x, p.y - from[0].y) > 1));
        const fitted = fitSimilarity(
          from,
          from.map((p) => apply(s, p)),
        );
        for (const p of from) expectPoint(apply(fitted, p), apply(s, p), 4);
      }),
    );
  });

  it('agrees with Umeyama’s own example, where a reflection would fit best and is refused', () => {
    // Umeyama 1991, section V: R = [0.832 0.555; −0.555 0.832], t = [−0.800, 0.400], c = 0.721.
    const from = [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 0, y: 2 },
    ];
    const to = [
      { x: 0, y: 0 },
      { x: -1, y: 0 },
      { x: 0, y: 2 },
    ];
    const fitted = fitSimilarity(from, to);
    expect(scaleOf(fitted)).toBeCloseTo(0.721, 3);
    expect(fitted.a / scaleOf(fitted)).toBeCloseTo(0.832, 3);
    expect(fitted.b / scaleOf(fitted)).toBeCloseTo(-0.555, 3);
    expect(fitted.tx).toBeCloseTo(-0.8, 3);
    expect(fitted.ty).toBeCloseTo(0.4, 3);
    expect(squaredDistance(fitted, from, to) / 3).toBeCloseTo(0.533, 3);
  });

  it('is a minimum: every nudge makes the squared distance larger', () => {
    const disturbed = fc.array(fc.tuple(point, fc.double({ min: -9, max: 9, noNaN: true })), {
      minLength: 3,
      maxLength: 12,
    });
    fc.assert(
      fc.property(similarity, disturbed, (s, points) => {
        const from = points.map(([p]) => p);
        fc.pre(from.some((p) => Math.hypot(p.x - from[0].x, p.y - from[0].y) > 500));
        const to = points.map(([p, off]) => {
          const q = apply(s, p);
          return { x: q.x + off, y: q.y - off * off };
        });
        const best = fitSimilarity(from, to);
        const least = squaredDistance(best, from, to);
        for (const nudge of [
          { ...best, a: best.a + 0.01 },
          { ...best, b: best.b - 0.01 },
          { ...best, tx: best.tx + 1 },
          { ...best, ty: best.ty - 1 },
        ]) {
          expect(squaredDistance(nudge, from, to)).toBeGreaterThan(least);
        }
      }),
    );
  });

  it('averages noise away: sixty-eight landmarks off by a pixel are aligned to a third of one', () => {
    const turned = { a: 0.6, b: 0.3, tx: 50, ty: -20 };
    const from = Array.from({ length: 68 }, (_, i) => ({
      x: 100 + 80 * Math.cos(i),
      y: 90 + 60 * Math.sin(i * 1.7),
    }));
    const to = from.map((p, i) => {
      const q = apply(turned, p);
      return { x: q.x + Math.sin(i * 12.9), y: q.y + Math.cos(i * 78.2) };
    });
    const fitted = fitSimilarity(from, to);
    for (const p of from) {
      const [q, r] = [apply(fitted, p), apply(turned, p)];
      expect(Math.hypot(q.x - r.x, q.y - r.y)).toBeLessThan(0.35);
    }
  });

  it('refuses points that leave rotation and scale open', () => {
    const same = [
      { x: 5, y: 5 },
      { x: 5, y: 5 },
    ];
    const apart = [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ];
    expect(() => fitSimilarity(same, apart)).toThrow(LikenessError);
    expect(() => fitSimilarity(apart, same)).toThrow(LikenessError);
    expect(() => fitSimilarity([{ x: 1, y: 2 }], [{ x: 3, y: 4 }])).toThrow(LikenessError);
    expect(() => fitSimilarity(apart, apart.slice(1))).toThrow(LikenessError);
    expect(() => fitSimilarity([], [])).toThrow(LikenessError);
  });
});
