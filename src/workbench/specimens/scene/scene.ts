// A document in a place: what lies on the table, how the light falls, what hides an edge. Everything but the camera.

import type { Random } from '../../../autograd/index.js';
import type { Box } from '../../../image/index.js';
import { drawFacingPage } from './backdrop.js';
import type { Disturbance } from './disturbance.js';
import { drawGlare, drawIllumination, type Field } from './light.js';
import type { Surface } from './surface.js';

/** What is photographed, lying flat; lengths in mm. */
export interface Laid {
  readonly surface: Surface;
  /** Radius of its corners: 3.18 for cards (ISO/IEC 7810, 8.1.1). */
  readonly radius: number;
  /** A page of a booklet, whose other page lies above it. */
  readonly bound: boolean;
  /** What a thumb must leave free. */
  readonly kept: readonly Box[];
}

export interface Scene {
  readonly backdrop: Surface;
  /** The table's own place and turn under the page. */
  readonly table: { readonly x: number; readonly y: number; readonly cos: number; readonly sin: number };
  /** The booklet about a page. */
  readonly booklet: Booklet | null;
  readonly illumination: Field;
  readonly glare: Field | null;
  readonly thumb: Thumb | null;
  /** Direction and length of the shadow that the document casts on the table, mm. */
  readonly drop: { readonly x: number; readonly y: number; readonly depth: number };
  /** Factor of each colour channel. */
  readonly tint: readonly [number, number, number];
}

export interface Booklet {
  /** The page above; null where it is folded away. */
  readonly facing: Surface | null;
  /** How far the cover reaches beyond the pages, mm. */
  readonly cover: number;
  readonly colour: readonly [number, number, number];
  /** How dark the fold is, as a share. */
  readonly gutter: number;
}

/** A capsule from outside the page to its tip. */
export interface Thumb {
  readonly tip: { readonly x: number; readonly y: number };
  readonly direction: { readonly x: number; readonly y: number };
  readonly radius: number;
  readonly colour: readonly [number, number, number];
}

export function drawScene(random: Random, laid: Laid, backdrop: Surface, disturbance: Disturbance): Scene {
  const turn = 2 * Math.PI * random();
  const { exposure, thumb } = disturbance;
  const stops = exposure[0] + (exposure[1] - exposure[0]) * random();
  const warmth = 0.07 * (random() - 0.5) * 2;
  const level = 2 ** (stops / 2.2);
  return {
    backdrop,
    table: { x: 480 * random(), y: 480 * random(), cos: Math.cos(turn), sin: Math.sin(turn) },
    booklet: laid.bound && random() < 0.85 ? drawBooklet(random, laid) : null,
    illumination: drawIllumination(random, disturbance),
    glare: drawGlare(random, disturbance, laid.surface),
    thumb: random() < thumb ? drawThumb(random, laid) : null,
    drop: { x: 3 * (random() - 0.5), y: 3 * (random() - 0.5), depth: 0.1 + 0.45 * random() },
    tint: [level * (1 + warmth), level, level * (1 - warmth)],
  };
}

function drawBooklet(random: Random, { surface }: Laid): Booklet {
  const dark = 20 + 70 * random();
  const hue = [random(), random(), random()];
  return {
    facing: random() < 0.8 ? drawFacingPage(random, surface) : null,
    cover: random() < 0.3 ? 0 : 0.5 + 1.8 * random(),
    colour: hue.map((h) => dark * (0.3 + h)) as unknown as Booklet['colour'],
    gutter: 0.5 * random(),
  };
}

/** Comes in over any side, and hides neither corner nor anything that is to be read; null where there is no room. */
function drawThumb(random: Random, { surface: { width, height }, kept }: Laid): Thumb | null {
  const radius = 6.5 + 3 * random();
  const skin = 60 + 170 * random();
  for (let attempt = 0; attempt < 12; attempt++) {
    const [side, depth] = [Math.floor(4 * random()), 1 + 10 * random()];
    const along = (side % 2 === 0 ? width : height) * (0.25 + 0.5 * random());
    const lean = (random() - 0.5) * 0.9;
    const inward = [
      { x: lean, y: 1 },
      { x: -1, y: lean },
      { x: lean, y: -1 },
      { x: 1, y: lean },
    ][side]!;
    const entry = [
      { x: along, y: 0 },
      { x: width, y: along },
      { x: along, y: height },
      { x: 0, y: along },
    ][side]!;
    const norm = Math.hypot(inward.x, inward.y);
    const direction = { x: -inward.x / norm, y: -inward.y / norm };
    // The middle of the round tip; its front lies `depth` inside the page.
    const tip = { x: entry.x - direction.x * (depth - radius), y: entry.y - direction.y * (depth - radius) };
    const thumb: Thumb = { tip, direction, radius, colour: [skin, 0.76 * skin, 0.64 * skin] };
    if (kept.every((box) => !touches(thumb, box))) return thumb;
  }
  return null;
}

/** Whether any part of the capsule comes within a millimetre of the box. */
function touches({ tip, direction, radius }: Thumb, { x, y, width, height }: Box): boolean {
  for (let back = 0; back < 40; back++) {
    const px = tip.x + back * direction.x;
    const py = tip.y + back * direction.y;
    const dx = Math.max(x - px, 0, px - x - width);
    const dy = Math.max(y - py, 0, py - y - height);
    if (Math.hypot(dx, dy) < radius + 1) return true;
  }
  return false;
}
