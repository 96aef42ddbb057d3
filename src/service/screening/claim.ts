// What is claimed of a search: how often somebody who is not in the gallery is said to be, and at which threshold.

import type { Calibration } from '../../face/index.js';
import { type IdentificationThreshold, identificationThreshold } from '../search/index.js';
import type { Concern } from '../verifications/index.js';

export type Claim = IdentificationThreshold;

/** Beyond it a threshold would say that strangers are alike more often than not. */
const MOST_FPIR = 0.5;

/**
 * @param fpir share of decisions about people who are not there that may have any hit
 * @param size templates that each probe is compared with
 * @param probes of one decision: each search is held to its share, so that together they have no more (Boole)
 */
export const claimOf = (calibration: Calibration, fpir: number, size: number, probes = 1): Claim =>
  identificationThreshold(calibration, {
    fpir: Math.min(fpir, MOST_FPIR) / probes,
    gallerySize: Math.max(1, size),
  });

/** Goes with each hit: whether the threshold is one that the calibration’s data carry, or a line drawn beyond them. */
export const evidenceOf = ({ threshold, supported }: Claim): Concern['evidence'][number] => ({
  kind: 'threshold',
  id: supported ? 'supported' : 'extrapolated',
  score: threshold,
});
