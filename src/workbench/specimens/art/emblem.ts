// Emblems of states that do not exist, each drawn in a circle of radius 1 about the origin, y downwards.

import type { EmblemName } from '../states.js';
import { element, number, polyline } from '../type/svg.js';

type Vertex = readonly [number, number];

/** The emblem, `size` high about a centre. Filled with an ink, or in outlines of a width. */
export function drawEmblem(
  name: EmblemName,
  at: { readonly x: number; readonly y: number; readonly size: number },
  ink: { readonly colour: string; readonly opacity: number; readonly outline?: number },
): string {
  const scale = at.size / 2;
  const look = ink.outline
    ? { fill: 'none', stroke: ink.colour, 'stroke-width': ink.outline / scale, 'stroke-opacity': ink.opacity }
    : { fill: ink.colour, 'fill-opacity': ink.opacity, 'fill-rule': 'evenodd' };
  const transform = `translate(${number(at.x)} ${number(at.y)}) scale(${number(scale)})`;
  return element('path', { d: SHAPES[name](), transform, ...look });
}

const polar = (radius: number, angle: number, cx = 0, cy = 0): Vertex => [
  cx + radius * Math.sin(angle),
  cy - radius * Math.cos(angle),
];

const circle = (radius: number, cx = 0, cy = 0, steps = 72): string =>
  polyline(
    Array.from({ length: steps }, (_, i) => polar(radius, (2 * Math.PI * i) / steps, cx, cy)),
    true,
  );

const ring = (outer: number, inner: number, cx = 0, cy = 0): string =>
  circle(outer, cx, cy) + circle(inner, cx, cy);

const star = (points: number, outer: number, inner: number, cx = 0, cy = 0, turn = 0): string =>
  polyline(
    Array.from({ length: 2 * points }, (_, i) =>
      polar(i % 2 === 0 ? outer : inner, turn + (Math.PI * i) / points, cx, cy),
    ),
    true,
  );

const SHAPES: Readonly<Record<EmblemName, () => string>> = {
  compass: () =>
    ring(1, 0.94) +
    ring(0.86, 0.83) +
    star(4, 0.8, 0.17) +
    star(4, 0.52, 0.2, 0, 0, Math.PI / 4) +
    Array.from({ length: 16 }, (_, i) => circle(0.022, ...polar(0.9, (2 * Math.PI * i) / 16), 12)).join(''),
  mountains: () => {
    const sun = star(18, 0.46, 0.34, 0.18, -0.3) + circle(0.28, 0.18, -0.3);
    const peaks = polyline(
      [
        [-0.86, 0.42],
        [-0.42, -0.26],
        [-0.2, 0.06],
        [0.12, -0.42],
        [0.86, 0.42],
      ],
      true,
    );
    const snow = polyline(
      [
        [0.12, -0.42],
        [0.28, -0.22],
        [0.16, -0.27],
        [0.08, -0.17],
        [-0.03, -0.2],
      ],
      true,
    );
    const lake = [0.52, 0.64, 0.76].map((y, i) => wave(-0.72 + 0.12 * i, 0.72 - 0.12 * i, y, 0.03)).join('');
    return ring(1, 0.95) + sun + peaks + snow + lake;
  },
  tree: () => {
    const leaves = [0, 1, 2].flatMap((tier) =>
      Array.from({ length: 5 + 2 * tier }, (_, i) => {
        const spread = (i - (4 + 2 * tier) / 2) / (2 + tier);
        const at = polar(0.24 + 0.22 * tier, 1.15 * spread, 0, -0.12);
        return leaf(at, 1.15 * spread, 0.17);
      }),
    );
    const trunk = polyline(
      [
        [-0.05, -0.2],
        [0.05, -0.2],
        [0.08, 0.5],
        [0.24, 0.7],
        [-0.24, 0.7],
        [-0.08, 0.5],
      ],
      true,
    );
    return ring(1, 0.93) + leaves.join('') + trunk + wave(-0.6, 0.6, 0.76, 0.025);
  },
  bird: () => {
    const wing = (sense: number, lift: number): string => {
      const point = (x: number, y: number): string => `${number(sense * x)} ${number(y + lift)}`;
      return `M${point(0.02, 0.05)}C${point(0.24, -0.4)} ${point(0.6, -0.52)} ${point(0.94, -0.42)}C${point(0.62, -0.34)} ${point(0.4, -0.1)} ${point(0.2, 0.22)}Z`;
    };
    const body = `M0 -0.34C0.1 -0.26 0.14 -0.1 0.11 0.1C0.08 0.34 0.2 0.5 0.3 0.66L0 0.52L-0.3 0.66C-0.2 0.5 -0.08 0.34 -0.11 0.1C-0.14 -0.1 -0.1 -0.26 0 -0.34Z`;
    const feathers = [0, 0.15, 0.3].flatMap((lift) => [wing(1, lift), wing(-1, lift)]).join('');
    return (
      feathers +
      body +
      circle(0.035, 0, -0.22, 16) +
      star(5, 0.11, 0.045, 0, -0.62) +
      star(5, 0.07, 0.03, -0.3, -0.68) +
      star(5, 0.07, 0.03, 0.3, -0.68)
    );
  },
  beacon: () => {
    const tower = polyline(
      [
        [-0.1, -0.3],
        [0.1, -0.3],
        [0.2, 0.56],
        [-0.2, 0.56],
      ],
      true,
    );
    const stripes = [-0.12, 0.12, 0.36].map((y) => {
      const half = 0.1 + 0.1 * ((y + 0.3) / 0.86);
      return polyline(
        [
          [-half, y],
          [half, y],
          [half + 0.01, y + 0.1],
          [-half - 0.01, y + 0.1],
        ],
        true,
      );
    });
    const lamp = `M-0.13 -0.34L0.13 -0.34L0.08 -0.52L-0.08 -0.52ZM-0.08 -0.54L0 -0.66L0.08 -0.54Z`;
    const beams = [-1, 1].flatMap((sense) =>
      [-0.12, 0.04, 0.2].map((drop) =>
        polyline(
          [
            [sense * 0.16, -0.43 + 0.3 * drop],
            [sense * 0.86, -0.5 + 1.6 * drop - 0.05],
            [sense * 0.86, -0.5 + 1.6 * drop + 0.05],
          ],
          true,
        ),
      ),
    );
    const sea = [0.64, 0.74, 0.84].map((y, i) => wave(-0.62 + 0.14 * i, 0.62 - 0.14 * i, y, 0.03));
    return ring(1, 0.95) + tower + stripes.join('') + lamp + beams.join('') + sea.join('');
  },
  knot: () =>
    [0, 1, 2]
      .map((i) => {
        const [cx, cy] = polar(0.42, (2 * Math.PI * i) / 3);
        return ring(0.5, 0.42, cx, cy) + ring(0.32, 0.29, cx, cy);
      })
      .join('') +
    star(6, 0.16, 0.07) +
    ring(1, 0.96),
  ship: () => {
    const hull = `M-0.72 0.3L0.72 0.3C0.66 0.46 0.54 0.54 0.4 0.56L-0.4 0.56C-0.56 0.54 -0.68 0.44 -0.72 0.3Z`;
    const mast = `M-0.025 -0.74L0.025 -0.74L0.025 0.28L-0.025 0.28Z`;
    const sails = `M0.07 -0.66C0.5 -0.46 0.62 -0.08 0.56 0.2L0.07 0.2ZM-0.07 -0.5C-0.44 -0.34 -0.54 -0.06 -0.5 0.2L-0.07 0.2Z`;
    const sea = [0.66, 0.76, 0.86].map((y, i) => wave(-0.7 + 0.15 * i, 0.7 - 0.15 * i, y, 0.035));
    return ring(1, 0.95) + hull + mast + sails + sea.join('') + star(8, 0.12, 0.05, -0.55, -0.5);
  },
};

/** A thin wavy ribbon. */
function wave(from: number, to: number, y: number, half: number): string {
  const steps = 28;
  const edge = (lift: number): Vertex[] =>
    Array.from({ length: steps + 1 }, (_, i) => {
      const x = from + ((to - from) * i) / steps;
      return [x, y + lift + 0.025 * Math.sin(14 * x)];
    });
  return polyline([...edge(-half / 2), ...edge(half / 2).reverse()], true);
}

function leaf([x, y]: Vertex, angle: number, length: number): string {
  const tip = polar(length, angle, x, y);
  const side = (sense: number): Vertex => polar(0.62 * length, angle + 0.5 * sense, x, y);
  const [l, r] = [side(-1), side(1)];
  const write = ([px, py]: Vertex): string => `${number(px)} ${number(py)}`;
  return `M${write([x, y])}Q${write(l)} ${write(tip)}Q${write(r)} ${write([x, y])}Z`;
}
