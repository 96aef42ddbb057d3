// ISO/IEC 29794-5, 7.4.2: is it clear whose picture this is?

import type { Box } from '../../image/index.js';
import { clamp, type QualityComponent } from './component.js';

/** The size of the largest other face over that of this one: 0 where there is no other. */
export const singleFacePresent: QualityComponent = {
  unit: 'size of the next face / size of this face',
  measure: ({ face, others }) => Math.max(0, ...others.map(({ box }) => sizeOf(box) / sizeOf(face.box))),
  score: (ratio) => clamp(100 * (1 - ratio), 0, 100),
  advice: (_, role) =>
    role === 'selfie'
      ? 'Take the picture alone.'
      : 'Photograph one document alone, and nobody’s face beside it.',
};

const sizeOf = (box: Box): number => Math.sqrt(box.width * box.height);
