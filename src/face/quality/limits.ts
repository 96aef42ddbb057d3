// Beyond which native measures a picture should be taken again.
//
// Loose on purpose: someone sent away for nothing does not come back, and the comparison itself says when it is
// unsure. A limit stands where recognition is clearly worse, or where nothing usable has been seen.
//
// The evidence: `npm run study:quality` on lfw-dev, with intervals in studies/results/quality.md. "Seen": the 0.5th
// and the 99.5th percentile of 1,000 random photographs. "FNMR": at FMR 1e-3 with model `fast`, of 846 mated pairs as
// they are and 250 of them with one picture degraded and its face found anew; 6 % where nothing is degraded.
//
// | component                   | seen         | FNMR                                                             |
// | --------------------------- | ------------ | ---------------------------------------------------------------- |
// | IlluminationUniformity      | 0.00 – 0.91  | no worse within                                                  |
// | UnderExposurePrevention     | 0.00 – 0.76  | 0.9 to 1 9 %; levels times 0.3: 1.00, 9 %                        |
// | OverExposurePrevention      | 0.00 – 0.03  | to 0.3 14 %; to 0.5 24 %; to 0.7 31 %; above 62 %                |
// | DynamicRange                | 6.1 – 7.7    | dark, fog: 4 to 5 15 %, 17 %; to 4 15 %, 22 %; to 3.5 35 %, 82 % |
// | Sharpness                   | 2.5 – 6.5    | to 5 6 %; to 7 10 %; to 8.5 29 %; to 10 34 %; to 12 47 %         |
// | SingleFacePresent           | 0.00 – 0.99  |                                                                  |
// | EyesOpen                    | 0.036 – 0.10 | no worse within                                                  |
// | MouthClosed                 | 0.003 – 0.23 | no worse within                                                  |
// | InterEyeDistance            | 35 – 57      | shrunk to 30 px 6 %; to 20 and 16 px 8 %; to 12 px 13 %          |
// | HeadSize                    | 0.26 – 0.42  |                                                                  |
// | LeftwardCropOfTheFaceImage  | 1.8 – 3.7    |                                                                  |
// | RightwardCropOfTheFaceImage | 1.8 – 3.5    |                                                                  |
// | MarginAboveOfTheFaceImage   | 1.1 – 1.8    |                                                                  |
// | MarginBelowOfTheFaceImage   | 1.3 – 2.2    |                                                                  |
// | HeadPoseYaw                 | −34 – 33     | no worse within                                                  |
// | HeadPosePitch               | −24 – 19     | no worse within                                                  |
// | HeadPoseRoll                | −8 – 13      | no worse within                                                  |
//
// "No worse": no difference that so many pairs could show. Of those 1,000, the limits for selfies refuse seven (0.3 %
// to 1.4 %): three for their yaw, two for their pitch, one for its blur, one for its eyes; those for documents none.

import type { PictureRole } from './component.js';
import type { ComponentName } from './components.js';

/** What a native measure may be, both ends included. */
export interface NativeLimits {
  readonly min?: number;
  readonly max?: number;
}

/** The limits of the components that have any. */
export type QualityLimits = Readonly<Partial<Record<ComponentName, NativeLimits>>>;

/** More than the comparison needs (FNMR 8 % at 16), since a small face is seldom as clean as one that was shrunk. */
export const LEAST_INTER_EYE = 24;
/** Half a cheek may be cut off, not more: cheeks end 0.64 inter-eye distances outwards of the eyes. */
const SIDE: NativeLimits = { min: 0.3 };
/** Hair and forehead may be cut off, brows may not: they are at 0.2, the hairline at 0.47. */
const ABOVE: NativeLimits = { min: 0.25 };
/** The chin, at 1, is in the picture, give or take the landmarks' error. */
const BELOW: NativeLimits = { min: 0.9 };

/**
 * Limits a role.
 *
 * Without any: UnderExposurePrevention, since dark skin in good light reaches 0.9, and at 1.0 FNMR may be 9 % or
 * 43 %; what a dark picture really loses DynamicRange tells. IlluminationUniformity, since it is 0 for ordinary
 * light from the side, and FNMR no worse. HeadSize, since InterEyeDistance and the margins say the same better. SingleFacePresent,
 * since which face is meant is for the decision to say.
 */
export const QUALITY_LIMITS: Readonly<Record<PictureRole, QualityLimits>> = {
  selfie: {
    // FNMR is four times as high just below and five to ten times above; the most seen is 0.07.
    OverExposurePrevention: { max: 0.5 },
    // FNMR is two to four times as high above, up to 4, and six times (dark) or more (fog) below; in fog FMR is four
    // times as high too. The least seen is 5.7.
    DynamicRange: { min: 3.5 },
    // FNMR is five times as high as of sharp pictures, from 7 on already; the most seen is 9.6, one above.
    Sharpness: { max: 8.5 },
    InterEyeDistance: { min: LEAST_INTER_EYE },
    // Not for recognition: who claims an identity is awake. FaceMesh sees closed eyes at about 0.032 and
    // laughing ones too (judged by eye), so that only what is surely shut is refused; the least seen is 0.024.
    EyesOpen: { min: 0.025 },
    // The widest seen, a shout, is 0.28; beyond it the mesh is not trusted.
    MouthClosed: { max: 0.35 },
    LeftwardCropOfTheFaceImage: SIDE,
    RightwardCropOfTheFaceImage: SIDE,
    MarginAboveOfTheFaceImage: ABOVE,
    MarginBelowOfTheFaceImage: BELOW,
    // Further round, one eye disappears; the extremes seen are −49 and 59.
    HeadPoseYaw: { min: -45, max: 45 },
    // The extremes seen are −31 and 24.
    HeadPosePitch: { min: -30, max: 30 },
    // The head leans to 18 at most. Further, the picture lies on its side, and the margins are not what they say.
    HeadPoseRoll: { min: -60, max: 60 },
  },
  // Only what a second photograph of the same document can cure: not the eyes, the mouth or the pose of the
  // portrait, nor how dark it was printed.
  document: {
    // A reflection on the laminate.
    OverExposurePrevention: { max: 0.5 },
    // Portraits engraved by laser have few grey levels.
    DynamicRange: { min: 3 },
    // Print and laminate soften the portrait before the camera does.
    Sharpness: { max: 10 },
    // As for selfies. ISO/IEC 39794-5 asks for 90 where the portrait is made, not where it is compared.
    InterEyeDistance: { min: LEAST_INTER_EYE },
    LeftwardCropOfTheFaceImage: SIDE,
    RightwardCropOfTheFaceImage: SIDE,
    MarginAboveOfTheFaceImage: ABOVE,
    MarginBelowOfTheFaceImage: BELOW,
  },
};
