// ISO/IEC 29794-5, 7.3.5: is the face too dark?

import { type QualityComponent, sigmoid } from './component.js';

/**
 * The share of the face whose luminance is 25 or less (linear light; sRGB levels up to 89). Dark skin is in that
 * range even in good light, so that this is a defect only near 1: the score and the limit are made accordingly.
 */
export const underExposurePrevention: QualityComponent = {
  unit: 'share of the face',
  measure: ({ luminances }) => luminances.subarray(0, DARKEST_GOOD).reduce((sum, share) => sum + share, 0),
  /** OFIQ: 120 · (0.832 − sigmoid), which is 100 at 0 and 0 at 1. */
  score: (share) => Math.max(0, Math.min(100, 120 * (0.832 - sigmoid(share, 0.92, 0.05)))),
  advice: (_, role) =>
    role === 'selfie' ? 'Turn towards a window or a lamp.' : 'Put the document in brighter light.',
};

const DARKEST_GOOD = 26;
