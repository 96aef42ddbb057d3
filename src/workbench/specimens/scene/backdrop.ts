// What documents lie on when they are photographed: wood, cloth, stone, paper, a desk full of other things. Drawn by
// chance, since photographs of real tables are somebody's.

import { normal, type Random } from '../../../autograd/index.js';
import type { Picture } from '../../../image/index.js';
import { type Surface, surfaceOf } from './surface.js';

/** mm on a side; beyond it the backdrop is mirrored. */
const SIDE = 480;

/** Pixels a millimetre: finer than that a table is out of focus, or of no interest. */
const FINENESS = 2.5;

type Rgb = readonly [number, number, number];

interface Canvas extends Picture {
  readonly data: Uint8Array;
}

/** A table of its own for each stream of chance. */
export function drawBackdrop(random: Random, fineness = FINENESS): Surface {
  const size = Math.round(SIDE * fineness);
  const canvas: Canvas = { width: size, height: size, data: new Uint8Array(3 * size * size) };
  const material = MATERIALS[Math.floor(random() * MATERIALS.length)]!;
  material(canvas, fineness, random);
  const things = random() < 0.35 ? 0 : Math.floor(1 + 9 * random());
  for (let i = 0; i < things; i++) layThing(canvas, fineness, random);
  return surfaceOf(canvas, fineness);
}

/** From nearly black to nearly white, of little colour as tables are, now and then of much. */
function drawColour(random: Random): Rgb {
  const light = 18 + 225 * random();
  const vivid = random() < 0.25 ? 90 : 28;
  return [0, 1, 2].map(() => clamped(light + vivid * (random() - 0.5) * 2)) as unknown as Rgb;
}

const clamped = (value: number) => Math.min(255, Math.max(0, value));

const shifted = (colour: Rgb, by: number): Rgb => colour.map((c) => clamped(c + by)) as unknown as Rgb;

type Material = (canvas: Canvas, fineness: number, random: Random) => void;

/** Smooth chance over the plane: values at grid points, interpolated; mean 0, about ±1. */
function noiseField(random: Random, cells: number): (x: number, y: number) => number {
  const draw = normal(random);
  const grid = Float64Array.from({ length: (cells + 2) ** 2 }, draw);
  return (x, y) => {
    const [gx, gy] = [clampedTo(x * cells, cells), clampedTo(y * cells, cells)];
    const [left, top] = [Math.floor(gx), Math.floor(gy)];
    const [fx, fy] = [smooth(gx - left), smooth(gy - top)];
    const at = top * (cells + 2) + left;
    const upper = grid[at]! + fx * (grid[at + 1]! - grid[at]!);
    const lower = grid[at + cells + 2]! + fx * (grid[at + cells + 3]! - grid[at + cells + 2]!);
    return upper + fy * (lower - upper);
  };
}

const clampedTo = (value: number, most: number) => Math.min(most, Math.max(0, value));
const smooth = (t: number) => t * t * (3 - 2 * t);

/** Paints every pixel: a base colour made lighter or darker. */
function paint(canvas: Canvas, colour: Rgb, tone: (x: number, y: number) => number): void {
  const { width, height, data } = canvas;
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i += 3) {
      const by = tone(x, y);
      for (let c = 0; c < 3; c++) data[i + c] = clamped(colour[c]! + by);
    }
}

const plain: Material = (canvas, _, random) => {
  const [field, size] = [noiseField(random, 3), canvas.width];
  const [wide, grain, draw] = [6 * random(), 3 * random(), random];
  paint(canvas, drawColour(random), (x, y) => wide * field(x / size, y / size) + grain * (draw() - 0.5));
};

const wood: Material = (canvas, fineness, random) => {
  const size = canvas.width;
  const [along, rings, fine] = [noiseField(random, 4), 0.05 + 0.2 * random(), noiseField(random, 160)];
  const [depth, upright] = [8 + 22 * random(), random() < 0.5];
  const plank = random() < 0.5 ? (50 + 90 * random()) * fineness : Number.POSITIVE_INFINITY;
  paint(canvas, drawColour(random), (x, y) => {
    const [u, v] = upright ? [y, x] : [x, y];
    const warped = v / fineness + 14 * along(u / size, (v / size) * 0.6);
    const seam = v % plank < 0.7 * fineness ? -50 : 0;
    return depth * Math.sin(warped * rings * 6.28) * 0.6 + 6 * fine((u / size) * 0.12, v / size) + seam;
  });
};

const cloth: Material = (canvas, fineness, random) => {
  const [pitch, depth] = [(0.8 + 3 * random()) * fineness, 6 + 22 * random()];
  const field = noiseField(random, 6);
  const size = canvas.width;
  paint(
    canvas,
    drawColour(random),
    (x, y) =>
      depth * 0.5 * (Math.sin((6.28 * x) / pitch) + Math.sin((6.28 * y) / pitch)) +
      7 * field(x / size, y / size),
  );
};

const stone: Material = (canvas, _, random) => {
  const size = canvas.width;
  const fields = [8, 30, 120, 300].map((cells) => noiseField(random, cells));
  const depth = 5 + 14 * random();
  paint(canvas, drawColour(random), (x, y) =>
    fields.reduce((sum, field, i) => sum + (depth / (1 + 0.4 * i)) * field(x / size, y / size), 0),
  );
};

const tiles: Material = (canvas, fineness, random) => {
  const [side, gap] = [(18 + 120 * random()) * fineness, (1 + 3 * random()) * fineness];
  const [jump, field] = [random() < 0.5 ? 0 : 60 * random(), noiseField(random, 20)];
  const size = canvas.width;
  const joint = (random() - 0.5) * 120;
  paint(canvas, drawColour(random), (x, y) => {
    if (x % side < gap || y % side < gap) return joint;
    const odd = (Math.floor(x / side) + Math.floor(y / side)) % 2;
    return odd * jump + 5 * field(x / size, y / size);
  });
};

const MATERIALS: readonly Material[] = [plain, plain, wood, wood, cloth, stone, tiles];

/** A sheet of paper, a card, a book, a pen: a turned rectangle of its own colour, with or without lines of writing. */
function layThing(canvas: Canvas, fineness: number, random: Random): void {
  const slim = random() < 0.25;
  const width = (slim ? 3 + 9 * random() : 25 + 190 * random()) * fineness;
  const height = (slim ? 90 + 90 * random() : 20 + 160 * random()) * fineness;
  const [cx, cy] = [random() * canvas.width, random() * canvas.height];
  const turn = random() < 0.5 ? (random() - 0.5) * 0.3 : 2 * Math.PI * random();
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const colour = random() < 0.4 ? shifted([232, 230, 226], 20 * (random() - 0.5)) : drawColour(random);
  const writing = !slim && random() < 0.6 ? writingOf(random, fineness) : () => false;
  const ink = shifted(colour, random() < 0.8 ? -110 - 90 * random() : 110);
  const frame = random() < 0.3 ? 1.2 * fineness : 0;
  const reach = Math.hypot(width, height) / 2;
  const { data, width: w, height: h } = canvas;
  for (let y = Math.max(0, Math.floor(cy - reach)); y < Math.min(h, cy + reach); y++)
    for (let x = Math.max(0, Math.floor(cx - reach)); x < Math.min(w, cx + reach); x++) {
      const u = (x - cx) * cos + (y - cy) * sin + width / 2;
      const v = (y - cy) * cos - (x - cx) * sin + height / 2;
      if (u < 0 || v < 0 || u >= width || v >= height) {
        // A little shadow beside it.
        const out = Math.max(-u, -v, u - width, v - height);
        if (out < 1.5 * fineness) for (let c = 0, i = 3 * (w * y + x); c < 3; c++) data[i + c] *= 0.85;
        continue;
      }
      const edge = Math.min(u, v, width - u, height - v) < frame;
      const shown = edge || writing(u, v) ? ink : colour;
      for (let c = 0, i = 3 * (w * y + x); c < 3; c++) data[i + c] = shown[c]!;
    }
}

/** Whether a place of the paper is inked: lines of words of a random length. */
function writingOf(random: Random, fineness: number): (u: number, v: number) => boolean {
  const [leading, high] = [(3 + 9 * random()) * fineness, 0.25 + 0.3 * random()];
  const [letter, margin] = [(0.9 + 2 * random()) * fineness, (2 + 8 * random()) * fineness];
  const seed = Math.floor(random() * 1e6);
  const hash = (n: number) => {
    const x = Math.sin(n * 12.9898 + seed) * 43758.5453;
    return x - Math.floor(x);
  };
  return (u, v) => {
    if (u < margin || v < margin) return false;
    const line = Math.floor(v / leading);
    if (v % leading > high * leading) return false;
    const place = Math.floor((u - margin) / letter);
    return (
      hash(line * 77 + Math.floor(place / 3)) > 0.3 &&
      hash(line * 991 + place) > 0.25 &&
      u % letter < 0.7 * letter
    );
  };
}

/** The page above in a booklet: tinted paper with waves of fine lines, and writing on it. */
export function drawFacingPage(
  random: Random,
  { width, height }: { width: number; height: number },
): Surface {
  const fineness = 2.5;
  const canvas: Canvas = {
    width: Math.round(width * fineness),
    height: Math.round(height * fineness),
    data: new Uint8Array(3 * Math.round(width * fineness) * Math.round(height * fineness)),
  };
  const light = 205 + 45 * random();
  const paper = [0, 1, 2].map(() => clamped(light + 24 * (random() - 0.5))) as unknown as Rgb;
  const [pitch, bend, depth] = [(1 + 3 * random()) * fineness, 20 * random() * fineness, 4 + 16 * random()];
  const writing = random() < 0.7 ? writingOf(random, fineness) : () => false;
  paint(canvas, paper, (x, y) => {
    if (writing(x, y)) return -90;
    return -depth * Math.max(0, Math.sin((6.28 * (y + bend * Math.sin(x / bend / 2))) / pitch));
  });
  return surfaceOf(canvas, fineness);
}
