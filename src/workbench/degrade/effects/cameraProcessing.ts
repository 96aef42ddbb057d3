// What a phone does to a picture before anybody sees it: it smooths noise away, and sharpens what is left.

import type { Picture } from '../../../image/index.js';
import { gaussianBlur } from '../light/blur.js';
import { type Effect, repainted } from '../specimen.js';

export interface CameraProcessingParameters extends Record<string, number> {
  readonly smoothing: number;
  readonly sharpening: number;
}

export const cameraProcessing: Effect<CameraProcessingParameters> = {
  name: 'cameraProcessing',
  models:
    'a phone’s noise reduction, which takes skin for noise, and its sharpening, which draws seams along edges',
  source:
    'Pham & van Vliet, “Separable bilateral filtering for fast video preprocessing”, ICME 2005; unsharp masking',
  plane: 'any',
  quantities: {
    smoothing: {
      unit: 'grey levels',
      meaning: 'difference between neighbours that is taken for noise',
      mild: 1,
      severe: 45,
      scale: 'geometric',
    },
    sharpening: {
      unit: '%',
      meaning: 'of the difference to a blurred copy that is added',
      mild: 0,
      severe: 250,
    },
  },
  apply(specimen, { smoothing, sharpening }) {
    const likeness = alike(smoothing);
    const smooth = bilateral(bilateral(specimen, 'across', likeness), 'down', likeness);
    return repainted(specimen, sharpened(smooth, sharpening / 100));
  },
};

/** Pixels on either side that a filter sees, and their weights by distance (a standard deviation of 1.5). */
const REACH = 2;
const NEAR = Float32Array.of(0.41, 0.8, 1, 0.8, 0.41);

/** Weights by difference, summed over the three colours. */
const alike = (range: number): Float32Array =>
  Float32Array.from({ length: 3 * 255 + 1 }, (_, d) => Math.exp(-0.5 * (d / (3 * range)) ** 2));

/** The mean of five pixels in a line, each weighted by how near it is and how alike. */
function bilateral(
  { width, height, data }: Picture,
  way: 'across' | 'down',
  likeness: Float32Array,
): Picture {
  const step = way === 'across' ? 3 : 3 * width;
  const out = new Uint8Array(data.length);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i += 3) {
      const r0 = data[i];
      const g0 = data[i + 1];
      const b0 = data[i + 2];
      let r = r0;
      let g = g0;
      let b = b0;
      let sum = 1;
      const first = -Math.min(REACH, way === 'across' ? x : y);
      const last = Math.min(REACH, way === 'across' ? width - 1 - x : height - 1 - y);
      for (let k = first, j = i + first * step; k <= last; k++, j += step) {
        if (k === 0) continue;
        const d = Math.abs(data[j] - r0) + Math.abs(data[j + 1] - g0) + Math.abs(data[j + 2] - b0);
        const weight = NEAR[k + REACH] * likeness[d];
        r += weight * data[j];
        g += weight * data[j + 1];
        b += weight * data[j + 2];
        sum += weight;
      }
      out[i] = r / sum + 0.5;
      out[i + 1] = g / sum + 0.5;
      out[i + 2] = b / sum + 0.5;
    }
  return { width, height, data: out };
}

/** Seams of a phone are about as wide as this, in pixels (standard deviation). */
const SEAM = 1.2;

/** Phones sharpen what they show, not light: in grey levels, so that dark seams are as strong as bright ones. */
function sharpened({ width, height, data }: Picture, amount: number): Picture {
  const levels = new Float32Array(3 * width);
  const blurred = gaussianBlur(
    {
      width,
      height,
      row(y) {
        levels.set(data.subarray(3 * width * y, 3 * width * (y + 1)));
        return levels;
      },
    },
    SEAM,
  );
  const out = new Uint8ClampedArray(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    const soft = blurred.row(y);
    for (let x = 0; x < soft.length; x++, i++) out[i] = data[i] + amount * (data[i] - soft[x]);
  }
  return { width, height, data: new Uint8Array(out.buffer) };
}
