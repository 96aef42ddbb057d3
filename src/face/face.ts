// The values that travel between the stages of this room.

import type { Box, Point } from '../image/index.js';
import type { Landmarks } from './landmarks.js';

/** A face that was found in a picture, with its points; everything in pixels of that picture. */
export interface Face {
  readonly box: Box;
  /** Right eye, left eye, nose tip, mouth, right ear, left ear, as the detector saw them. */
  readonly keypoints: readonly Point[];
  /** The detector's confidence, 0 to 1. */
  readonly confidence: number;
  readonly landmarks: Landmarks;
}
