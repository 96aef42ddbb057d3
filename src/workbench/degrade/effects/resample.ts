// A portrait is stored and printed in so many points and no more.

import { resize } from '../../../image/index.js';
import { atResolution } from '../resolution.js';
import { type Effect, repainted } from '../specimen.js';

export interface ResampleParameters extends Record<string, number> {
  readonly resolution: number;
}

export const resample: Effect<ResampleParameters> = {
  name: 'resample',
  models: 'a portrait stored, or rastered for the printer, at a low resolution',
  source: 'ICAO Doc 9303-3, 3.9 (300 dots/inch at the least); in chips of 2006 half of that is met',
  plane: 'document',
  quantities: {
    resolution: {
      unit: 'dots/inch',
      meaning: 'of the stored portrait',
      mild: 300,
      severe: 30,
      scale: 'geometric',
    },
  },
  apply(specimen, { resolution }) {
    const { width, height, pixelsPerMm } = specimen;
    if (resolution / 25.4 >= pixelsPerMm) return specimen;
    return repainted(specimen, resize(atResolution(specimen, resolution / 25.4), width, height));
  },
};
