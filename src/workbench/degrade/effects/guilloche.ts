// Security printing: fine lines in the colours of the rainbow, wound into nets and rosettes, across page and portrait.

import type { Random } from '../../../autograd/index.js';
import { changed, toLight, toPicture } from '../light/light.js';
import { type Effect, repainted, type Specimen } from '../specimen.js';

export interface GuillocheParameters extends Record<string, number> {
  readonly density: number;
  readonly line: number;
  readonly pitch: number;
}

export const guilloche: Effect<GuillocheParameters> = {
  name: 'guilloche',
  models:
    'fine lines printed across the portrait, as nets of waves and as rosettes, their ink changing colour on the way',
  source:
    'ICAO Doc 9303-2, A.5.2 (guilloche and rainbow printing); van Renesse, Optical Document Security, 2005',
  plane: 'document',
  quantities: {
    density: { unit: '%', meaning: 'light that a line takes away', mild: 3, severe: 70 },
    line: { unit: 'µm', meaning: 'width of a line', mild: 40, severe: 110 },
    pitch: { unit: 'mm', meaning: 'from line to line', mild: 1.2, severe: 0.5 },
  },
  apply(specimen, { density, line, pitch }, random) {
    const { width, height, pixelsPerMm } = specimen;
    const size = { width, height, pixelsPerMm };
    const strength = density / 100;
    const widthMm = line / 1000;
    const ink = rainbow(random, width);
    const layers = [
      net(size, pitch, random),
      net(size, pitch, random),
      rosette(size, pitch, random),
      rosette(size, pitch * 0.8, random),
    ];
    const phase = new Float32Array(width);
    const light = changed(toLight(specimen), (row, y) => {
      for (const { fill, perPixel } of layers) {
        fill(y, phase);
        overprintLines(row, phase, perPixel, widthMm / pitch, strength, ink);
      }
    });
    return repainted(specimen, toPicture(light));
  },
};

type Size = Pick<Specimen, 'width' | 'height' | 'pixelsPerMm'>;

/**
 * A family of lines as the whole numbers of a function: `fill` writes the function of one row of pixels (NaN
 * where there are no lines), and it rises by `perPixel` a pixel where lines run as close as they are meant to.
 */
interface Family {
  readonly fill: (y: number, phase: Float32Array) => void;
  readonly perPixel: number;
}

/** Waves one above the other, whose swing itself swells and dies away. */
function net({ width, pixelsPerMm }: Size, pitch: number, random: Random): Family {
  const perPixel = 1 / (pitch * pixelsPerMm);
  const wave = (from: number, to: number) => (2 * Math.PI) / ((from + random() * (to - from)) * pixelsPerMm);
  const [swing, swell, sweep] = [wave(5, 9), wave(22, 40), wave(45, 90)];
  const [a, b, c] = [2 * Math.PI * random(), 2 * Math.PI * random(), 2 * Math.PI * random()];
  const high = (0.7 + random()) * pitch;
  const lift = Float32Array.from(
    { length: width },
    (_, x) =>
      high * pixelsPerMm * Math.sin(swing * x + a) * (0.35 + 0.65 * Math.sin(swell * x + b)) +
      3 * pixelsPerMm * Math.sin(sweep * x + c),
  );
  return {
    perPixel,
    fill(y, phase) {
      for (let x = 0; x < width; x++) phase[x] = (y + lift[x]) * perPixel;
    },
  };
}

/** Rings whose radius swings, each a little further turned than the last: the lathe’s rosette. */
function rosette({ width, height, pixelsPerMm }: Size, pitch: number, random: Random): Family {
  const perPixel = 1 / (pitch * pixelsPerMm);
  const centre = { x: random() * width, y: (0.15 + 0.7 * random()) * height };
  const radius = (9 + 9 * random()) * pixelsPerMm;
  const petals = 8 + Math.floor(random() * 10);
  const [depth, turn] = [0.06 + 0.08 * random(), (random() - 0.5) * 2];
  const hole = 0.18 + 0.2 * random();
  return {
    perPixel,
    fill(y, phase) {
      phase.fill(Number.NaN);
      const dy = y - centre.y;
      const reach = Math.sqrt(Math.max(0, (1.2 * radius) ** 2 - dy * dy));
      const to = Math.min(width - 1, centre.x + reach);
      for (let x = Math.max(0, Math.ceil(centre.x - reach)); x <= to; x++) {
        const dx = x - centre.x;
        const r = Math.sqrt(dx * dx + dy * dy);
        const angle = petals * Math.atan2(dy, dx) + (turn * r * Math.PI) / radius;
        const swung = r * (1 + depth * Math.sin(angle));
        if (swung <= radius && swung >= hole * radius) phase[x] = swung * perPixel;
      }
    },
  };
}

/** Two colours of ink that run into one another across the page (rainbow or iris printing). */
function rainbow(random: Random, width: number): Float32Array {
  const [from, to] = [hue(random()), hue(random())];
  const inks = new Float32Array(3 * width);
  for (let x = 0; x < width; x++) {
    const share = 0.5 - 0.5 * Math.cos((Math.PI * 1.4 * x) / width);
    for (let c = 0; c < 3; c++) inks[3 * x + c] = from[c]! + share * (to[c]! - from[c]!);
  }
  return inks;
}

/** What a saturated printing ink of a hue (0–1) takes away of red, green and blue light, 0–1. */
const hue = (h: number): number[] =>
  [0, 1 / 3, 2 / 3].map((shift) => 0.55 - 0.45 * Math.cos(2 * Math.PI * (h - shift)));

function overprintLines(
  row: Float32Array,
  phase: Float32Array,
  perPixel: number,
  share: number,
  strength: number,
  ink: Float32Array,
): void {
  const half = share / 2;
  for (let x = 0, i = 0; x < phase.length; x++, i += 3) {
    const off = Math.abs(phase[x] - Math.round(phase[x]));
    // A line is as soft at its edge as a pixel is wide; one thinner than a pixel covers less of it.
    const covered = Math.min((half - off) / perPixel + 0.5, share / perPixel, 1);
    if (!(covered > 0)) continue;
    const k = covered * strength;
    row[i] *= 1 - k * ink[i];
    row[i + 1] *= 1 - k * ink[i + 1];
    row[i + 2] *= 1 - k * ink[i + 2];
  }
}
