// Laser engraving: a beam blackens polycarbonate from within, point by point, in greys alone.

import { resize } from '../../../image/index.js';
import { manyNormals } from '../light/chance.js';
import { changed, luminance, toLight, toPicture } from '../light/light.js';
import { atResolution } from '../resolution.js';
import { type Effect, repainted } from '../specimen.js';

export interface EngravingParameters extends Record<string, number> {
  readonly resolution: number;
  readonly unevenness: number;
  readonly black: number;
}

/** White polycarbonate is not neutral: a little yellow. */
const CARD = [1, 0.985, 0.95];

export const engraving: Effect<EngravingParameters> = {
  name: 'engraving',
  models:
    'a portrait engraved by laser into polycarbonate, as cards and newer data pages have it: grey, of low contrast',
  source: 'ICAO Doc 9303-2 (laser engraving); densities after reflectance of engraved polycarbonate, 1.0–1.5',
  plane: 'document',
  quantities: {
    resolution: {
      unit: 'dots/inch',
      meaning: 'points that the laser sets',
      mild: 1000,
      severe: 200,
      scale: 'geometric',
    },
    unevenness: {
      unit: '%',
      meaning: 'scatter of a point’s density, from pulse to pulse and from line to line',
      mild: 1,
      severe: 25,
    },
    black: { unit: '%', meaning: 'light that the blackest point returns', mild: 3, severe: 25 },
  },
  apply(specimen, { resolution, unevenness, black }, random) {
    const { width, height, pixelsPerMm } = specimen;
    const coarse = resolution / 25.4 < pixelsPerMm;
    const points = coarse ? atResolution(specimen, resolution / 25.4) : specimen;
    const gauss = manyNormals(random);
    const floor = black / 100;
    const engraved = changed(toLight(points), (row) => {
      const line = 1 + (gauss() * unevenness) / 500;
      for (let i = 0; i < row.length; i += 3) {
        const tone = floor + (1 - floor) * luminance(row[i], row[i + 1], row[i + 2]);
        // Density is what a pulse adds, and what scatters.
        const left = tone ** (line * (1 + (gauss() * unevenness) / 100));
        for (let c = 0; c < 3; c++) row[i + c] = left * CARD[c]!;
      }
    });
    const picture = toPicture(engraved);
    return repainted(specimen, coarse ? resize(picture, width, height) : picture);
  },
};
