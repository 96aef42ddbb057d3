// Verdict first: which FMR may be claimed of the model, at which threshold, and how many people it would take.

import { type BootstrapOptions, type Claim, claim, type SubjectTrials } from '../../../trials/index.js';
import type { ReportedClaim } from '../report.js';
import type { TrialSet } from '../trialSet.js';

export function claimsSection(
  { trials }: Pick<TrialSet, 'trials'>,
  targets: readonly number[],
  options: BootstrapOptions,
): ReportedClaim[] {
  return targets.map((fmr) => {
    const found = claim(trials, { fmr }, options);
    return {
      fmr,
      supported: found.kind === 'supported',
      statement: statementOf(found, trials),
      requiredSubjects: found.kind === 'supported' ? null : found.required.subjects,
    };
  });
}

/** In a sentence or two that follow “may be claimed” or “may not be claimed”. */
function statementOf(found: Claim, { subjects, nonMated }: SubjectTrials): string {
  if (found.kind === 'unsupported') {
    const worth = Math.floor(nonMated.effective).toLocaleString('en-US');
    return (
      `Comparisons of ${subjects.toLocaleString('en-US')} subjects, worth ${worth} independent ones, cannot rule out ` +
      `an FMR of ${power(found.fmrSupported)}; ${found.required.subjects.toLocaleString('en-US')} subjects like these are needed.`
    );
  }
  const { threshold, basis, fmr, fnmr } = found;
  const seen = basis === 'measured' ? 'measured' : 'seen in few errors';
  const cost = fnmr
    ? ` FNMR there ${percent(fnmr.estimate)} (${percent(fnmr.lower)} to ${percent(fnmr.upper)}).`
    : '';
  return `From threshold ${threshold.toFixed(5)}: ${seen} ${power(fmr.estimate)}, at most ${power(fmr.upper)} with 95 % confidence.${cost}`;
}

const power = (rate: number): string => rate.toExponential(1).replace('.0e', 'e');

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
