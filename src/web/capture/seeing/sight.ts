// What was seen in one frame, and how bright and sharp it is where it matters.

import type { SeenFace } from './faces.js';
import type { Frame } from './frame.js';
import type { SeenPage } from './page.js';
import { type Box, ontoQuad, type Point, project, type Quad, type Size } from './plane.js';

/** Of a card's front and back, and of a booklet's page. */
export type What = 'selfie' | 'card' | 'cardBack' | 'booklet';

export interface Sight {
  /** Of the frame, in whose pixels all else is. */
  readonly frame: Size;
  /** The widest first. */
  readonly faces: readonly SeenFace[];
  readonly page: SeenPage | null;
  readonly light: Light | null;
  /** Standard deviation of the blur of the page's edges, in mm on the page; null where it has too few. */
  readonly blur: number | null;
  /** Of the page, as `printOf` has it. */
  readonly print: Print | null;
  /** Equal for equal frames, to the last pixel. */
  readonly digest: number;
}

export interface Light {
  /** Mean luma, 0–255. */
  readonly mean: number;
  /** Share of what says nothing any more, so bright it is. */
  readonly burnt: number;
}

/** Grey levels from which on a pixel has lost what was printed there: as in src/document/page/condition.ts. */
const WASHED_OUT = 250;
/** Places that are looked at, across and down. */
const GRID = 48;

/** Of the middle of a face: no hair, no background. */
export const lightOfFace = (frame: Frame, { x, y, width, height }: Box): Light =>
  lightAt(frame, (u, v) => ({ x: x + width * (0.2 + 0.6 * u), y: y + height * (0.2 + 0.6 * v) }));

export function lightOfPage(frame: Frame, corners: Quad): Light {
  const onto = ontoQuad({ x: 0, y: 0, width: 1, height: 1 }, corners);
  return lightAt(frame, (u, v) => project(onto, { x: u, y: v }));
}

/** How a page looks from afar, whatever the light: enough to tell its sides apart. Its mean is 0, its length 1. */
export type Print = readonly number[];

const [ACROSS, DOWN] = [24, 15];

export function printOf({ data, width, height }: Frame, corners: Quad): Print {
  const onto = ontoQuad({ x: 0, y: 0, width: ACROSS, height: DOWN }, corners);
  const greys = Array.from({ length: ACROSS * DOWN }, (_, i) => {
    const [column, row] = [i % ACROSS, Math.floor(i / ACROSS)];
    let sum = 0;
    for (const [dx, dy] of WITHIN) {
      const { x, y } = project(onto, { x: column + dx, y: row + dy });
      const [u, v] = [
        Math.min(width - 1, Math.max(0, Math.floor(x))),
        Math.min(height - 1, Math.max(0, Math.floor(y))),
      ];
      sum += data[4 * (v * width + u) + 1]!;
    }
    return sum;
  });
  const mean = greys.reduce((sum, grey) => sum + grey, 0) / greys.length;
  const length = Math.hypot(...greys.map((grey) => grey - mean)) || 1;
  return greys.map((grey) => (grey - mean) / length);
}

/** Places within a cell that are looked at. */
const WITHIN = [0.17, 0.5, 0.83].flatMap((dx) => [0.17, 0.5, 0.83].map((dy) => [dx, dy] as const));

/** −1 to 1: the correlation of their greys. */
export const alikeness = (a: Print, b: Print): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

function lightAt({ data, width, height }: Frame, place: (u: number, v: number) => Point): Light {
  let [sum, burnt, count] = [0, 0, 0];
  for (let j = 0; j < GRID; j++)
    for (let i = 0; i < GRID; i++) {
      const at = place((i + 0.5) / GRID, (j + 0.5) / GRID);
      const [x, y] = [Math.floor(at.x), Math.floor(at.y)];
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const from = 4 * (y * width + x);
      const [r, g, b] = [data[from]!, data[from + 1]!, data[from + 2]!];
      // ITU-R BT.709.
      sum += 0.2126 * r + 0.7152 * g + 0.0722 * b;
      if (Math.min(r, g, b) >= WASHED_OUT) burnt++;
      count++;
    }
  return count === 0 ? { mean: 0, burnt: 0 } : { mean: sum / count, burnt: burnt / count };
}

/** FNV-1a over whole pixels, 32 bits. */
export function digestOf({ data }: Frame): number {
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.byteLength / 4);
  let digest = 0x811c9dc5;
  for (const pixel of pixels) digest = Math.imul(digest ^ pixel, 0x01000193);
  return digest >>> 0;
}
