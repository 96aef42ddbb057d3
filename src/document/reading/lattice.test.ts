import { describe, expect, it } from 'vitest';
import { randomStream } from '../../autograd/index.js';
import { type Homography, project } from '../../image/index.js';
import { fitLattice, type Presence } from './lattice.js';

const SHAPE = { lines: 2, columns: 44 };

/** Presence as the network gives it: a spot of three cells about each character. */
function spots(truth: Homography, missing: (column: number) => boolean = () => false): Presence {
  const [width, height] = [200, 30];
  const cells = new Float32Array(width * height);
  for (let row = 0; row < SHAPE.lines; row++)
    for (let column = 0; column < SHAPE.columns; column++) {
      if (missing(column)) continue;
      const { x, y } = project(truth, { x: column, y: row });
      for (let v = 0; v < height; v++)
        for (let u = 0; u < width; u++) {
          const d = Math.hypot(u + 0.5 - x / 4, v + 0.5 - y / 4);
          cells[v * width + u] = Math.max(cells[v * width + u]!, 1 / (1 + Math.exp(5 * (d - 1.5))));
        }
    }
  return { width, height, cells };
}

const GUESS: Homography = [16, 0, 44, 0, 40, 34, 0, 0, 1];

function worst(fit: Homography, truth: Homography): number {
  let most = 0;
  for (let row = 0; row < SHAPE.lines; row++)
    for (let column = 0; column < SHAPE.columns; column++) {
      const [p, q] = [fit, truth].map((h) => project(h, { x: column, y: row }));
      most = Math.max(most, Math.hypot(p!.x - q!.x, p!.y - q!.y));
    }
  return most;
}

describe('fitLattice', () => {
  it('finds a lattice that is shifted by more than half a character, stretched and turned', () => {
    for (let i = 0; i < 12; i++) {
      const random = randomStream(i, 'lattice');
      const draw = (most: number) => (2 * random() - 1) * most;
      const truth: Homography = [
        16 * (1 + draw(0.015)),
        draw(0.8),
        44 + draw(11),
        draw(0.12),
        40 * (1 + draw(0.04)),
        34 + draw(9),
        draw(0.0004),
        0,
        1,
      ];
      const { toStrip, score } = fitLattice(spots(truth), SHAPE, GUESS);
      expect(worst(toStrip, truth)).toBeLessThan(1.5);
      expect(score).toBeGreaterThan(0.9);
    }
  });

  it('bridges characters that a reflection hides', () => {
    const truth: Homography = [16.1, 0, 47, 0.05, 39, 36, 0, 0, 1];
    const { toStrip } = fitLattice(
      spots(truth, (column) => column >= 20 && column < 27),
      SHAPE,
      GUESS,
    );
    expect(worst(toStrip, truth)).toBeLessThan(2);
  });

  it('has a low score where there are no lines', () => {
    const empty = { width: 200, height: 30, cells: new Float32Array(6000) };
    expect(fitLattice(empty, SHAPE, GUESS).score).toBe(0);
  });

  it('has a lower score with the shape of another format', () => {
    const truth = GUESS;
    const right = fitLattice(spots(truth), SHAPE, GUESS).score;
    expect(
      fitLattice(spots(truth), { lines: 2, columns: 36 }, [19.55, 0, 46, 0, 40, 34, 0, 0, 1]).score,
    ).toBeLessThan(0.8 * right);
  });
});
