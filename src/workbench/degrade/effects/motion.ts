// A hand is never quite still while the shutter is open.

import { toPicture } from '../light/light.js';
import { sampleAlong } from '../light/sample.js';
import { type Effect, repainted } from '../specimen.js';

export interface MotionParameters extends Record<string, number> {
  readonly way: number;
}

export const motion: Effect<MotionParameters> = {
  name: 'motion',
  models:
    'a camera that moves while the shutter is open: 1/30 s at a tremor of 3–10 mm/s, more where it is dark',
  source: 'convolution with a straight segment; hand tremor: Xiao, Farrell et al., SPIE 6069, 2006',
  plane: 'document',
  quantities: {
    way: {
      unit: 'mm',
      meaning: 'that the camera moves along the page',
      mild: 0.03,
      severe: 3,
      scale: 'geometric',
    },
  },
  apply(specimen, { way }, random) {
    const length = way * specimen.pixelsPerMm;
    return repainted(specimen, toPicture(sampleAlong(specimen, length, Math.PI * random())));
  },
};
