// What the model does at each FMR that one may ask for, and where its two errors are equal.

import {
  type BootstrapOptions,
  bootstrapEer,
  bootstrapFmr,
  bootstrapFnmrAtFmr,
  far,
  fmr,
  fnmr,
  frr,
} from '../../../trials/index.js';
import type { ModelReport, ReportedPoint } from '../report.js';
import type { TrialSet } from '../trialSet.js';
import { clusteredRate } from './reported.js';

export function operatingPoints(
  set: TrialSet,
  targets: readonly number[],
  options: BootstrapOptions,
): ReportedPoint[] {
  return targets.map((target) => operatingPoint(set, target, options));
}

function operatingPoint(
  { mated, nonMated, trials, lost }: TrialSet,
  target: number,
  options: BootstrapOptions,
): ReportedPoint {
  const missed = bootstrapFnmrAtFmr(trials, target, options);
  if (missed.kind === 'unsupported') return { kind: 'refused', target, reason: missed.reason };
  const { threshold } = missed;
  const matched = bootstrapFmr(trials, threshold, options);
  return {
    kind: 'point',
    target,
    threshold,
    fmr: clusteredRate(fmr(nonMated, threshold), matched, trials.subjects),
    fnmr: clusteredRate(fnmr(mated.scores, threshold), missed, trials.subjects),
    frr: frr(mated.scores, threshold, lost.mated).rate,
    far: far(nonMated, threshold, lost.nonMated).rate,
  };
}

export function equalErrorRate(
  { mated, nonMated, trials }: TrialSet,
  options: BootstrapOptions,
): ModelReport['eer'] {
  const found = bootstrapEer(trials, options);
  const errors = fnmr(mated.scores, found.threshold).errors + fmr(nonMated, found.threshold).errors;
  const counted = { errors, trials: mated.scores.length + nonMated.trials, rate: found.estimate };
  return { ...clusteredRate(counted, found, trials.subjects), threshold: found.threshold };
}
