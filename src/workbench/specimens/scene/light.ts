// Light that is not the same everywhere: a lamp at one side, a shadow across, a lamp mirrored in the foil. As coarse
// grids, since light is smooth.

import type { Random } from '../../../autograd/index.js';
import type { Disturbance, Interval } from './disturbance.js';

/** A value at each place of the unit square. */
export type Field = (x: number, y: number) => number;

const CELLS = 80;

/** Keeps a costly field as a grid, interpolated linearly; beyond the unit square its border goes on. */
function gridded(field: Field): Field {
  const side = CELLS + 2;
  const grid = Float32Array.from({ length: side * side }, (_, i) =>
    field((i % side) / CELLS, Math.floor(i / side) / CELLS),
  );
  return (x, y) => {
    const gx = (x < 0 ? 0 : x > 1 ? 1 : x) * CELLS;
    const gy = (y < 0 ? 0 : y > 1 ? 1 : y) * CELLS;
    const left = gx | 0;
    const top = gy | 0;
    const [fx, fy, at] = [gx - left, gy - top, top * side + left];
    const upper = grid[at]! + fx * (grid[at + 1]! - grid[at]!);
    const lower = grid[at + side]! + fx * (grid[at + side + 1]! - grid[at + side]!);
    return upper + fy * (lower - upper);
  };
}

const within = ([from, to]: Interval, random: Random) => from + (to - from) * random();

/** Share of the brightest light that falls at each place of the photograph, 0–1, as a factor of grey levels. */
export function drawIllumination(random: Random, { falloff, shadow }: Disturbance): Field {
  const [towards, loss] = [2 * Math.PI * random(), within(falloff, random)];
  const [dx, dy] = [Math.cos(towards), Math.sin(towards)];
  const reach = Math.abs(dx) + Math.abs(dy);
  const corners = 0.12 * random();
  const cast = random() < shadow.share ? drawShadow(random, within(shadow.depth, random)) : () => 1;
  return gridded((x, y) => {
    const along = 0.5 + (dx * (x - 0.5) + dy * (y - 0.5)) / reach;
    const vignette = 1 - corners * 2 * ((x - 0.5) ** 2 + (y - 0.5) ** 2);
    // Light is linear, grey levels are not: IEC 61966-2-1's curve is near a power of 1/2.2.
    return ((1 - loss * along) * vignette * cast(x, y)) ** (1 / 2.2);
  });
}

/** The shadow of an arm or a phone: a half plane or a band with a soft edge. */
function drawShadow(random: Random, depth: number): Field {
  const [angle, softness] = [2 * Math.PI * random(), 0.01 + 0.12 * random()];
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const place = (random() - 0.5) * 0.9;
  const broad = random() < 0.5 ? 0.1 + 0.3 * random() : Number.POSITIVE_INFINITY;
  const edge = (d: number) => 1 / (1 + Math.exp(-d / (0.25 * softness)));
  return (x, y) => {
    const d = dx * (x - 0.5) + dy * (y - 0.5) - place;
    return 1 - depth * edge(d) * (broad === Number.POSITIVE_INFINITY ? 1 : edge(broad - d));
  };
}

/** Grey levels that lamps mirrored in the page's foil add at each place of the page. */
export function drawGlare(
  random: Random,
  { glare }: Disturbance,
  page: { readonly width: number; readonly height: number },
): Field | null {
  if (random() >= glare.share) return null;
  const lamps = Array.from({ length: random() < 0.7 ? 1 : 2 }, () => {
    const [x, y, angle] = [random(), random(), Math.PI * random()];
    const [cos, sin, stretch] = [Math.cos(angle), Math.sin(angle), 1 + 2 * random()];
    const sigma = within(glare.extent, random) / 2.355;
    const light = within(glare.light, random);
    return (u: number, v: number) => {
      const [px, py] = [(u - x) * page.width, (v - y) * page.height];
      const r2 = ((px * cos + py * sin) / (sigma * stretch)) ** 2 + ((py * cos - px * sin) / sigma) ** 2;
      return light * (Math.exp(-r2 / 2) + 0.1 * Math.exp(-r2 / 18));
    };
  });
  return gridded((u, v) => lamps.reduce((sum, lamp) => sum + lamp(u, v), 0));
}
