// The threshold of a search in which the person may not be enrolled, for a stated false positive identification rate.
//
// If a search of N references were N independent comparisons, FPIR = 1 − (1 − FMR)ᴺ (ISO/IEC 19795-1:2021; NISTIR 8271,
// Grother, Ngan & Hanaoka, 2019). They are not: faces that resemble many have their false matches together, so fewer
// searches have one, and the FPIR that comes of it is no higher than stated: `npm run study:identification` measures it.

import { type OperatingPoint, operatingPoint } from '../../decision/index.js';
import { LikenessError } from '../../errors.js';
import type { Calibration } from '../../face/index.js';
import { fpirFromFmr } from '../../trials/index.js';

export interface IdentificationTarget {
  /** Share of searches of people not enrolled that may find anybody: above 0, at most 0.5. */
  readonly fpir: number;
  /** References enrolled, N, from 1. */
  readonly gallerySize: number;
}

export interface IdentificationThreshold {
  /** Comparison score: whoever reaches it is a candidate. */
  readonly threshold: number;
  readonly fpir: number;
  readonly gallerySize: number;
  /** What a single comparison must hold to: 1 − (1 − FPIR)^(1/N). */
  readonly fmr: number;
  /** 95 % interval of the FPIR at this threshold, from that of the FMR; absent where the data cannot tell. */
  readonly fpirInterval?: readonly [number, number];
  /** Whether the calibration data carries an FMR so low. Where it does not, the threshold is a line drawn beyond the data. */
  readonly supported: boolean;
  /** The largest gallery for which the data carries this FPIR. */
  readonly supportedSize: number;
}

/**
 * @param calibration of the model, on plain comparison scores
 * @throws `option_invalid`; `model_uncalibrated` where thresholds are of adjusted scores, which a search does not make
 */
export function identificationThreshold(
  calibration: Calibration,
  { fpir, gallerySize }: IdentificationTarget,
): IdentificationThreshold {
  if (!(fpir > 0 && fpir <= 0.5)) {
    throw new LikenessError('option_invalid', `the FPIR must lie in (0, 0.5]: got ${fpir}`);
  }
  if (!Number.isInteger(gallerySize) || gallerySize < 1) {
    throw new LikenessError(
      'option_invalid',
      `a gallery has a whole number of references from 1: got ${gallerySize}`,
    );
  }
  if (calibration.adjustment) {
    throw new LikenessError(
      'model_uncalibrated',
      'this calibration is of scores that are adjusted by the pictures’ quality; a search compares templates alone',
    );
  }
  const fmr = fmrForFpir(fpir, gallerySize);
  const point: OperatingPoint = operatingPoint(calibration, fmr);
  const lowest = calibration.thresholds.at(-1)!.fmr;
  const interval = point.fmrInterval?.map((bound) => fpirFromFmr(Math.min(1, bound), gallerySize));
  return {
    threshold: point.threshold,
    fpir,
    gallerySize,
    fmr,
    ...(interval && { fpirInterval: [interval[0]!, interval[1]!] as const }),
    supported: point.supported,
    supportedSize: Math.floor(Math.log1p(-fpir) / Math.log1p(-lowest)),
  };
}

/** 1 − (1 − FPIR)^(1/N), the inverse of `fpirFromFmr`. */
const fmrForFpir = (fpir: number, gallerySize: number): number =>
  -Math.expm1(Math.log1p(-fpir) / gallerySize);
