// How far a decision may be trusted, in words: the false match rate that was asked for, its interval, the data that
// it comes from, and the plain statement where it lies beyond that data.

import type { OperatingPoint } from '../decision/index.js';
import type { Calibration } from '../face/index.js';
import { count, rate } from './output.js';

export interface Claim {
  /** Whether the calibration data carries the stated false match rate. */
  readonly supported: boolean;
  readonly sentence: string;
  /** What the numbers were derived from; null where the model has no calibration. */
  readonly data: Calibration['data'] | null;
}

export function claimOf(calibration: Calibration | undefined, point: OperatingPoint | null): Claim {
  if (!calibration || !point) return { supported: false, sentence: UNCALIBRATED, data: null };
  const { data, thresholds } = calibration;
  const source = `${count(data.subjects)} subjects of ${data.name}`;
  if (!point.supported) {
    const lowest = rate(Math.min(...thresholds.map((t) => t.fmr)));
    const sentence = `FMR ${rate(point.fmr)} is beyond the data: ${source} carry a claim down to ${lowest}, and the threshold is an extrapolation.`;
    return { supported: false, sentence, data };
  }
  const interval = point.fmrInterval
    ? `95 % interval ${rate(point.fmrInterval[0])} to ${rate(point.fmrInterval[1])}, from ${source}`
    : `from ${source}`;
  return { supported: true, sentence: `FMR ${rate(point.fmr)} (${interval})`, data };
}

const UNCALIBRATED = 'The model has no calibration: its scores cannot be turned into evidence.';
