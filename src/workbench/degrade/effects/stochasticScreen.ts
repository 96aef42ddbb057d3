// Frequency-modulated screening: inkjets print tones as more or fewer droplets of one size, strewn without a grid.

import type { Random } from '../../../autograd/index.js';
import type { Picture } from '../../../image/index.js';
import { INKS, printed } from '../light/inks.js';
import { toLight, toPicture } from '../light/light.js';
import { atResolution } from '../resolution.js';
import { type Effect, repainted } from '../specimen.js';

export interface StochasticScreenParameters extends Record<string, number> {
  readonly droplets: number;
}

export const stochasticScreen: Effect<StochasticScreenParameters> = {
  name: 'stochasticScreen',
  models: 'a portrait printed by inkjet, as most data pages of paper are: droplets strewn by error diffusion',
  source:
    'Floyd & Steinberg, Proc. SID 17(2), 1976; weights disturbed after Ulichney, Digital Halftoning, 1987',
  plane: 'document',
  quantities: {
    droplets: {
      unit: 'dots/inch',
      meaning: 'grid that droplets fall on',
      mild: 2400,
      severe: 150,
      scale: 'geometric',
    },
  },
  apply(specimen, { droplets }, random) {
    const { width, height, pixelsPerMm } = specimen;
    const perPixel = droplets / 25.4 / pixelsPerMm;
    // Where droplets are larger than pixels they have a grid of their own, else each pixel takes several.
    const grid = perPixel < 1 ? atResolution(specimen, droplets / 25.4) : specimen;
    const levels = Math.max(1, Math.round(perPixel ** 2));
    const inks = Array.from({ length: INKS }, () => errorDiffusion(grid.width, levels, random));
    const strewn = toPicture(printed(toLight(grid), (tones, ink, y) => inks[ink]!(tones, y)));
    return repainted(specimen, perPixel < 1 ? enlarged(strewn, width, height) : strewn);
  },
};

/**
 * Each pixel of a row of tones gets a whole number of droplets out of `levels`; what it gets too much its neighbours
 * get less.
 */
function errorDiffusion(width: number, levels: number, random: Random) {
  let current = new Float32Array(width + 2);
  let next = new Float32Array(width + 2);
  return (tones: Float32Array, y: number): void => {
    // To and fro, or the errors would all drift one way.
    const step = y % 2 === 0 ? 1 : -1;
    for (let n = 0; n < width; n++) {
      const x = step > 0 ? n : width - 1 - n;
      const wanted = tones[x] + current[x + 1];
      const given = Math.max(0, Math.min(levels, Math.round(wanted * levels))) / levels;
      tones[x] = given;
      const error = wanted - given;
      // Fixed weights draw worms: one part in eight of the error is led at random.
      const astray = (random() - 0.5) / 8;
      current[x + 1 + step] += error * (7 / 16 + astray);
      next[x + 1] += error * (5 / 16 - astray);
      next[x + 1 - step] += (error * 3) / 16;
      next[x + 1 + step] += error / 16;
    }
    [current, next] = [next, current.fill(0)];
  };
}

/** Each droplet a square of pixels. */
function enlarged({ width, height, data }: Picture, toWidth: number, toHeight: number): Picture {
  const out = new Uint8Array(3 * toWidth * toHeight);
  for (let y = 0, to = 0; y < toHeight; y++) {
    const row = width * Math.floor(((y + 0.5) * height) / toHeight);
    for (let x = 0; x < toWidth; x++, to += 3) {
      const from = 3 * (row + Math.floor(((x + 0.5) * width) / toWidth));
      out[to] = data[from];
      out[to + 1] = data[from + 1];
      out[to + 2] = data[from + 2];
    }
  }
  return { width: toWidth, height: toHeight, data: out };
}
