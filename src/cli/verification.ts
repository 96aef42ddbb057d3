// A verification as the JSON document of the contract. Places are pixels of the upright original, whatever the
// size at which the picture was analysed.

import type { Likeness, Verification, VerifiedPicture } from '../decision/index.js';
import type { Face } from '../face/index.js';
import type { Box, DecodedPicture, Point } from '../image/index.js';
import { claimOf } from './claim.js';
import { hundredths } from './output.js';

/** The paths as they were given. */
export interface VerifiedFiles {
  readonly selfie: string;
  readonly document: string;
}

export function verificationJson(verification: Verification, files: VerifiedFiles, model: Likeness['model']) {
  const { decision, reasons, llr, probability, score, adjustment, operatingPoint, timings } = verification;
  const { selfie, document } = verification;
  return {
    decision,
    reasons,
    llr,
    probability,
    score,
    // Null where the calibration looks at the score alone; then the threshold is of the score itself.
    adjustment,
    adjustedScore: score === null || adjustment === null ? null : score + adjustment,
    threshold: operatingPoint?.threshold ?? null,
    fmr: operatingPoint?.fmr ?? null,
    fmrInterval: operatingPoint?.fmrInterval ?? null,
    claim: claimOf(model.calibration, operatingPoint),
    model: verification.model,
    selfie: {
      ...pictureJson(files.selfie, selfie.picture),
      face: faceOf(selfie),
      quality: selfie.quality,
      // Not assessed by this version; null is not a pass.
      liveness: null,
    },
    document: {
      ...pictureJson(files.document, document.picture),
      portrait: faceOf(document),
      // Not read by this version.
      mrz: null,
      quality: document.quality,
    },
    timings: Object.fromEntries(Object.entries(timings).map(([stage, ms]) => [stage, hundredths(ms)])),
  };
}

export const pictureJson = (file: string, { source }: DecodedPicture) => ({
  file,
  width: source.width,
  height: source.height,
});

const faceOf = ({ face, picture }: VerifiedPicture) => (face ? faceJson(face, picture) : null);

/** A face in pixels of the original. */
export function faceJson(face: Face, { source: { scale } }: DecodedPicture) {
  return {
    box: boxJson(face.box, scale),
    confidence: face.confidence,
    landmarks: face.landmarks.five.map((point) => pointJson(point, scale)),
  };
}

const boxJson = ({ x, y, width, height }: Box, scale: number): Box => ({
  x: hundredths(x / scale),
  y: hundredths(y / scale),
  width: hundredths(width / scale),
  height: hundredths(height / scale),
});

const pointJson = ({ x, y }: Point, scale: number): Point => ({
  x: hundredths(x / scale),
  y: hundredths(y / scale),
});
