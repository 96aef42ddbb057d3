// ISO/IEC 29794-5, 7.3.6: is the face burnt out?

import { clamp, type QualityComponent } from './component.js';

/** The share of the face whose luminance is 247 or more (linear light; sRGB levels from 252 on). */
export const overExposurePrevention: QualityComponent = {
  unit: 'share of the face',
  measure: ({ luminances }) => luminances.subarray(BRIGHTEST_GOOD).reduce((sum, share) => sum + share, 0),
  /** OFIQ: hyperbola, 100 at 0 and 50 at 0.01. */
  score: (share) => clamp(1 / (share + 0.01), 0, 100),
  advice: (_, role) =>
    role === 'selfie'
      ? 'Move out of direct sunlight, or further from the lamp.'
      : 'Tilt the document or switch the flash off, so that nothing glares.',
};

const BRIGHTEST_GOOD = 247;
