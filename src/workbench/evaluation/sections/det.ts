// The trade between the two errors, with what is known of it.

import { type BootstrapOptions, detBand, errorRateCurve } from '../../../trials/index.js';
import type { ModelReport } from '../report.js';
import type { TrialSet } from '../trialSet.js';

export function detSection(
  { mated, nonMated, trials }: TrialSet,
  options: BootstrapOptions,
): ModelReport['det'] {
  const { points } = detBand(trials, options);
  return {
    curve: errorRateCurve(mated.scores, nonMated),
    band: points.map(({ fmr, estimate, lower, upper }) => ({ fmr, fnmr: estimate, lower, upper })),
  };
}
