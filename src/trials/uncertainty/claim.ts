// What an auditor may write: that a system's FMR is at most so much, at which threshold, upon which evidence; or that
// the data cannot carry it, and how many people would.
//
// The rules. An upper limit at 95 %, one-sided, must not exceed the FMR claimed; without a false match that takes
// 3 / FMR independent comparisons (rule of 3; Jovanovic & Levy, American Statistician 51, 1997; ISO/IEC 19795-1). The
// FMR counts as measured, not only bounded, from 30 errors on: then it is within ±30 % at 90 % (rule of 30; Doddington
// et al., Speech Communication 31, 2000; ISO/IEC 19795-1). Errors that share people count less, by their effective
// number. The threshold may be chosen on the same data: its upper limit falls as the threshold rises, so if the limit
// holds at the true threshold of that FMR, 19 times in 20, the one chosen is not below it.

import { nextAbove } from '../scores/staircase.js';
import {
  effectiveComparisons,
  percent,
  type RequiredSubjects,
  refutingErrors,
  requiredSubjects,
  variationByPerson,
} from './requiredSubjects.js';
import { bootstrapFmr, bootstrapFnmr } from './subjectBootstrap.js';
import { type BootstrapOptions, requireResampling, type SubjectInterval } from './subjectInterval.js';
import type { SubjectTrials } from './subjectTrials.js';

export interface ClaimTarget {
  /** The FMR to be claimed, in (0, 1). */
  readonly fmr: number;
  /** The threshold to be claimed for; otherwise the lowest for which the claim stands is found. */
  readonly threshold?: number;
}

export type Claim =
  | {
      readonly kind: 'supported';
      readonly statement: string;
      readonly assumption: string;
      readonly threshold: number;
      /** `measured`: 30 effective errors or more. `bounded`: fewer, so the FMR may be far below its limit. */
      readonly basis: 'measured' | 'bounded';
      /** At the threshold; its upper end is the limit, one-sided, of the confidence claimed. */
      readonly fmr: SubjectInterval;
      /** What it costs; undefined without mated comparisons. Two-sided, at 95 % if that is claimed. */
      readonly fnmr: SubjectInterval | undefined;
    }
  | {
      readonly kind: 'unsupported';
      readonly statement: string;
      readonly assumption: string;
      /** The lowest FMR that may be claimed of the threshold, or of any if none was given. */
      readonly fmrSupported: number;
      readonly required: RequiredSubjects;
    };

/** Effective errors from which on a rate counts as measured. */
const MEASURED = 30;

const ASSUMPTION =
  'The people stand for those whom the system will meet. Comparisons that share a person may depend on each other in ' +
  'any way; two comparisons without a person in common do not.';

/**
 * Whether `target` may be claimed.
 *
 * @param options.confidence of the claim, one-sided, in (0.5, 1); default 0.95
 */
export function claim(trials: SubjectTrials, target: ClaimTarget, options: BootstrapOptions = {}): Claim {
  const { confidence, replicates, seed } = requireResampling(options);
  if (!(confidence > 0.5)) throw new RangeError(`confidence must be in (0.5, 1), got ${confidence}`);
  // The upper end of a two-sided interval at 90 % is a one-sided limit at 95 %.
  const oneSided = { replicates, seed, confidence: 2 * confidence - 1 };
  const required = requiredSubjects(trials, { claim: 'fmrAtMost', fmr: target.fmr }, { confidence });
  const lowest = lowestClaim(trials, confidence);
  if (lowest > target.fmr) return tooFew(trials, target.fmr, lowest, confidence, required);
  const at = (threshold: number) => bootstrapFmr(trials, threshold, oneSided);
  const threshold = target.threshold ?? lowestThreshold(trials, target.fmr, at);
  const fmr = at(threshold);
  if (fmr.upper > target.fmr) return tooHigh(fmr, threshold, target.fmr, confidence, required);
  const fnmr =
    trials.mated.scores.length > 0
      ? bootstrapFnmr(trials, threshold, { replicates, seed, confidence })
      : undefined;
  const basis = fmr.effectiveErrors >= MEASURED ? 'measured' : 'bounded';
  return {
    kind: 'supported',
    statement: supportedStatement(trials, target.fmr, threshold, fmr, fnmr, confidence),
    assumption: ASSUMPTION,
    ...{ threshold, basis, fmr, fnmr },
  };
}

/** The lowest FMR that could be claimed if no comparison were a false match. */
function lowestClaim(trials: SubjectTrials, confidence: number): number {
  const { subjects } = trials;
  const variation = variationByPerson(trials, subjects);
  return Math.min(1, refutingErrors(confidence, variation) / effectiveComparisons(trials, subjects));
}

/** As many false matches as leave the upper limit at or below `fmr`, to within a fiftieth of them. */
function lowestThreshold(
  { nonMated }: SubjectTrials,
  fmr: number,
  at: (threshold: number) => SubjectInterval,
): number {
  const { scores, trials } = nonMated;
  const above = (errors: number) => nextAbove(scores[errors]);
  let pass = 0;
  let fail = Math.min(scores.length - 1, Math.floor(fmr * trials) + 1);
  let next = fail;
  while (fail - pass > Math.max(1, fail / 50)) {
    const { upper } = at(above(next));
    if (upper <= fmr) pass = next;
    else fail = next;
    // The limit is a near enough constant multiple of the rate.
    const guess = Math.floor((next * fmr) / upper);
    next = guess > pass && guess < fail ? guess : Math.floor((pass + fail) / 2);
  }
  return above(pass);
}

function tooFew(
  { subjects, nonMated }: SubjectTrials,
  fmr: number,
  lowest: number,
  confidence: number,
  required: RequiredSubjects,
): Claim {
  return {
    kind: 'unsupported',
    statement:
      `An FMR of ${fmr} cannot be claimed. The ${nonMated.trials} non-mated comparisons of ${subjects} subjects are ` +
      `worth ${Math.floor(nonMated.effective)} independent ones; were none of them a false match, the FMR might ` +
      `still be ${lowest.toPrecision(2)} (rule of 3, ${percent(confidence)}). ${required.statement}`,
    assumption: required.assumption,
    fmrSupported: lowest,
    required,
  };
}

function tooHigh(
  { estimate, upper }: SubjectInterval,
  threshold: number,
  fmr: number,
  confidence: number,
  required: RequiredSubjects,
): Claim {
  return {
    kind: 'unsupported',
    statement:
      `An FMR of ${fmr} cannot be claimed for threshold ${threshold}: it was ${estimate.toPrecision(3)}, and may be ` +
      `${upper.toPrecision(3)} (${percent(confidence)}, one-sided). A higher threshold may carry the claim.`,
    assumption: ASSUMPTION,
    fmrSupported: upper,
    required,
  };
}

function supportedStatement(
  { subjects, nonMated }: SubjectTrials,
  target: number,
  threshold: number,
  fmr: SubjectInterval,
  fnmr: SubjectInterval | undefined,
  confidence: number,
): string {
  const evidence =
    fmr.effectiveErrors >= MEASURED
      ? `measured as ${fmr.estimate.toPrecision(3)} (rule of 30)`
      : `observed as ${fmr.estimate.toPrecision(3)}, upon too few errors to be called measured (rule of 30)`;
  const cost = fnmr
    ? ` The FNMR there is ${percent(fnmr.estimate)} (${percent(fnmr.lower)} – ${percent(fnmr.upper)}).`
    : '';
  return (
    `At threshold ${threshold} the FMR is at most ${target} with ${percent(confidence)} confidence: ${evidence}, upper ` +
    `limit ${fmr.upper.toPrecision(3)}, on ${nonMated.trials} comparisons of ${subjects} subjects.${cost}`
  );
}
