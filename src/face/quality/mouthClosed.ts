// ISO/IEC 29794-5, 7.4.4: is the mouth closed?

import { type QualityComponent, sigmoid } from './component.js';
import { widestGap } from './eyesOpen.js';

/** The widest gap between the lips, over the distance from eyes to chin. */
export const mouthClosed: QualityComponent = {
  unit: 'gap between the lips / distance from eyes to chin',
  measure: ({ face, eyesToChin }) => widestGap(face.landmarks.mesh, INNER_LIPS) / eyesToChin,
  score: (opening) => 100 * (1 - sigmoid(opening, 0.2, 0.06)),
  advice: () => 'Close your mouth.',
};

/** Inner edge of the upper and of the lower lip, opposite each other. */
const INNER_LIPS = [
  [82, 87],
  [13, 14],
  [312, 317],
] as const;
