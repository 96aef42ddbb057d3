// ISO/IEC 29794-5, 7.3.7: do light and dark in the face differ enough to show its form?

import { clamp, type QualityComponent } from './component.js';

/** The entropy of the face's luminance: 0 for a flat grey, 8 where all 256 levels are equally frequent. */
export const dynamicRange: QualityComponent = {
  unit: 'bit',
  measure: ({ histogram }) =>
    histogram.reduce((sum, share) => (share > 0 ? sum - share * Math.log2(share) : sum), 0),
  /** OFIQ: in proportion. */
  score: (entropy) => clamp(12.5 * entropy, 0, 100),
  advice: (_, role) =>
    role === 'selfie'
      ? 'Wipe the lens and take the picture in good light.'
      : 'Wipe the lens, and photograph the document in good light and without reflections.',
};
