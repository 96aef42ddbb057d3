// ISO/IEC 29794-5, 7.3.7: how much of the face's light and dark does the picture hold?

import { clamp, type QualityComponent } from './component.js';
import { histogramOf } from './region.js';

/**
 * The entropy of the face's grey levels: 0 for a flat grey, 8 where all 256 levels are equally frequent.
 *
 * Levels are taken as they are stored, where OFIQ takes linear light: a picture darkened to a third still shows
 * everything and is recognised (FNMR 9 % for 6 %, `npm run study:quality`), but in linear light it seems as poor as
 * one gone in fog.
 */
export const dynamicRange: QualityComponent = {
  unit: 'bit',
  measure: ({ luma, region }) =>
    histogramOf(luma, region).reduce((sum, share) => (share > 0 ? sum - share * Math.log2(share) : sum), 0),
  /** OFIQ: in proportion. */
  score: (entropy) => clamp(12.5 * entropy, 0, 100),
  advice: (_, role) =>
    role === 'selfie'
      ? 'Take the picture in good light, and wipe the lens.'
      : 'Photograph the document in good light and without reflections, and wipe the lens.',
};
