// Amplitude-modulated screening: toner and offset print tones as dots of many sizes on four grids, one a colour.

import { printed } from '../light/inks.js';
import { averaged, toLight, toPicture } from '../light/light.js';
import { atResolution } from '../resolution.js';
import { type Effect, repainted } from '../specimen.js';

export interface HalftoneParameters extends Record<string, number> {
  readonly frequency: number;
}

/** Turns of the grids against one another, in degrees, that keep moiré between the colours finest (ISO 12647-1). */
const ANGLES = [15, 75, 0, 45];

/** A cell must be so many pixels wide for its dot to have a shape. */
const PIXELS_PER_CELL = 3.6;

export const halftone: Effect<HalftoneParameters> = {
  name: 'halftone',
  models: 'a portrait printed by laser printer or offset press: dots of four inks on grids of their own',
  source: 'ISO 12647-1 (screen angles, spot function); Demichel’s equation for inks over inks',
  plane: 'document',
  quantities: {
    frequency: {
      unit: 'lines/inch',
      meaning: 'dots of one ink along its grid: 175–300 in offset, 106–212 in toner',
      mild: 300,
      severe: 75,
      scale: 'geometric',
    },
  },
  apply(specimen, { frequency }) {
    const cellsPerMm = frequency / 25.4;
    const finer = Math.max(1, Math.ceil((PIXELS_PER_CELL * cellsPerMm) / specimen.pixelsPerMm));
    const fine = finer === 1 ? specimen : atResolution(specimen, specimen.pixelsPerMm * finer);
    const grids = ANGLES.map((angle) => gridOf(cellsPerMm / fine.pixelsPerMm, (angle * Math.PI) / 180));
    const screened = printed(toLight(fine), (coverage, ink, y) => screen(coverage, y, grids[ink]!));
    return repainted(specimen, toPicture(averaged(screened, finer)));
  },
};

/** Phases of a grid, and values of the spot function, that are looked up. */
const PHASES = 1024;
const COSINE = Float32Array.from({ length: PHASES }, (_, i) => Math.cos((2 * Math.PI * i) / PHASES));

/**
 * The spot function cos u + cos v, round dots that meet in a chequerboard at one half, as a threshold that is uniform
 * in [0, 1]: then a tone is covered to exactly its share.
 */
const THRESHOLD = uniformThresholds();

function uniformThresholds(): Float32Array {
  const side = 512;
  const counts = new Float64Array(PHASES + 1);
  for (let v = 0; v < side; v++)
    for (let u = 0; u < side; u++) {
      const spot = Math.cos((2 * Math.PI * (u + 0.5)) / side) + Math.cos((2 * Math.PI * (v + 0.5)) / side);
      counts[Math.round(((spot + 2) / 4) * PHASES)]++;
    }
  const threshold = new Float32Array(PHASES + 1);
  let above = 0;
  for (let i = PHASES; i >= 0; i--) {
    threshold[i] = (above + counts[i]! / 2) / (side * side);
    above += counts[i]!;
  }
  return threshold;
}

interface Grid {
  /** Phases of the grid a pixel, along and across. */
  readonly cos: number;
  readonly sin: number;
  /** The edge of a dot is as soft as a pixel is wide: thresholds rise by about two and a half a cell. */
  readonly softness: number;
}

const gridOf = (cellsPerPixel: number, angle: number): Grid => ({
  cos: Math.cos(angle) * cellsPerPixel * PHASES,
  sin: Math.sin(angle) * cellsPerPixel * PHASES,
  softness: Math.min(1, 2.5 * cellsPerPixel),
});

/** A row of tones becomes the share of each pixel that the dots cover. */
function screen(tones: Float32Array, y: number, { cos, sin, softness }: Grid): void {
  for (let x = 0; x < tones.length; x++) {
    const a = tones[x];
    if (a <= 0 || a >= 1) continue;
    const u = (x + 0.5) * cos + (y + 0.5) * sin;
    const v = (y + 0.5) * cos - (x + 0.5) * sin;
    const spot = COSINE[Math.floor(u) & (PHASES - 1)] + COSINE[Math.floor(v) & (PHASES - 1)];
    const threshold = THRESHOLD[Math.round((spot + 2) * (PHASES / 4))];
    // Symmetrical about the threshold and within [0, 1], so that the mean stays the tone.
    const covered = 0.5 + (a - threshold) / Math.min(softness, 2 * a, 2 * (1 - a));
    tones[x] = covered <= 0 ? 0 : covered >= 1 ? 1 : covered;
  }
}
