// How far a decision may be trusted, in words: the false match rate that was asked for, its interval, the data that
// it comes from, and the plain statement where it lies beyond that data.

import type { Calibration } from '../../face/index.js';
import { count, rate } from '../../numbers.js';
import type { OperatingPoint } from '../policy.js';

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
  if (!point.supported) {
    const lowest = rate(Math.min(...thresholds.map((t) => t.fmr)));
    const sentence = `FMR ${rate(point.fmr)} is beyond the data: ${sourceOf(data)} carry a claim down to ${lowest}, and the threshold is an extrapolation.`;
    return { supported: false, sentence, data };
  }
  return { supported: true, sentence: `Approval is at ${rateWithInterval(calibration, point)}.`, data };
}

/** For example: FMR 1e-4 (95 % interval 3.1e-5 to 2.2e-4, from 2,877 subjects of lfw-dev). */
export function rateWithInterval({ data }: Calibration, { fmr, fmrInterval }: OperatingPoint): string {
  const interval = fmrInterval ? `95 % interval ${rate(fmrInterval[0])} to ${rate(fmrInterval[1])}, ` : '';
  return `FMR ${rate(fmr)} (${interval}from ${sourceOf(data)})`;
}

const sourceOf = ({ subjects, name }: Calibration['data']): string =>
  `${count(subjects)} subjects of ${name}`;

const UNCALIBRATED = 'The model has no calibration: its scores cannot be turned into evidence.';
