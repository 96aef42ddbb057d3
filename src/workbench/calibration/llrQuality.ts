// How good likelihood ratios are, as the report shows it.

import { calibrationLoss, misleadingEvidence, reliability, tippettCurve } from '../../trials/index.js';
import type { ReportedLlrQuality } from '../evaluation/report.js';
import type { TrialSet } from '../evaluation/trialSet.js';
import { type FittedCalibration, likelihoodRatios } from './fitCalibration.js';

/** The diagram is drawn for a case in which either is as likely. */
const PRIOR = 0.5;

/** Points of a Tippett curve that a plot can show. */
const STEPS = 100;

export function llrQuality(
  calibration: Pick<FittedCalibration, 'slope' | 'offset'>,
  set: Pick<TrialSet, 'mated' | 'nonMated'>,
): ReportedLlrQuality {
  const { mated, nonMated } = likelihoodRatios(calibration, set);
  const { cllr, minCllr } = calibrationLoss(mated, nonMated);
  const misleading = misleadingEvidence(mated, nonMated);
  return {
    cllr,
    minCllr,
    reliability: reliability(mated, nonMated, PRIOR).bins.map(({ stated, observed, interval, ...bin }) => ({
      stated,
      observed,
      lower: interval.lower,
      upper: interval.upper,
      comparisons: bin.mated + bin.nonMated,
    })),
    tippett: tippettCurve(mated, nonMated, STEPS).map(({ llr, ...shares }) => ({ llr, ...shares })),
    misleading: { mated: misleading.mated.share, nonMated: misleading.nonMated.share },
  };
}
