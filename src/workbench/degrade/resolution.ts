// The same picture in more or fewer pixels.

import { resize } from '../../image/index.js';
import type { Specimen } from './specimen.js';

/** Interpolated linearly where pixels are added, the mean of what they cover where they become fewer. */
export function atResolution(specimen: Specimen, pixelsPerMm: number): Specimen {
  const by = pixelsPerMm / specimen.pixelsPerMm;
  if (by === 1) return specimen;
  const { width, height, data, eyes } = specimen;
  return {
    ...resize({ width, height, data }, Math.round(width * by), Math.round(height * by)),
    pixelsPerMm,
    eyes: { x: eyes.x * by, y: eyes.y * by },
  };
}
