// ISO/IEC 29794-5, 7.4.8: does the camera show the face in enough pixels?

import { type QualityComponent, sigmoid } from './component.js';

/** The distance between the centres of the eyes in pixels of the original, as if the head were not turned. */
export const interEyeDistance: QualityComponent = {
  unit: 'px',
  measure: ({ eyes, scale, pose }) =>
    eyes.distance / scale / Math.max(LEAST_COSINE, Math.cos((pose.yaw * Math.PI) / 180)),
  score: (pixels) => 100 * sigmoid(pixels, 70, 20),
  advice: (_, role) =>
    role === 'selfie'
      ? 'Come closer to the camera, and send the photograph in its full size.'
      : 'Photograph the document from closer by, and send the photograph in its full size.',
};

/** In profile, the distance as seen says nothing about the distance. */
const LEAST_COSINE = 0.25;
