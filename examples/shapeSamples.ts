// Shapes drawn by code: what `shapes.ts` learns to tell apart. A module of its own, since threads load it.

import type { OpenSamples, Random } from '../src/autograd/index.js';
import { draw, type Form } from './drawing.js';

export const SIDE = 28;

/** Distance to a polygon whose corners lie at equal angles, at the given radii in turn. */
function polygon(corners: number, ...radii: readonly number[]): Form {
  const sides = Array.from({ length: corners }, (_, k) => {
    const [ax, ay, bx, by] = [k, k + 1].flatMap((corner) => {
      const [radius, at] = [radii[corner % radii.length]!, (2 * Math.PI * corner) / corners];
      return [radius * Math.cos(at), radius * Math.sin(at)];
    }) as [number, number, number, number];
    const length = Math.hypot(bx - ax, by - ay);
    return { ax, ay, ex: (bx - ax) / length, ey: (by - ay) / length };
  });
  return (x, y) => {
    const angle = Math.atan2(y, x) / (2 * Math.PI);
    const { ax, ay, ex, ey } = sides[Math.floor((angle < 0 ? angle + 1 : angle) * corners) % corners]!;
    return (x - ax) * ey - (y - ay) * ex;
  };
}

export const FORMS: Readonly<Record<string, Form>> = {
  disc: (x, y) => Math.hypot(x, y) - 0.85,
  ring: (x, y) => Math.abs(Math.hypot(x, y) - 0.72) - 0.16,
  triangle: polygon(3, 1),
  square: polygon(4, 1),
  star: polygon(10, 1, 0.42),
  cross: (x, y) =>
    Math.min(
      Math.max(Math.abs(x) - 0.22, Math.abs(y) - 0.9),
      Math.max(Math.abs(y) - 0.22, Math.abs(x) - 0.9),
    ),
};

const forms = Object.values(FORMS);

/** A shape at any angle, anywhere, of any size and in noise. */
export const shape = (kind: number, random: Random): Float32Array =>
  draw(forms[kind]!, SIDE, { turn: Math.PI, move: 0.15, size: [0.4, 0.75], noise: 0.25 }, random);

/** Sample `index` is of kind `index` modulo the kinds, and is drawn anew each time. */
export const openSamples: OpenSamples = () => (index, random) => {
  const label = index % forms.length;
  return { x: shape(label, random), label };
};
