// ISO/IEC 29794-5, 7.4.9: does the head take up its part of the picture?

import { type QualityComponent, sigmoid } from './component.js';

/** From the eyes to the chin, as a share of the picture's height. */
export const headSize: QualityComponent = {
  unit: 'share of the picture’s height',
  measure: ({ eyesToChin, picture }) => eyesToChin / picture.height,
  score: (share) => 200 * (1 - sigmoid(Math.abs(share - BEST), 0, 0.05)),
  advice: (share) => (share < BEST ? 'Come closer to the camera.' : 'Move away from the camera.'),
};

/** A passport portrait (OFIQ). */
const BEST = 0.45;
