// Verdict first: which FMR may be claimed of the model, at which threshold, and how many people it would take.

import {
  type BootstrapOptions,
  type Claim,
  claim,
  fnmr,
  type SubjectInterval,
  type SubjectTrials,
} from '../../../trials/index.js';
import type { ReportedClaim, ReportedRate } from '../report.js';
import type { TrialSet } from '../trialSet.js';
import { clusteredRate } from './reported.js';

export function claimsSection(
  set: TrialSet,
  targets: readonly number[],
  options: BootstrapOptions,
): ReportedClaim[] {
  return targets.map((fmr) => {
    const found = claim(set.trials, { fmr }, options);
    return {
      fmr,
      supported: found.kind === 'supported',
      statement: statementOf(found, set.trials),
      fnmr: found.kind === 'supported' && found.fnmr ? rateOf(found.threshold, found.fnmr, set) : null,
      requiredSubjects: found.kind === 'supported' ? null : found.required.subjects,
    };
  });
}

const rateOf = (threshold: number, interval: SubjectInterval, { mated, trials }: TrialSet): ReportedRate =>
  clusteredRate(fnmr(mated.scores, threshold), interval, trials.subjects);

/** In a sentence or two that follow “may be claimed” or “may not be claimed”. */
function statementOf(found: Claim, { subjects, nonMated }: SubjectTrials): string {
  if (found.kind === 'unsupported') {
    const worth = Math.floor(nonMated.effective).toLocaleString('en-US');
    return (
      `Comparisons of ${subjects.toLocaleString('en-US')} subjects, worth ${worth} independent ones, cannot rule out ` +
      `an FMR of ${power(found.fmrSupported)}.`
    );
  }
  const { threshold, basis, fmr, fnmr: missed } = found;
  const seen = basis === 'measured' ? 'measured' : 'seen in few errors';
  const cost = missed
    ? ` FNMR there ${percent(missed.estimate)} (${percent(missed.lower)} to ${percent(missed.upper)}).`
    : '';
  return `From threshold ${threshold.toFixed(5)}: ${seen} ${power(fmr.estimate)}, at most ${power(fmr.upper)} with 95 % confidence.${cost}`;
}

const power = (rate: number): string => rate.toExponential(1).replace('.0e', 'e');

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
