import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { homographyBetween, inverse, product, project, type Quad, rectangle } from './homography.js';
import type { Point } from './picture.js';

const near = (actual: Point, expected: Point, digits = 8) => {
  expect(actual.x).toBeCloseTo(expected.x, digits);
  expect(actual.y).toBeCloseTo(expected.y, digits);
};

/** Convex: a square whose corners are moved by less than a third of its side. */
const quad = fc
  .array(
    fc.tuple(fc.double({ min: -30, max: 30, noNaN: true }), fc.double({ min: -30, max: 30, noNaN: true })),
    {
      minLength: 4,
      maxLength: 4,
    },
  )
  .map((moves) =>
    rectangle(0, 0, 100, 100).map(({ x, y }, i) => ({ x: x + moves[i]![0], y: y + moves[i]![1] })),
  ) as fc.Arbitrary<unknown> as fc.Arbitrary<Quad>;

describe('homographyBetween', () => {
  it('carries each corner onto its counterpart', () => {
    fc.assert(
      fc.property(quad, quad, (from, to) => {
        const h = homographyBetween(from, to);
        from.forEach((corner, i) => {
          near(project(h, corner), to[i]!, 6);
        });
      }),
    );
  });

  it('carries the crossing of the diagonals onto that of the diagonals', () => {
    const h = homographyBetween(rectangle(0, 0, 125, 88), [
      { x: 210, y: 95 },
      { x: 905, y: 160 },
      { x: 870, y: 690 },
      { x: 140, y: 560 },
    ]);
    const centre = project(h, { x: 62.5, y: 44 });
    const [a, b, c, d] = [
      [210, 95],
      [905, 160],
      [870, 690],
      [140, 560],
    ] as const;
    const crossing = intersection(a, c, b, d);
    near(centre, crossing, 6);
  });

  it('keeps straight lines straight', () => {
    fc.assert(
      fc.property(quad, (to) => {
        const h = homographyBetween(rectangle(0, 0, 1, 1), to);
        const [p, q, r] = [0.1, 0.5, 0.8].map((t) => project(h, { x: t, y: 0.3 + 0.4 * t })) as [
          Point,
          Point,
          Point,
        ];
        const area = (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
        expect(Math.abs(area)).toBeLessThan(1e-6);
      }),
    );
  });

  it('refuses three corners on a line', () => {
    const flat = [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 2, y: 0 },
      { x: 0, y: 1 },
    ] as const;
    expect(() => homographyBetween(rectangle(0, 0, 1, 1), flat)).toThrow(/on a line/);
  });
});

describe('inverse and product', () => {
  it('undo and chain', () => {
    fc.assert(
      fc.property(quad, quad, (from, to) => {
        const [h, g] = [homographyBetween(from, to), homographyBetween(to, rectangle(0, 0, 1, 1))];
        const point = { x: 40, y: 60 };
        near(project(inverse(h), project(h, point)), point, 5);
        near(project(product(g, h), point), project(g, project(h, point)), 6);
      }),
    );
  });
});

type Pair = readonly [number, number];

function intersection([ax, ay]: Pair, [bx, by]: Pair, [cx, cy]: Pair, [dx, dy]: Pair): Point {
  const t = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / ((bx - ax) * (dy - cy) - (by - ay) * (dx - cx));
  return { x: ax + t * (bx - ax), y: ay + t * (by - ay) };
}
