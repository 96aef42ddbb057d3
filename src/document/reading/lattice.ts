// Fits the lattice of a zone, so many lines of so many characters, to where the network sees characters.

import { type Homography, type Point, product, project } from '../../image/index.js';
import { STRIP_STRIDE } from './strip.js';

/** What the network says of a strip: at each cell, how likely a character has its middle there, 0–1. */
export interface Presence {
  readonly width: number;
  readonly height: number;
  readonly cells: Float32Array;
}

export interface Shape {
  readonly lines: number;
  readonly columns: number;
}

export interface Fit {
  /** From (column, line) to pixels of the strip. */
  readonly toStrip: Homography;
  /** Mean presence over the lattice's nodes, less what is just outside its ends; at most 1. */
  readonly score: number;
}

/** Presence between cells, interpolated; zero outside. */
function presenceAt({ width, height, cells }: Presence, { x, y }: Point): number {
  const [u, v] = [x / STRIP_STRIDE - 0.5, y / STRIP_STRIDE - 0.5];
  const [left, top] = [Math.floor(u), Math.floor(v)];
  const [fx, fy] = [u - left, v - top];
  const at = (i: number, j: number) =>
    i < 0 || j < 0 || i >= width || j >= height ? 0 : cells[j * width + i]!;
  return (
    (1 - fy) * ((1 - fx) * at(left, top) + fx * at(left + 1, top)) +
    fy * ((1 - fx) * at(left, top + 1) + fx * at(left + 1, top + 1))
  );
}

/** What a character that is left out counts, beside one that is hit: beyond the ends of a line paper is blank. */
const OUTSIDE = 4;

/**
 * A lattice that is shifted by one character still has most of its nodes on characters: what gives it away is the
 * character that it leaves out.
 */
function scoreOf(presence: Presence, { lines, columns }: Shape, toStrip: Homography): number {
  let sum = 0;
  for (let row = 0; row < lines; row++)
    for (let column = -1; column <= columns; column++) {
      const counts = column < 0 || column === columns ? -OUTSIDE : 1;
      sum += counts * presenceAt(presence, project(toStrip, { x: column, y: row }));
    }
  return sum / (lines * columns);
}

/**
 * The lattice nearest to a first guess. The guess may be off by a character at either end and by half a line: all
 * such starts are tried, the best is drawn to the peaks about its nodes.
 * @param guess from (column, line) to pixels of the strip
 */
export function fitLattice(presence: Presence, shape: Shape, guess: Homography): Fit {
  const near = settleLattice(presence, shape, guess);
  if (near.score >= CERTAIN) return near;
  const starts = startsAbout(guess, shape).map((toStrip) => ({
    toStrip,
    score: scoreOf(presence, shape, toStrip),
  }));
  const best = starts.toSorted((a, b) => b.score - a.score).slice(0, KEPT);
  const fits = best.map(({ toStrip }) => settleLattice(presence, shape, toStrip));
  const fit = fits.reduce((a, b) => (b.score > a.score ? b : a));
  return shiftsOf(fit.toStrip, shape)
    .map((toStrip) => settleLattice(presence, shape, toStrip))
    .reduce((a, b) => (b.score > a.score ? b : a), fit);
}

/**
 * A lattice of this score is the right one, and no other need be tried: one that leaves out a character at one end of
 * each line has at most 1 − (1 + OUTSIDE) / 44.
 */
export const CERTAIN = 0.97;

/** Starts that are worth being refined. */
const KEPT = 12;

/** The same lattice with either end a character farther out or in. */
const shiftsOf = (toStrip: Homography, { columns }: Shape): Homography[] =>
  [-1, 0, 1].flatMap((left) =>
    [-1, 0, 1]
      .filter((right) => left !== 0 || right !== 0)
      .map((right) => stretched(toStrip, columns, left, right, 0)),
  );

/** Its first column at `left`, its last `right` beyond where it was, all of it `down` lines lower. */
const stretched = (
  toStrip: Homography,
  columns: number,
  left: number,
  right: number,
  down: number,
): Homography => product(toStrip, [1 + (right - left) / (columns - 1), 0, left, 0, 1, down, 0, 0, 1]);
/** By how much either end may be off, in characters, and all of it in lines. */
const ENDS = [-1.4, -0.9, -0.45, 0, 0.45, 0.9, 1.4] as const;
const HEIGHTS = [-0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6] as const;

function startsAbout(guess: Homography, { columns }: Shape): Homography[] {
  return ENDS.flatMap((left) =>
    ENDS.flatMap((right) => HEIGHTS.map((down) => stretched(guess, columns, left, right, down))),
  );
}

const ROUNDS = 6;

/**
 * A lattice that is right but for a fraction of a character, drawn onto the characters. Each round: the centroid of
 * presence about each node, then the map that fits these best.
 */
export function settleLattice(presence: Presence, shape: Shape, start: Homography): Fit {
  let fit = { toStrip: start, score: scoreOf(presence, shape, start) };
  for (let round = 0; round < ROUNDS; round++) {
    const pulls = pullsOf(presence, shape, fit.toStrip, round < 2 ? 2.2 : 1.5);
    if (pulls.length < shape.columns / 2) break;
    const toStrip = leastSquares(pulls, fit.toStrip, round < 2);
    const score = scoreOf(presence, shape, toStrip);
    if (!(score > fit.score - 0.02)) break;
    const gain = score - fit.score;
    fit = { toStrip, score };
    if (round >= 2 && gain < 1e-3) break;
  }
  return fit;
}

interface Pull {
  readonly node: Point;
  readonly to: Point;
  readonly weight: number;
}

/** @param reach of the window about a node, in cells */
function pullsOf(presence: Presence, { lines, columns }: Shape, toStrip: Homography, reach: number): Pull[] {
  const pulls: Pull[] = [];
  const { width, height, cells } = presence;
  for (let row = 0; row < lines; row++)
    for (let column = 0; column < columns; column++) {
      const node = { x: column, y: row };
      const at = project(toStrip, node);
      const [cu, cv] = [at.x / STRIP_STRIDE - 0.5, at.y / STRIP_STRIDE - 0.5];
      let [sum, x, y] = [0, 0, 0];
      for (let v = Math.max(0, Math.ceil(cv - 1.6 * reach)); v <= Math.min(height - 1, cv + 1.6 * reach); v++)
        for (let u = Math.max(0, Math.ceil(cu - reach)); u <= Math.min(width - 1, cu + reach); u++) {
          const p = cells[v * width + u]!;
          sum += p;
          x += p * u;
          y += p * v;
        }
      if (sum < 0.8) continue;
      pulls.push({
        node,
        to: { x: (x / sum + 0.5) * STRIP_STRIDE, y: (y / sum + 0.5) * STRIP_STRIDE },
        weight: Math.min(1, sum / 3),
      });
    }
  return pulls;
}

/**
 * The map of least squared distance (weighted): affine at first, then with the two terms of perspective, which are
 * linear once the denominators of the map before are put in (one Gauss–Newton step in the algebraic distance).
 */
function leastSquares(pulls: readonly Pull[], before: Homography, affine: boolean): Homography {
  const unknowns = affine ? 6 : 8;
  const normal = Array.from({ length: unknowns }, () => new Float64Array(unknowns + 1));
  const add = (row: readonly number[], value: number, weight: number) => {
    for (let i = 0; i < unknowns; i++) {
      for (let j = 0; j < unknowns; j++) normal[i]![j]! += weight * row[i]! * row[j]!;
      normal[i]![unknowns]! += weight * row[i]! * value;
    }
  };
  for (const { node, to, weight } of pulls) {
    const { x, y } = node;
    const depth = affine ? 1 : (before[6]! * x + before[7]! * y + before[8]!) / before[8]!;
    const w = weight / depth ** 2;
    add([x, y, 1, 0, 0, 0, -x * to.x, -y * to.x], to.x, w);
    add([0, 0, 0, x, y, 1, -x * to.y, -y * to.y], to.y, w);
  }
  const h = solve(normal);
  return h ? (affine ? [...h, 0, 0, 1] : [...h, 1]) : before;
}

/** Gauss with pivots; null where the equations do not decide. */
function solve(rows: Float64Array[]): number[] | null {
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i]![k]!) > Math.abs(rows[pivot]![k]!)) pivot = i;
    if (Math.abs(rows[pivot]![k]!) < 1e-9) return null;
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    for (let i = k + 1; i < n; i++) {
      const factor = rows[i]![k]! / rows[k]![k]!;
      for (let j = k; j <= n; j++) rows[i]![j]! -= factor * rows[k]![j]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    let value = rows[k]![n]!;
    for (let j = k + 1; j < n; j++) value -= rows[k]![j]! * x[j]!;
    x[k] = value / rows[k]![k]!;
  }
  return x;
}
