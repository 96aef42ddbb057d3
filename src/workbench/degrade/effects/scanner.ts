// A flatbed reads line after line, red, green and blue one after the other, while its carriage shakes.

import { gaussianBlur } from '../light/blur.js';
import { manyNormals } from '../light/chance.js';
import { changed, type Light, toLight, toPicture } from '../light/light.js';
import { sampleLight } from '../light/sample.js';
import type { Effect } from '../specimen.js';

export interface ScannerParameters extends Record<string, number> {
  readonly resolution: number;
  readonly misregistration: number;
}

/** Optics of a flatbed: a point’s image as wide as this share of the pitch (standard deviation). */
const OPTICS = 0.4;
const OPENING = 0.8;

export const scanner: Effect<ScannerParameters> = {
  name: 'scanner',
  models: 'a flatbed scanner: its resolution, lines that are not quite even, colours that do not quite meet',
  source: 'ISO 16067-1 (resolution of reflective scanners); contact image sensors read the colours in turn',
  plane: 'document',
  quantities: {
    resolution: { unit: 'dots/inch', meaning: 'of the scan', mild: 600, severe: 72, scale: 'geometric' },
    misregistration: {
      unit: 'µm',
      meaning: 'of red and blue against green',
      mild: 3,
      severe: 120,
      scale: 'geometric',
    },
  },
  apply(specimen, { resolution, misregistration }, random) {
    // A scanner cannot see more than there is.
    const perMm = Math.min(resolution / 25.4, specimen.pixelsPerMm);
    const step = specimen.pixelsPerMm / perMm;
    const [width, height] = [Math.round(specimen.width / step), Math.round(specimen.height / step)];
    const page = step > 1 ? toPicture(gaussianBlur(toLight(specimen), OPTICS * step)) : specimen;
    const gauss = manyNormals(random);
    const jitter = Float32Array.from({ length: height }, () => 0.004 * specimen.pixelsPerMm * gauss());
    const shift = (misregistration / 1000) * specimen.pixelsPerMm * (random() < 0.5 ? 1 : -1);
    const opening = step > 1 ? OPENING * step : 0;
    const colour = (offset: number) => {
      const gaze = (x: number, y: number) => ({ x: x * step, y: y * step + offset + jitter[Math.floor(y)] });
      return sampleLight(page, width, height, gaze, opening);
    };
    const seen = together(colour(-shift), colour(0), colour(shift));
    const { x, y } = specimen.eyes;
    return { ...toPicture(seen), pixelsPerMm: perMm, eyes: { x: x / step, y: y / step } };
  },
};

/** Red of the first, green of the second, blue of the third. */
function together(red: Light, green: Light, blue: Light): Light {
  return changed(green, (row, y) => {
    const [r, b] = [red.row(y), blue.row(y)];
    for (let i = 0; i < row.length; i += 3) {
      row[i] = r[i];
      row[i + 2] = b[i + 2];
    }
  });
}
