// The sensor of a phone over the page: so many sites a millimetre, each of one colour.

import { toPicture } from '../light/light.js';
import { throughMosaic } from '../light/mosaic.js';
import { sampleLight } from '../light/sample.js';
import type { Effect } from '../specimen.js';

export interface SensorParameters extends Record<string, number> {
  readonly resolution: number;
}

/** A site sees this share of the grid’s pitch: the rest is lost between micro-lenses. */
const OPENING = 0.8;

export const sensor: Effect<SensorParameters> = {
  name: 'sensor',
  models: 'a colour sensor that samples the page: what is finer than its sites comes back as false colours',
  source: 'sampling theorem; Bayer, US patent 3971065',
  plane: 'document',
  quantities: {
    resolution: {
      unit: 'dots/inch',
      meaning: 'sites of the sensor on the page',
      mild: 600,
      severe: 60,
      scale: 'geometric',
    },
  },
  apply(specimen, { resolution }) {
    const perMm = resolution / 25.4;
    const step = specimen.pixelsPerMm / perMm;
    const [width, height] = [Math.round(specimen.width / step), Math.round(specimen.height / step)];
    const gaze = (x: number, y: number) => ({ x: x * step, y: y * step });
    const sites = toPicture(sampleLight(specimen, width, height, gaze, OPENING * step));
    const { x, y } = specimen.eyes;
    return { ...throughMosaic(sites), pixelsPerMm: perMm, eyes: { x: x / step, y: y / step } };
  },
};
