// Do thresholds and LLRs keep their promise on people whom they have never seen? First those that the model came
// with, then fresh ones, fitted on one half of the subjects and tried on the other.

import type { EmbedderManifest } from '../../../face/index.js';
import { type BootstrapOptions, fmr, fnmr } from '../../../trials/index.js';
import { fitCalibration, type Realised, realise } from '../../calibration/fitCalibration.js';
import { llrQuality } from '../../calibration/llrQuality.js';
import type { ModelReport, ReportedRealised } from '../report.js';
import type { TrialSet } from '../trialSet.js';
import { clusteredRate, refused } from './reported.js';

/**
 * What the calibration that a model came with did here.
 * @param set scores adjusted as that calibration says
 */
export function shippedCalibration(
  set: TrialSet,
  { calibration }: EmbedderManifest,
  dataset: string,
  options: BootstrapOptions,
): ModelReport['calibration']['shipped'] {
  if (!calibration) return null;
  const { data, thresholds } = calibration;
  return {
    data: `${data.name}, ${data.subjects.toLocaleString('en-US')} subjects`,
    warning: data.name.includes(dataset)
      ? `it was stated on ${data.name}: people here may be those that it was made with`
      : null,
    realised: realise(thresholds, set, options).map((row) => reported(row, set)),
    llr: llrQuality(calibration, set),
  };
}

/** @param halves the two halves of the subjects, each compared within itself */
export function crossFittedCalibration(
  halves: readonly [TrialSet, TrialSet],
  options: BootstrapOptions,
): ModelReport['calibration']['crossFitted'] {
  const lacking = halves.find(({ mated, nonMated }) => mated.scores.length === 0 || nonMated.trials === 0);
  if (lacking) return refused('half of the subjects hold no mated or no non-mated comparison');
  const [first, second] = halves.map(fitCalibration);
  return {
    kind: 'halves',
    realised: [
      ...realise(first!.thresholds, halves[1], options).map((row) => ({
        ...reported(row, halves[1]),
        half: 2 as const,
      })),
      ...realise(second!.thresholds, halves[0], options).map((row) => ({
        ...reported(row, halves[0]),
        half: 1 as const,
      })),
    ],
    llr: [llrQuality(first!, halves[1]), llrQuality(second!, halves[0])],
  };
}

export function reported(row: Realised, { mated, nonMated, trials }: TrialSet): ReportedRealised {
  const { nominal, threshold } = row;
  return {
    nominal,
    threshold,
    fmr: clusteredRate(fmr(nonMated, threshold), row.fmr, trials.subjects),
    fnmr: clusteredRate(fnmr(mated.scores, threshold), row.fnmr, trials.subjects),
  };
}
