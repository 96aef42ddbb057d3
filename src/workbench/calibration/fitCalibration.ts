// From the comparisons of some people to thresholds and LLR, and what those do to others.

import {
  type BootstrapOptions,
  bootstrapFmr,
  bootstrapFnmr,
  fitLogistic,
  histogram,
  llr,
  ruleOfThirty,
  type SubjectInterval,
  thresholdAtFmr,
} from '../../trials/index.js';
import type { TrialSet } from '../evaluation/trialSet.js';

/** What is learned from the fitting set. */
export interface FittedCalibration {
  /** LLR = slope · score + offset, natural logarithm. */
  readonly slope: number;
  readonly offset: number;
  /** From high FMR to low; as low as the rule of 30 lets the fitting set say. */
  readonly thresholds: readonly { readonly fmr: number; readonly threshold: number }[];
}

/** What a threshold that was fixed beforehand did to other people. */
export interface Realised {
  readonly nominal: number;
  readonly threshold: number;
  readonly fmr: SubjectInterval & { readonly worstCase: { readonly upper: number } };
  readonly fnmr: SubjectInterval;
}

/** FMRs that a policy may ask for. */
const NOMINAL = [3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6] as const;

/**
 * Where the fit of the LLR leans: near LLR = −logit(0.01) = 4.6, between the middle of the scores and the thresholds
 * of use.
 */
export const EFFECTIVE_PRIOR = 0.01;

/** @throws RangeError where mated scores are not higher than non-mated ones, or there are none of one kind */
export function fitCalibration({ mated, nonMated }: Pick<TrialSet, 'mated' | 'nonMated'>): FittedCalibration {
  const { slope, offset } = fitLogistic(
    { mated: mated.scores, nonMated: histogram(nonMated) },
    EFFECTIVE_PRIOR,
    { smoothing: 'platt' },
  );
  const thresholds = NOMINAL.filter((fmr) => nonMated.trials >= ruleOfThirty(fmr)).flatMap((fmr) => {
    const found = thresholdAtFmr(nonMated, fmr);
    return found.kind === 'threshold' ? [{ fmr, threshold: found.threshold }] : [];
  });
  return { slope, offset, thresholds };
}

/** What each threshold does to the people of `trials`. */
export function realise(
  thresholds: FittedCalibration['thresholds'],
  { trials }: Pick<TrialSet, 'trials'>,
  options: BootstrapOptions,
): Realised[] {
  return thresholds.map(({ fmr, threshold }) => ({
    nominal: fmr,
    threshold,
    fmr: bootstrapFmr(trials, threshold, options),
    fnmr: bootstrapFnmr(trials, threshold, options),
  }));
}

/** LLRs of both kinds; non-mated ones as a histogram. */
export function likelihoodRatios(
  { slope, offset }: Pick<FittedCalibration, 'slope' | 'offset'>,
  { mated, nonMated }: Pick<TrialSet, 'mated' | 'nonMated'>,
): { mated: Float64Array; nonMated: { scores: Float64Array; weights: Float64Array } } {
  const line = { slope, offset, prior: EFFECTIVE_PRIOR };
  const { scores, weights } = histogram(nonMated);
  return {
    mated: Float64Array.from(mated.scores, (score) => llr(line, score)),
    nonMated: { scores: Float64Array.from(scores, (score) => llr(line, score)), weights },
  };
}
