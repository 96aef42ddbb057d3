// How many people a claim needs, before anyone is photographed for it: from how the people at hand share their errors.
//
// With S people the variance of a rate has a part that goes with persons and falls as 1 / S, and for non-mated
// comparisons a part that goes with pairs of persons and falls as 1 / S². Both are read off the data (subjectSweep.ts)
// and carried to another S, the number of pictures of each as it is.

import { normalQuantile } from '../distributions/normalQuantile.js';
import { allowedErrors } from '../rates/errorRates.js';
import { countMatches } from './fewErrors.js';
import { fewestPeople } from './fewestPeople.js';
import { requireConfidence } from './intervals.js';
import { openSweep, type SweepPoint } from './subjectSweep.js';
import type { SubjectTrials } from './subjectTrials.js';
import { sweptFnmrAtFmr } from './sweptRates.js';

/** What is to be claimed. */
export type Goal =
  /** "The FMR is at most `fmr`", if none of the comparisons to be made is a false match. */
  | { readonly claim: 'fmrAtMost'; readonly fmr: number }
  /** "The FNMR at an FMR of `fmr` lies within ± `within` of itself", as a share; default 0.3. */
  | { readonly claim: 'fnmrWithin'; readonly fmr: number; readonly within?: number };

export interface RequiredSubjects {
  /** How many in all; Infinity where more people than live would not do. */
  readonly subjects: number;
  /** How many beyond those at hand; 0 if they are enough. */
  readonly more: number;
  readonly statement: string;
  /** What must hold for the number to be right. */
  readonly assumption: string;
}

/** Errors from which on the dependence between them is read off the data: the rule of 30. */
const ERRORS_TO_READ = 30;

/** Fewer false matches do not say how people share them: as in subjectInterval.ts. */
const FEW_ERRORS = 10;

/**
 * How many people `goal` needs, with as many pictures each as those at hand have.
 *
 * @param options.confidence in (0, 1), default 0.95; one-sided for `fmrAtMost`, two-sided for `fnmrWithin`
 */
export function requiredSubjects(
  trials: SubjectTrials,
  goal: Goal,
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): RequiredSubjects {
  requireConfidence(confidence);
  const { fmr } = goal;
  if (!(fmr > 0 && fmr < 1)) throw new RangeError(`fmr must be in (0, 1), got ${fmr}`);
  if (!(trials.subjects >= 2 && trials.nonMated.trials > 0)) {
    throw new RangeError(`two subjects must have been compared, got ${trials.subjects} subjects`);
  }
  if (goal.claim === 'fmrAtMost') return forUpperLimit(trials, fmr, confidence);
  if (trials.mated.scores.length === 0) throw new RangeError('no mated comparisons: FNMR needs one at least');
  return forPrecision(trials, fmr, goal.within ?? 0.3, confidence);
}

/**
 * How often false matches may be expected, and none be seen, before a rate so high is refuted with `confidence`: the
 * rule of three, if the rate itself varies by a squared coefficient of `variation` with the people drawn. A Poisson
 * count whose mean is gamma-distributed is negative binomial, none with probability (1 + μv)^(−1/v).
 */
export function refutingErrors(confidence: number, variation: number): number {
  const rule = -Math.log1p(-confidence);
  return variation > 0 ? Math.expm1(variation * rule) / variation : rule;
}

/**
 * Squared coefficient of variation of the FMR of so many people, by the person; 0 if there are too few errors to tell.
 * Read where `ERRORS_TO_READ` false matches are effectively independent, as near as it can be to the FMR of a claim.
 */
export function variationByPerson(trials: SubjectTrials, subjects: number): number {
  const { scores } = trials.nonMated;
  const enough = (depth: number) => countMatches(trials, scores[depth - 1]).effective >= ERRORS_TO_READ;
  let depth = ERRORS_TO_READ;
  while (depth < scores.length && !enough(depth)) depth *= 2;
  if (depth >= scores.length) return 0;
  const { variance, fmr } = pointAt(trials, scores[depth - 1]);
  // From log-odds to the rate itself.
  return ((variance.fmr - variance.fmrByPairs) * (1 - fmr) ** 2 * trials.subjects) / subjects;
}

/** What the comparisons of so many people are worth, each two of them taken for one trial. */
export function effectiveComparisons({ subjects, nonMated }: SubjectTrials, people: number): number {
  return nonMated.effective * ((people * (people - 1)) / (subjects * (subjects - 1)));
}

function forUpperLimit(trials: SubjectTrials, fmr: number, confidence: number): RequiredSubjects {
  const { subjects: present } = trials;
  const variation = variationByPerson(trials, present);
  const enough = (people: number, comparisons: number) =>
    fmr * comparisons >= refutingErrors(confidence, variation * (present / people));
  const subjects = fewestPeople((people) => enough(people, effectiveComparisons(trials, people)));
  const equal = fewestPeople((people) => enough(people, (people * (people - 1)) / 2));
  const unequal =
    equal < 0.9 * subjects
      ? ` They have pictures in as unequal numbers as those at hand; with equal numbers ${equal} would do.`
      : '';
  return answer(trials, subjects, {
    claim: `To claim an FMR of at most ${fmr} with ${percent(confidence)} confidence`,
    assumption:
      'None of their comparisons is a false match (rule of 3). Comparisons of the same two people count as one, those ' +
      'of others are independent but for the people in them, who vary in how easily they are taken for others as ' +
      `those at hand do.${unequal}`,
  });
}

function forPrecision(
  trials: SubjectTrials,
  fmr: number,
  within: number,
  confidence: number,
): RequiredSubjects {
  if (!(within > 0 && within < 1)) throw new RangeError(`within must be in (0, 1), got ${within}`);
  const claim = `To claim the FNMR at an FMR of ${fmr} to within ±${percent(within)}, with ${percent(confidence)} confidence`;
  const point = precisionAt(trials, fmr);
  if (point === undefined) {
    const subjects = fewestPeople((people) => fmr * effectiveComparisons(trials, people) >= ERRORS_TO_READ);
    return answer(trials, subjects, {
      claim: `${claim}, at the least`,
      assumption:
        `The people at hand show too few errors at this FMR to say how they share them; so many make ` +
        `${ERRORS_TO_READ} false matches at the threshold likely (rule of 30), if each two people are one trial.`,
    });
  }
  const z = normalQuantile((1 + confidence) / 2);
  const subjects = fewestPeople((people) => {
    const scale = trials.subjects / people;
    return z * Math.sqrt(point.byPerson * scale + point.byPair * scale ** 2) <= within;
  });
  return answer(trials, subjects, {
    claim,
    assumption: 'People share their errors, and the DET curve is as steep, as those at hand show.',
  });
}

/** Variance of the FNMR at an FMR, relative to its square; undefined where errors are too few to tell. */
function precisionAt(trials: SubjectTrials, fmr: number): { byPerson: number; byPair: number } | undefined {
  const { nonMated, subjects } = trials;
  if (allowedErrors(fmr, nonMated.trials) === 0) return undefined;
  const sweep = openSweep(trials);
  sweep.begin(new Int32Array(subjects).fill(1));
  const swept = sweptFnmrAtFmr(trials, fmr);
  const point = swept.find(sweep)?.point;
  if (point === undefined || !(point.fnmr > 0 && point.fnmr < 1) || point.depth === 0) return undefined;
  if (countMatches(trials, nonMated.scores[point.depth - 1]).effective < FEW_ERRORS) return undefined;
  const shares = swept.shares(point);
  const { variance } = point;
  const toRate = (1 - point.fnmr) ** 2;
  const byPair = shares.fmr ** 2 * variance.fmrByPairs;
  const byPerson =
    variance.fnmr +
    shares.fmr ** 2 * (variance.fmr - variance.fmrByPairs) +
    2 * shares.fmr * Math.max(0, variance.covariance);
  return { byPerson: byPerson * toRate, byPair: byPair * toRate };
}

function pointAt(trials: SubjectTrials, threshold: number): SweepPoint {
  const sweep = openSweep(trials);
  sweep.begin(new Int32Array(trials.subjects).fill(1));
  sweep.match(threshold);
  return sweep.here();
}

function answer(
  trials: SubjectTrials,
  subjects: number,
  { claim, assumption }: { readonly claim: string; readonly assumption: string },
): RequiredSubjects {
  const more = Math.max(0, subjects - trials.subjects);
  const statement =
    subjects === Number.POSITIVE_INFINITY
      ? `${claim}, more subjects are needed than there are people.`
      : more === 0
        ? `${claim}, ${subjects} subjects are needed: the ${trials.subjects} at hand are enough.`
        : `${claim}, ${subjects} subjects are needed, ${more} more than the ${trials.subjects} at hand.`;
  return { subjects, more, statement, assumption };
}

/** A share in percent, without more digits than it has. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(4))} %`;
