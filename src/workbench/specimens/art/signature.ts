// A hand that nobody has: a capital, a run of letters that grows careless, and a stroke under it, from a seed.

import type { Random } from '../../../autograd/index.js';
import type { Box } from '../../../image/index.js';
import { between, chance, pick, whole } from '../chance.js';
import { element, number } from '../type/svg.js';

type Vertex = readonly [number, number];

export function drawSignature(random: Random, box: Box, ink: string): string {
  const length = between(random, 0.62, 0.96);
  const first = between(random, 0.3, 0.5) * length;
  const words = chance(random, 0.7)
    ? [word(random, 0, first), word(random, first + 0.04, length)]
    : [word(random, 0, length)];
  const flourish: readonly Vertex[][] = chance(random, 0.45) ? [under(random, length)] : [];
  const [slant, tilt] = [between(random, 0.1, 0.55), between(random, -0.1, 0.03)];
  const placed = ([x, y]: Vertex): Vertex => [
    box.x + clamped(x * box.width + slant * (0.62 - y) * box.height, box.width),
    box.y + clamped(y * box.height + tilt * x * box.width, box.height),
  ];
  return element('path', {
    d: [...words, ...flourish].map((points) => smooth(points.map(placed))).join(''),
    fill: 'none',
    stroke: ink,
    'stroke-width': between(random, 0.18, 0.32),
    'stroke-opacity': 0.92,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  });
}

const clamped = (value: number, most: number): number => Math.min(most, Math.max(0, value));

/** A high capital, then letters: arches, loops above, loops below, and a tail that runs out. */
function word(random: Random, from: number, to: number): Vertex[] {
  const width = to - from;
  const high = between(random, 0.02, 0.12);
  const points: Vertex[] = [
    [from, between(random, 0.3, 0.5)],
    [from + 0.1 * width, high],
    [from + 0.04 * width, 0.74],
    [from + 0.13 * width, high + 0.1],
    [from + 0.2 * width, between(random, 0.35, 0.5)],
    [from + 0.14 * width, 0.72],
  ];
  const letters = whole(random, 3, 6);
  const step = (0.66 * width) / letters;
  for (let i = 0; i < letters; i++) {
    const x = from + 0.22 * width + i * step;
    // Each letter a little lower and flatter than the last one.
    const top = 0.46 + 0.1 * (i / letters) + between(random, -0.05, 0.05);
    points.push(
      ...LETTERS[pick(random, ['arch', 'arch', 'arch', 'round', 'tall', 'deep'] as const)](x, step, top),
    );
  }
  points.push([to - 0.06 * width, 0.7], [to, between(random, 0.56, 0.74)]);
  return points;
}

const LETTERS: Readonly<
  Record<'arch' | 'round' | 'tall' | 'deep', (x: number, step: number, top: number) => Vertex[]>
> = {
  arch: (x, step, top) => [
    [x + 0.3 * step, top],
    [x + 0.5 * step, 0.72],
    [x + 0.8 * step, top + 0.02],
    [x + 0.95 * step, 0.73],
  ],
  round: (x, step, top) => [
    [x + 0.6 * step, top + 0.02],
    [x + 0.25 * step, 0.6],
    [x + 0.45 * step, 0.75],
    [x + 0.75 * step, top + 0.06],
    [x + 0.9 * step, 0.72],
  ],
  tall: (x, step) => [
    [x + 0.65 * step, 0.1],
    [x + 0.42 * step, 0.08],
    [x + 0.4 * step, 0.72],
    [x + 0.9 * step, 0.68],
  ],
  deep: (x, step, top) => [
    [x + 0.5 * step, top],
    [x + 0.55 * step, 0.94],
    [x + 0.25 * step, 0.97],
    [x + 0.9 * step, 0.66],
  ],
};

function under(random: Random, length: number): Vertex[] {
  const left = between(random, 0.05, 0.25) * length;
  return [
    [length, 0.82],
    [0.5 * length, between(random, 0.86, 0.93)],
    [left, 0.92],
    [0.4 * length, 0.95],
    [0.8 * length, 0.9],
  ];
}

/** Catmull and Rom's spline through the points, as Bézier curves. */
function smooth(points: readonly Vertex[]): string {
  const at = (i: number): Vertex => points[Math.min(points.length - 1, Math.max(0, i))]!;
  const write = ([x, y]: Vertex): string => `${number(x)} ${number(y)}`;
  const curves = points.slice(1).map((to, i): string => {
    const [p0, p1, p3] = [at(i - 1), at(i), at(i + 2)];
    const c1: Vertex = [p1[0] + (to[0] - p0[0]) / 6, p1[1] + (to[1] - p0[1]) / 6];
    const c2: Vertex = [to[0] - (p3[0] - p1[0]) / 6, to[1] - (p3[1] - p1[1]) / 6];
    return `C${write(c1)} ${write(c2)} ${write(to)}`;
  });
  return `M${write(points[0]!)}${curves.join('')}`;
}
