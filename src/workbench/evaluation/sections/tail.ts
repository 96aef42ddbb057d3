// Thresholds of FMRs lower than the comparisons can show one by one, from the shape of the tail.

import { type BootstrapOptions, fitSubjectTail, thresholdAtExtremeFmr } from '../../../trials/index.js';
import type { ModelReport } from '../report.js';
import type { TrialSet } from '../trialSet.js';
import { refused } from './reported.js';

const TARGETS = [1e-4, 1e-5, 1e-6, 1e-7, 1e-8] as const;

export function tailSection({ trials }: TrialSet, options: BootstrapOptions): ModelReport['tail'] {
  const fit = fitSubjectTail(trials, options);
  if (fit.kind === 'unsupported') return refused(fit.reason);
  const { pareto, goodness, excesses, threshold, warnings } = fit;
  return {
    kind: 'fit',
    exceedances: excesses.length,
    from: threshold,
    shape: pareto.shape,
    scale: pareto.scale,
    pValue: Math.min(goodness.andersonDarling.pValue, goodness.cramerVonMises.pValue),
    warning: warnings.length > 0 ? warnings.join('; ') : null,
    lowestFmr: fit.lowestFmr,
    thresholds: TARGETS.flatMap((fmr) => {
      const found = thresholdAtExtremeFmr(fit, fmr);
      if (found.kind === 'unsupported') return [];
      const { estimate, lower, upper } = found;
      return [{ fmr, threshold: estimate, lower, upper }];
    }),
  };
}
