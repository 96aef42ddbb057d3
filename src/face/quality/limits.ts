// Beyond which native measures a picture should be taken again.
//
// Loose on purpose: someone sent away for nothing does not come back, and the comparison itself says when it is
// unsure. A limit stands where recognition is clearly worse, or where nothing usable has been seen.
//
// The evidence, from lfw-dev in 2026-11. "Seen": the 0.5th and the 99.5th percentile of 1,000 random photographs.
// "FNMR": of 250 mated pairs at FMR 1e-3 with face-api's recognition network, one picture of each pair degraded
// and its face found anew; it is 6 % where nothing is degraded.
//
// | component                   | seen         | FNMR                                                       |
// | --------------------------- | ------------ | ---------------------------------------------------------- |
// | IlluminationUniformity      | 0.00 – 0.92  |                                                            |
// | UnderExposurePrevention     | 0.00 – 0.73  | levels halved: 0.93, 6 %; times 0.3: 1.00, 6 %             |
// | OverExposurePrevention      | 0.00 – 0.02  | to 0.1 7 %; to 0.5 16 %; to 0.7 23 %; above 53 %           |
// | DynamicRange                | 6.0 – 7.7    | 5 8 %; 4.7 9 %; 3.9 13 % (dark), 18 % (fog); 3 38 %, 76 %  |
// | Sharpness                   | 2.5 – 6.5    | to 6 7 %; to 7 10 %; to 8 19 %; to 9 24 %; to 12 42 %      |
// | SingleFacePresent           | 0.00 – 1.07  |                                                            |
// | EyesOpen                    | 0.032 – 0.10 | no worse within                                            |
// | MouthClosed                 | 0.004 – 0.23 | no worse within                                            |
// | InterEyeDistance            | 35 – 58      | shrunk to 30, 21 and 16 px 6 %; to 12 px 8 %               |
// | HeadSize                    | 0.25 – 0.43  |                                                            |
// | LeftwardCropOfTheFaceImage  | 1.8 – 4.1    |                                                            |
// | RightwardCropOfTheFaceImage | 1.7 – 4.0    |                                                            |
// | MarginAboveOfTheFaceImage   | 1.1 – 1.9    |                                                            |
// | MarginBelowOfTheFaceImage   | 1.3 – 2.2    |                                                            |
// | HeadPoseYaw                 | −42 – 39     | no worse within                                            |
// | HeadPosePitch               | −21 – 18     | no worse within                                            |
// | HeadPoseRoll                | −9 – 12      |                                                            |
//
// Of those 1,000, the limits for selfies refuse four, all for their yaw.

import type { PictureRole } from './component.js';
import type { ComponentName } from './components.js';

/** What a native measure may be, both ends included. */
export interface NativeLimits {
  readonly min?: number;
  readonly max?: number;
}

/** The limits of the components that have any. */
export type QualityLimits = Readonly<Partial<Record<ComponentName, NativeLimits>>>;

/** Half a cheek may be cut off, not more: cheeks end 0.64 inter-eye distances outwards of the eyes. */
const SIDE: NativeLimits = { min: 0.3 };
/** Hair and forehead may be cut off, brows may not: they are at 0.2, the hairline at 0.47. */
const ABOVE: NativeLimits = { min: 0.25 };
/** The chin, at 1, is in the picture, give or take the landmarks' error. */
const BELOW: NativeLimits = { min: 0.9 };

/**
 * Limits a role.
 *
 * Without any: UnderExposurePrevention, since dark skin in good light reaches 0.9, and even at 1.0 FNMR is as it
 * was; what a dark picture really loses DynamicRange tells. IlluminationUniformity, since it is 0 for ordinary
 * light from the side. HeadSize, since InterEyeDistance and the margins say the same better. SingleFacePresent,
 * since which face is meant is for the decision to say.
 */
export const QUALITY_LIMITS: Readonly<Record<PictureRole, QualityLimits>> = {
  selfie: {
    // FNMR is 16 % below and 40 % above; the most seen is 0.04.
    OverExposurePrevention: { max: 0.5 },
    // FNMR is two to three times as high at 3.9, six times and more at 3.0; the least seen is 5.5.
    DynamicRange: { min: 3.5 },
    // FNMR is four times as high as of sharp pictures; the most seen is 7.5.
    Sharpness: { max: 8.5 },
    // Twice what the comparison needs, since a small face is seldom as clean as one that was shrunk.
    InterEyeDistance: { min: 24 },
    // Not for recognition: who claims an identity is awake. FaceMesh sees closed eyes at about 0.032 (its least
    // is 0.029) and laughing ones too, so that only what is surely shut is refused.
    EyesOpen: { min: 0.025 },
    // The widest seen, a shout, is 0.28; beyond it the mesh is not trusted.
    MouthClosed: { max: 0.35 },
    LeftwardCropOfTheFaceImage: SIDE,
    RightwardCropOfTheFaceImage: SIDE,
    MarginAboveOfTheFaceImage: ABOVE,
    MarginBelowOfTheFaceImage: BELOW,
    // Further round, one eye disappears; the extremes seen are −49 and 47.
    HeadPoseYaw: { min: -45, max: 45 },
    // The extremes seen are −29 and 24.
    HeadPosePitch: { min: -30, max: 30 },
    // The head leans to 15 at most. A picture that lies on its side gives wrong landmarks for one face in twenty.
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
    InterEyeDistance: { min: 24 },
    LeftwardCropOfTheFaceImage: SIDE,
    RightwardCropOfTheFaceImage: SIDE,
    MarginAboveOfTheFaceImage: ABOVE,
    MarginBelowOfTheFaceImage: BELOW,
  },
};
