// A verification as the JSON document of the contract. Places are pixels of the upright original, whatever the
// size at which the picture was analysed.

import type { Likeness, Verification } from '../decision/index.js';
import { claimOf } from './claim.js';
import { documentJson, type PlacedPortrait, timingsJson } from './document/json.js';
import { faceJson, pictureJson } from './places.js';
import { portraitOn, type VerifiedFiles, verifiedSides } from './verified.js';

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
      face: selfie.face && faceJson(selfie.face, selfie.toOriginal),
      quality: selfie.quality,
      // Not assessed by this version; null is not a pass.
      liveness: null,
    },
    document: documentJson(verifiedSides(verification, files), placedPortrait(document), document),
    timings: timingsJson(timings),
  };
}

function placedPortrait(document: Verification['document']): PlacedPortrait | null {
  const { face, quality, toOriginal } = document;
  return face && { on: portraitOn(document), face, quality, toOriginal };
}
