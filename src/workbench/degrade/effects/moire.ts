// Two grids, the printer’s and the sensor’s, beat against one another.

import { atResolution } from '../resolution.js';
import type { Effect } from '../specimen.js';
import { halftone } from './halftone.js';
import { sensor } from './sensor.js';

export interface MoireParameters extends Record<string, number> {
  readonly resolution: number;
}

/** The screen that is photographed, in lines an inch. */
const SCREEN = 150;

/** The print must be drawn finely enough for its dots to be seen. */
const PRINT_PIXELS_PER_MM = 24;

export const moire: Effect<MoireParameters> = {
  name: 'moire',
  models: `a portrait screened at ${SCREEN} lines an inch, seen by a sensor whose sites lie nearly as far apart as the dots`,
  source: 'Amidror, The Theory of the Moiré Phenomenon, 2009',
  plane: 'document',
  quantities: {
    resolution: {
      unit: 'dots/inch',
      meaning: 'sites of the sensor on the page',
      mild: 600,
      severe: 110,
      scale: 'geometric',
    },
  },
  async apply(specimen, { resolution }, random) {
    const fine = atResolution(specimen, Math.max(specimen.pixelsPerMm, PRINT_PIXELS_PER_MM));
    const printed = await halftone.apply(fine, { frequency: SCREEN }, random);
    return sensor.apply(printed, { resolution }, random);
  },
};
