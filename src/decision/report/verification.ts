// A verification as the JSON document of the contract. Places are pixels of the upright original, whatever the
// size at which the picture was analysed.

import type { EmbedderManifest } from '../../face/index.js';
import type { VerifiedPicture } from '../examine.js';
import type { Verification } from '../results.js';
import type { Judgement } from '../verify.js';
import { claimOf } from './claim.js';
import { documentJson, type PlacedPortrait, timingsJson } from './document.js';
import { faceJson, pictureJson } from './places.js';
import { type Side, sidesOf } from './sides.js';

export type VerificationJson = ReturnType<typeof verificationJson>;

/** @param model the one that verified; of it what its calibration may claim */
export function verificationJson(verification: Verification, model: Pick<EmbedderManifest, 'calibration'>) {
  const { selfie, document } = verification;
  return {
    ...judgementJson(verification, model),
    model: verification.model,
    selfie: selfieJson(selfie),
    document: documentJson(sidesOf(document.readings), placedPortrait(document), document),
    timings: timingsJson(verification.timings),
  };
}

/** What was decided, on which evidence and with which claim. */
export function judgementJson(
  {
    decision,
    reasons,
    llr,
    probability,
    score,
    adjustment,
    operatingPoint,
  }: Judgement & { readonly score: number | null },
  { calibration }: Pick<EmbedderManifest, 'calibration'>,
) {
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
    claim: claimOf(calibration, operatingPoint),
  };
}

export const selfieJson = ({ picture, face, toOriginal, quality }: VerifiedPicture) => ({
  ...pictureJson(picture),
  face: face && faceJson(face, toOriginal),
  quality,
  // Not assessed by this version; null is not a pass.
  liveness: null,
});

function placedPortrait(document: Verification['document']): PlacedPortrait | null {
  const { face, quality, toOriginal } = document;
  return face && { on: portraitOn(document), face, quality, toOriginal };
}

/** Which picture the compared portrait is in: known by its file. */
export function portraitOn({ picture, readings, chip }: Verification['document']): Side | 'chip' {
  if (chip?.portrait) return 'chip';
  const at = readings.findIndex(({ photograph }) => photograph.source.sha256 === picture.source.sha256);
  return at > 0 ? 'back' : 'front';
}
