import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignment, type Similarity } from './alignment.js';

const apply = ({ a, b, x, y }: Similarity, u: number, v: number) => [a * u - b * v + x, b * u + a * v + y];
const picture = { width: 600, height: 800 };
const coordinate = fc.double({ min: 0, max: 800, noNaN: true });

describe('alignment', () => {
  it('brings the eyes of every face to the same places, however it is turned', () => {
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, coordinate, (x1, y1, x2, y2) => {
        fc.pre(Math.hypot(x1 - x2, y1 - y2) > 1);
        const found = alignment(
          [
            { x: x1, y: y1 },
            { x: x2, y: y2 },
          ],
          picture,
          420,
        );
        const [left, right] = [apply(found, x1, y1), apply(found, x2, y2)];
        expect(left[0]).toBeCloseTo(151.2, 6);
        expect(left[1]).toBeCloseTo(176.4, 6);
        expect(right[0]).toBeCloseTo(268.8, 6);
        expect(right[1]).toBeCloseTo(176.4, 6);
      }),
    );
  });

  it('shows the whole picture, in the middle, where there is no face', () => {
    const found = alignment(undefined, picture, 400);
    expect(apply(found, 0, 0)).toEqual([50, 0]);
    expect(apply(found, 600, 800)).toEqual([350, 400]);
  });

  it('is not led astray by eyes in one place', () => {
    const eye = { x: 5, y: 5 };
    expect(alignment([eye, eye], picture, 400)).toEqual(alignment(undefined, picture, 400));
  });
});
