// ISO/IEC 29794-5, 7.4.3: are both eyes open?

import { distance } from '../geometry.js';
import type { MeshPoint } from '../landmarks.js';
import { type QualityComponent, sigmoid } from './component.js';

/**
 * The widest gap between the lids of the eye that is less open, over the distance from eyes to chin.
 *
 * FaceMesh keeps a gap between closed lids: shut eyes measure about 0.03, as laughing ones do, and lids lowered
 * with the head up to 0.1. What is small is closed; what is not need not be open.
 */
export const eyesOpen: QualityComponent = {
  unit: 'gap between the lids / distance from eyes to chin',
  measure: ({ face, eyesToChin }) =>
    Math.min(...EYELIDS.map((lids) => widestGap(face.landmarks.mesh, lids))) / eyesToChin,
  score: (opening) => 100 * sigmoid(opening, 0.02, 0.01),
  advice: () => 'Open your eyes wide, without sunglasses.',
};

/** Upper and lower lid, opposite each other: the eye left as seen, then the other. */
const EYELIDS = [
  [
    [160, 144],
    [159, 145],
    [158, 153],
  ],
  [
    [385, 380],
    [386, 374],
    [387, 373],
  ],
] as const;

/** The greatest distance between opposite points of the mesh. */
export const widestGap = (
  mesh: readonly MeshPoint[],
  pairs: readonly (readonly [upper: number, lower: number])[],
): number => Math.max(...pairs.map(([upper, lower]) => distance(mesh[upper], mesh[lower])));
