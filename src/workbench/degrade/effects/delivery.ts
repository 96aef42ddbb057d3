// What an app or a reader hands on has fewer pixels than its sensor.

import { atResolution } from '../resolution.js';
import type { Effect } from '../specimen.js';

export interface DeliveryParameters extends Record<string, number> {
  readonly resolution: number;
}

export const delivery: Effect<DeliveryParameters> = {
  name: 'delivery',
  models:
    'a picture made smaller before it is sent: at 100 dots/inch the eyes of a portrait lie 37 pixels apart',
  source:
    'mean over the area of each new pixel; ISO/IEC 39794-5, D.1.4.2 asks for 90 pixels between the eyes',
  plane: 'document',
  quantities: {
    resolution: {
      unit: 'dots/inch',
      meaning: 'of the portrait as delivered',
      mild: 300,
      severe: 35,
      scale: 'geometric',
    },
  },
  apply: (specimen, { resolution }) =>
    atResolution(specimen, Math.min(specimen.pixelsPerMm, resolution / 25.4)),
};
