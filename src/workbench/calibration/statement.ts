// A calibration as it may be stated: fitted on some people, and what it achieved on others whom it never saw.

import { LikenessError } from '../../errors.js';
import type { Calibration } from '../../face/index.js';
import type { BootstrapOptions } from '../../trials/index.js';
import { ROLE } from '../evaluation/meetings.js';
import type { GridProtocol } from '../evaluation/protocol.js';
import type { ReportedLlrQuality } from '../evaluation/report.js';
import { type ProtocolContext, type RowAdjustments, runProtocol } from '../evaluation/runProtocol.js';
import type { DatasetRows, TrialSet } from '../evaluation/trialSet.js';
import { type FittedCalibration, fitCalibration, type Realised, realise } from './fitCalibration.js';
import { llrQuality } from './llrQuality.js';

/** People to be compared with each other. */
export interface ComparedPeople {
  readonly name: string;
  readonly rows: DatasetRows;
  readonly protocol: GridProtocol;
  readonly failureToAcquire: number;
  /** Added to the scores of the rows; default none. */
  readonly adjustments?: RowAdjustments;
}

/** Who took part in one of the two runs. */
export interface CalibrationSample {
  readonly name: string;
  readonly subjects: number;
  readonly pictures: number;
  readonly failureToAcquire: number;
  readonly mated: number;
  readonly nonMated: number;
}

/** One set of people, compared with each other. */
export interface ComparedRun {
  readonly sample: CalibrationSample;
  readonly set: TrialSet;
}

export interface StatedCalibration {
  /** What a model's manifest takes; the thresholds that the tested people bear out. */
  readonly calibration: Calibration;
  readonly fitted: CalibrationSample;
  readonly tested: CalibrationSample;
  /** Every threshold that was fitted, borne out or not. */
  readonly realised: readonly Realised[];
  readonly llr: ReportedLlrQuality;
}

/** @throws what `signal` was aborted with */
export async function comparePeople(
  { name, rows, protocol, failureToAcquire, adjustments }: ComparedPeople,
  context: Omit<ProtocolContext, 'label' | 'adjustments'>,
): Promise<ComparedRun> {
  const set = await runProtocol(protocol, rows, undefined, {
    ...context,
    label: name,
    ...(adjustments ? { adjustments } : {}),
  });
  const sample = {
    name: protocol.name === 'documents' ? `${name}, documents against selfies` : name,
    subjects: set.trials.subjects,
    pictures: compared(rows, protocol),
    failureToAcquire,
    mated: set.mated.scores.length,
    nonMated: set.nonMated.trials,
  };
  return { sample, set };
}

/** How many of the rows take part. */
const compared = ({ pictures }: DatasetRows, { roles }: GridProtocol): number =>
  pictures.filter((picture) => roles?.[picture] !== ROLE.none).length;

/** A stated FMR must hold to its order of magnitude: its upper limit may be so many times as high. */
const MOST_EXCEEDED = 10;

/**
 * Fits on the one and states on the other.
 * @param said what the calibration says beside: how it was made, and what scores are adjusted by
 * @throws `calibration_unsupported`
 */
export function stateCalibration(
  fit: ComparedRun,
  test: ComparedRun,
  said: Pick<Calibration, 'command' | 'adjustment'>,
  options: BootstrapOptions,
): StatedCalibration {
  const fitted = fitTo(fit);
  const realised = realise(fitted.thresholds, test.set, options);
  const borneOut = realised.filter(({ nominal, fmr }) => fmr.upper <= MOST_EXCEEDED * nominal);
  if (borneOut.length < 2) {
    throw new LikenessError(
      'calibration_unsupported',
      `${test.sample.subjects} subjects bear out ${borneOut.length} of ${fitted.thresholds.length} thresholds: two at least are needed`,
    );
  }
  return {
    calibration: manifestCalibration(fitted, borneOut, test.sample, said),
    fitted: fit.sample,
    tested: test.sample,
    realised,
    llr: llrQuality(fitted, test.set),
  };
}

function fitTo({ sample, set }: ComparedRun): FittedCalibration {
  try {
    return fitCalibration(set);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new LikenessError('calibration_unsupported', `${sample.name}: ${cause.message}`, { cause });
  }
}

function manifestCalibration(
  { slope, offset }: FittedCalibration,
  borneOut: readonly Realised[],
  { name, subjects, pictures, mated, nonMated, failureToAcquire }: CalibrationSample,
  { command, adjustment }: Pick<Calibration, 'command' | 'adjustment'>,
): Calibration {
  return {
    ...(adjustment ? { adjustment } : {}),
    slope,
    offset,
    thresholds: borneOut.map(({ nominal, threshold, fmr, fnmr }) => ({
      fmr: nominal,
      threshold,
      fmrInterval: [fmr.lower, fmr.upper],
      fnmr: fnmr.estimate,
      fnmrInterval: [fnmr.lower, fnmr.upper],
    })),
    data: { name, subjects, images: pictures, matedPairs: mated, nonMatedPairs: nonMated, failureToAcquire },
    command,
  };
}
