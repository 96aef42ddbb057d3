// The limits of recapture (src/face/quality/limits.ts) as the scores that a row keeps. Limits are native measures, rows
// hold scores of 0 to 100 to a tenth, and every component's score falls towards its limits: a picture that scores less
// than its component does at the limit is beyond it. recaptureScores.test.ts holds this table to the limits themselves.

import type { PictureRole } from '../../face/index.js';
import type { SourceType } from '../datasets/record.js';

/**
 * Score at the limit, to a tenth as in the rows. Null where that is 0.0: no score lies below, so that rows do not tell
 * on which side of the limit a picture is. Components that are not named have no limit.
 */
export const RECAPTURE_SCORES: Readonly<Record<PictureRole, Readonly<Record<string, number | null>>>> = {
  selfie: {
    OverExposurePrevention: 2,
    DynamicRange: 43.8,
    Sharpness: 41.7,
    InterEyeDistance: 9.1,
    EyesOpen: 62.2,
    MouthClosed: 7.6,
    LeftwardCropOfTheFaceImage: 0.2,
    RightwardCropOfTheFaceImage: 0.2,
    MarginAboveOfTheFaceImage: null,
    MarginBelowOfTheFaceImage: null,
    HeadPoseYaw: 50,
    HeadPosePitch: 75,
    HeadPoseRoll: 25,
  },
  document: {
    OverExposurePrevention: 2,
    DynamicRange: 37.5,
    Sharpness: 20.9,
    InterEyeDistance: 9.1,
    LeftwardCropOfTheFaceImage: 0.2,
    RightwardCropOfTheFaceImage: 0.2,
    MarginAboveOfTheFaceImage: null,
    MarginBelowOfTheFaceImage: null,
  },
};

/** Pixels between the eyes below which a picture is taken again. */
export const RECAPTURE_INTER_EYE = 24;

/** By which limits a picture is judged; where its type is not known, by those for selfies. */
export const roleOf = (sourceType: SourceType | null): PictureRole =>
  sourceType === 'document' || sourceType === 'chip' ? 'document' : 'selfie';

/** Whether a score is beyond its limit; undefined where there is none, or rows do not tell. */
export function isOutside(component: string, score: number, role: PictureRole): boolean | undefined {
  const limit = RECAPTURE_SCORES[role][component];
  return typeof limit === 'number' ? score < limit : undefined;
}
