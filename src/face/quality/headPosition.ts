// ISO/IEC 29794-5, 7.4.10: is the whole head in the picture? One component for each side of it.

import { type QualityComponent, sigmoid } from './component.js';
import type { QualityContext } from './context.js';

/** From the left border to the eye next to it, in distances between the eyes. */
export const leftwardCropOfTheFaceImage = headPosition(
  'inter-eye distances',
  ({ eyes }) => eyes.right.x / eyes.distance,
  0.9,
  'left',
);

/** From the right border to the eye next to it, in distances between the eyes. */
export const rightwardCropOfTheFaceImage = headPosition(
  'inter-eye distances',
  ({ eyes, picture }) => (picture.width - eyes.left.x) / eyes.distance,
  0.9,
  'right',
);

/** From the upper border to the eyes, in distances from eyes to chin. */
export const marginAboveOfTheFaceImage = headPosition(
  'distances from eyes to chin',
  ({ eyes, eyesToChin }) => eyes.middle.y / eyesToChin,
  1.4,
  'top',
);

/** From the eyes to the lower border, in distances from eyes to chin: the chin itself is at 1. */
export const marginBelowOfTheFaceImage = headPosition(
  'distances from eyes to chin',
  ({ eyes, eyesToChin, picture }) => (picture.height - eyes.middle.y) / eyesToChin,
  1.8,
  'bottom',
);

/** `centre` is the margin that scores 50 (OFIQ). */
function headPosition(
  unit: string,
  measure: (context: QualityContext) => number,
  centre: number,
  side: 'left' | 'right' | 'top' | 'bottom',
): QualityComponent {
  return {
    unit,
    measure,
    score: (margin) => 100 * sigmoid(margin, centre, 0.1),
    advice: (_, role) =>
      role === 'selfie'
        ? `Bring your whole head into the picture: it is cut off at the ${side}.`
        : `Bring the whole portrait into the picture: it is cut off at the ${side}.`,
  };
}
