// A selfie is taken from an arm’s length and less: what is near the lens grows, ears vanish behind cheeks.

import { toPicture } from '../light/light.js';
import { relief } from '../light/relief.js';
import { sampleLight } from '../light/sample.js';
import { type Effect, repainted } from '../specimen.js';

export interface WideAngleParameters extends Record<string, number> {
  readonly focalLength: number;
}

/** Where photographs that are degraded are thought to have been taken from, in mm. */
const FAR_MM = 1500;

/** A head of 225 mm fills half the long side (36 mm) of the 35 mm frame from 225 · f / 18. */
export const distanceOf = (focalLength: number): number => (225 * focalLength) / 18;

export const wideAngle: Effect<WideAngleParameters> = {
  name: 'wideAngle',
  models: 'a face taken from so near, with so wide a lens, that it fills half the height of the picture',
  source:
    'perspective projection of a head (ANSUR II, 2012); Ward et al., “Nasal distortion in short-distance photographs”, JAMA Facial Plast. Surg. 20(4), 2018',
  plane: 'face',
  quantities: {
    focalLength: {
      unit: 'mm (35 mm equivalent)',
      meaning: 'of the lens; the camera is 12.5 times as far away as this',
      mild: 100,
      severe: 13,
      scale: 'geometric',
    },
  },
  apply(specimen, { focalLength }) {
    const { width, height, pixelsPerMm, eyes } = specimen;
    const near = distanceOf(focalLength);
    // The background keeps its size, else the picture would have to show what it never held; so the face grows.
    const grown = seenBack(BEHIND_MM, near);
    const gaze = (px: number, py: number) => {
      const x = (px - eyes.x) / pixelsPerMm / grown;
      const y = (py - eyes.y) / pixelsPerMm / grown;
      const back = seenBack(depthAt(x, y, near), near) * pixelsPerMm;
      return { x: eyes.x + x * back, y: eyes.y + y * back };
    };
    const seen = toPicture(sampleLight(specimen, width, height, gaze));
    return { ...repainted(specimen, seen), pixelsPerMm: pixelsPerMm * grown };
  },
};

/** Of what stands out so far in mm: how much of its size, seen from near, it has when seen from far away. */
const seenBack = (depth: number, near: number): number =>
  (((near - depth) / near) * FAR_MM) / (FAR_MM - depth);

/** Where the background goes on. */
const BEHIND_MM = relief(1e4, 0);

/** Rounds until a ray has found the surface that it meets. */
const ROUNDS = 5;

/** How far out the surface is that a camera so near sees at a place of the eyes’ plane. */
function depthAt(x: number, y: number, near: number): number {
  let depth = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const back = (near - depth) / near;
    // Half a step at a time: at the outline the surface falls away steeply.
    depth += 0.5 * (relief(x * back, y * back) - depth);
  }
  return depth;
}
