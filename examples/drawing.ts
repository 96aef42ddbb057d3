// Pictures drawn by code, for examples that need no data set: a form is a signed distance, a sample of it is turned,
// scaled, moved and noisy.

import { normal, type Random } from '../src/autograd/index.js';

/** Distance from a point to the form's edge, negative inside; the form lies within −1 to 1. */
export type Form = (x: number, y: number) => number;

export interface Look {
  /** Largest turn either way, in radians. */
  readonly turn: number;
  /** Largest move either way, as a share of the picture. */
  readonly move: number;
  /** Least and largest size, as a share of the picture. */
  readonly size: readonly [number, number];
  /** Standard deviation of the noise; the form is 1 on 0. */
  readonly noise: number;
}

/** A sample of a form, `side`×`side` numbers of mean about zero, row by row. */
export function draw(form: Form, side: number, look: Look, random: Random): Float32Array {
  const between = (low: number, high: number): number => low + (high - low) * random();
  const angle = between(-look.turn, look.turn);
  const size = between(...look.size);
  const [dx, dy] = [between(-look.move, look.move) * 2, between(-look.move, look.move) * 2];
  const [cos, sin] = [Math.cos(angle) / size, Math.sin(angle) / size];
  const noise = normal(random);
  const picture = new Float32Array(side * side);
  for (let i = 0; i < picture.length; i++) {
    const x = ((i % side) + 0.5) / (side / 2) - 1 - dx;
    const y = (Math.floor(i / side) + 0.5) / (side / 2) - 1 - dy;
    const distance = form(cos * x - sin * y, sin * x + cos * y) * size * (side / 2);
    const cover = Math.min(1, Math.max(0, 0.5 - distance));
    picture[i] = cover - 0.3 + look.noise * noise();
  }
  return picture;
}

/** A picture in letters, two a pixel, so that it looks square. */
export function show(picture: ArrayLike<number>, side: number): string {
  const rows = Array.from({ length: side }, (_, y) =>
    Array.from({ length: side }, (_, x) => {
      const shade = Math.floor((picture[y * side + x]! + 0.5) * 3.4);
      return ' ░▒▓█'[Math.min(4, Math.max(0, shade))]!.repeat(2);
    }).join(''),
  );
  return rows.join('\n');
}
