// A lens that is not in focus, or not good enough, spreads each point.

import { gaussianBlur } from '../light/blur.js';
import { toLight, toPicture } from '../light/light.js';
import { type Effect, repainted } from '../specimen.js';

export interface DefocusParameters extends Record<string, number> {
  readonly spread: number;
}

export const defocus: Effect<DefocusParameters> = {
  name: 'defocus',
  models: 'a camera that is focused before or behind the page, or a lens with a smear of a thumb on it',
  source: 'a blur circle of diameter d has the variance d²/16 along each axis: σ = d/4 stands for it',
  plane: 'document',
  quantities: {
    spread: {
      unit: 'mm',
      meaning: 'standard deviation of the point’s image on the page',
      mild: 0.02,
      severe: 1,
      scale: 'geometric',
    },
  },
  apply(specimen, { spread }) {
    return repainted(specimen, toPicture(gaussianBlur(toLight(specimen), spread * specimen.pixelsPerMm)));
  },
};
