// Light falls on a page from somewhere, and the hand that holds the phone is in its way.

import type { Random } from '../../../autograd/index.js';
import type { Point } from '../../../image/index.js';
import { changed, toLight, toPicture } from '../light/light.js';
import { type Effect, repainted } from '../specimen.js';

export interface ShadingParameters extends Record<string, number> {
  readonly falloff: number;
  readonly shadow: number;
}

export const shading: Effect<ShadingParameters> = {
  name: 'shading',
  models: 'a lamp to one side of the page, and the soft shadow of the hand that holds the phone',
  source: 'inverse-square law of a near lamp; a penumbra is as wide as lamp and hand make it',
  plane: 'document',
  quantities: {
    falloff: { unit: '%', meaning: 'light that the far side lacks over 40 mm', mild: 2, severe: 70 },
    shadow: { unit: '%', meaning: 'light that the shadow takes away', mild: 0, severe: 70 },
  },
  apply(specimen, { falloff, shadow }, random) {
    const { width, height, pixelsPerMm } = specimen;
    const lamp = direction(random);
    const hand = direction(random);
    const edge = (random() - 0.5) * 30 * pixelsPerMm;
    const penumbra = (3 + 9 * random()) * pixelsPerMm;
    // A lamp so near that 40 mm further away it has lost `falloff` of its light.
    const near = Math.sqrt(1 - falloff / 100);
    const perPixel = (1 / near - 1) / (40 * pixelsPerMm);
    const light = changed(toLight(specimen), (row, y) => {
      for (let x = 0, i = 0; x < width; x++, i += 3) {
        const dx = x - width / 2;
        const dy = y - height / 2;
        const away = 1 + Math.max(-0.5, (dx * lamp.x + dy * lamp.y) * perPixel);
        const inside = (dx * hand.x + dy * hand.y - edge) / penumbra;
        const lit = (1 - (shadow / 100) * smooth(inside)) / (away * away);
        row[i] *= lit;
        row[i + 1] *= lit;
        row[i + 2] *= lit;
      }
    });
    return repainted(specimen, toPicture(light));
  },
};

/** Of unit length, any way. */
function direction(random: Random): Point {
  const angle = 2 * Math.PI * random();
  return { x: Math.cos(angle), y: Math.sin(angle) };
}

/** 0 below −1, 1 above 1, smooth between. */
const smooth = (t: number): number => {
  const s = Math.max(0, Math.min(1, (t + 1) / 2));
  return s * s * (3 - 2 * s);
};
