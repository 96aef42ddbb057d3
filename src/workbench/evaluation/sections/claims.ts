// Verdict first: which FMR may be claimed of the model, at which threshold, and how many people it would take.

import {
  type BootstrapOptions,
  type Claim,
  claim,
  fnmr,
  type SubjectInterval,
  type SubjectTrials,
} from '../../../trials/index.js';
import { share, fmr as writeFmr } from '../../page/numbers.js';
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
      requiredSubjects: found.kind === 'supported' ? null : finite(found.required.subjects),
    };
  });
}

/** JSON knows no infinity, and a number of subjects beyond all people helps nobody. */
const finite = (subjects: number): number | null => (Number.isFinite(subjects) ? subjects : null);

const rateOf = (threshold: number, interval: SubjectInterval, { mated, trials }: TrialSet): ReportedRate =>
  clusteredRate(fnmr(mated.scores, threshold), interval, trials.subjects);

/** In a sentence or two that follow “may be claimed” or “may not be claimed”. */
function statementOf(found: Claim, { subjects, nonMated }: SubjectTrials): string {
  if (found.kind === 'unsupported') {
    const worth = Math.floor(nonMated.effective).toLocaleString('en-US');
    return (
      `Comparisons of ${subjects.toLocaleString('en-US')} subjects, worth ${worth} independent ones, cannot rule out ` +
      `an FMR of ${writeFmr(found.fmrSupported)}.`
    );
  }
  const { threshold, basis, fmr, fnmr: missed } = found;
  const seen = basis === 'measured' ? 'FMR measured as' : 'FMR seen, in few errors, as';
  const cost = missed
    ? ` FNMR there ${percent(missed.estimate)} (${percent(missed.lower)} to ${percent(missed.upper)}).`
    : '';
  return `From threshold ${threshold.toFixed(5)}: ${seen} ${writeFmr(fmr.estimate)}; at most ${writeFmr(fmr.upper)} with 95 % confidence.${cost}`;
}

const percent = (rate: number): string => share(rate).replace('\u00a0', ' ');
