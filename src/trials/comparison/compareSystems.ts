// Which of two systems is better? Both at the same FMR, each at its own threshold, on the very same pairs of pictures:
// what is hard for one is mostly hard for the other, so the difference is known far better than either rate.
// Paired bootstrap by subject: Bolle, Ratha & Pankanti (CVIU 93, 2004); Bisani & Ney, "Bootstrap estimates for
// confidence intervals in ASR performance evaluation" (ICASSP 2004). ISO/IEC 19795-1 asks for equal FMR.
import { normalQuantile } from '../distributions/normalQuantile.js';
import { percentiles } from '../distributions/percentiles.js';
import { allowedErrors, type Unsupported, unsupported } from '../rates/errorRates.js';
import {
  countMatches,
  type ErrorCount,
  effectiveLimits,
  fewer,
  fnmrAtFmrLimits,
} from '../uncertainty/fewErrors.js';
import type { Interval } from '../uncertainty/intervals.js';
import { type BootstrapOptions, requireResampling } from '../uncertainty/subjectBootstrap.js';
import { effectiveCount, type SubjectTrials } from '../uncertainty/subjectTrials.js';
import { weightedFnmr, weightedFnmrAtFmr, weightedThreshold } from '../uncertainty/subjectWeights.js';
import { resample, trusted, widest } from './subjectResamples.js';

/** The first system beside the second; `indistinguishable` says what this data can tell, not that they are alike. */
export type Verdict = 'better' | 'worse' | 'indistinguishable';

/** Two systems at one FMR. `lower` and `upper` bound the difference; negative speaks for the first. */
export interface SystemComparison extends Interval {
  readonly kind: 'comparison';
  readonly fmr: number;
  readonly a: SystemAtFmr;
  readonly b: SystemAtFmr;
  /** FNMR of the first less that of the second, in [−1, 1]. */
  readonly difference: number;
  readonly confidence: number;
  /** Two-sided: 1 less the highest confidence at which the interval would leave out zero. */
  readonly pValue: number;
  /** `widest`: too few errors for percentiles alone, so the wider of bootstrap and exact limits. */
  readonly method: 'bootstrap' | 'widest';
  readonly verdict: Verdict;
  /** The true difference that data like these would find four times in five, or oftener (see subjectBootstrap.ts). */
  readonly smallestDifference: number;
  /** The verdict in a sentence. */
  readonly statement: string;
}

export interface SystemAtFmr {
  readonly threshold: number;
  readonly fnmr: number;
}

/** Power at which a difference counts as one that could have been shown (Cohen, Statistical Power Analysis, 1988). */
const POWER = 0.8;

/**
 * Compares two systems' FNMR at the same FMR. In each resample of subjects both thresholds are found anew. Where few
 * errors tell the systems apart, exact limits join: each subject as one trial, the shares of subjects (by comparisons)
 * on which either errs more, each with half of the error probability; where few false matches hold a threshold,
 * the two systems' own limits (`fnmrAtFmrLimits`), which make no use of the pairing.
 * A comparison that only one system could make is to be given to both, the failure as the lowest score.
 *
 * @param target FMR in (0, 1]; refused below 1 / trials
 * @throws RangeError if the two are not of the same subjects and numbers of comparisons, or a tail is too short
 */
export function compareSystems(
  a: SubjectTrials,
  b: SubjectTrials,
  target: number,
  options: BootstrapOptions = {},
): SystemComparison | Unsupported {
  const settings = requireResampling(options);
  const { confidence } = settings;
  const place = samePairs(a, b);
  if (allowedErrors(target, a.nonMated.trials) === 0) return unsupported(target, a.nonMated.trials);
  const [atA, atB] = [a, b].map((trials) => everyoneAt(trials, target));
  const replicates = resample(a.subjects, settings, (weights) => {
    const ofA = weightedFnmrAtFmr(a, weights, target);
    const ofB = weightedFnmrAtFmr(
      b,
      place.map((subject) => weights[subject]),
      target,
    );
    return Number.isNaN(ofA) ? undefined : ofA - ofB;
  });
  const guard = exactLimits(a, b, target, [atA, atB], place);
  const bootstrap = percentiles(Float64Array.from(replicates), confidence);
  const interval = guard ? widest(bootstrap, guard(confidence)) : bootstrap;
  const found = {
    fmr: target,
    a: atA,
    b: atB,
    difference: atA.fnmr - atB.fnmr,
    ...interval,
    confidence,
    smallestDifference: smallestDifference(interval, confidence),
  };
  const verdict = interval.upper < 0 ? 'better' : interval.lower > 0 ? 'worse' : 'indistinguishable';
  return {
    kind: 'comparison',
    ...found,
    pValue: Math.max(percentilePValue(replicates), guard ? invertedPValue(guard) : 0),
    method: guard ? 'widest' : 'bootstrap',
    verdict,
    statement: inWords(found, verdict),
  };
}

/** The subject of `a` that each subject of `b` is. */
function samePairs(a: SubjectTrials, b: SubjectTrials): Int32Array {
  const places = new Map<number, number>();
  a.ids.forEach((id, subject) => {
    places.set(id, subject);
  });
  const place = b.ids.map((id) => places.get(id) ?? -1);
  if (a.subjects !== b.subjects || place.includes(-1)) {
    throw new RangeError(
      `both systems must hold the same subjects, got ${a.subjects} and ${b.subjects} others`,
    );
  }
  if (a.mated.scores.length === 0) {
    throw new RangeError('no mated comparisons: an error rate needs one at least');
  }
  if (b.mated.perSubject.some((comparisons, subject) => comparisons !== a.mated.perSubject[place[subject]])) {
    throw new RangeError(
      `both systems must hold the same mated comparisons, got ${a.mated.scores.length} and ${b.mated.scores.length}`,
    );
  }
  // A sum with unequal weights, whole numbers and so exact, would differ if other subjects had met.
  const print = Int32Array.from({ length: a.subjects }, (_, subject) => 1 + ((subject * 31) % 97));
  const sums = [
    a.nonMated.totalWeight(print),
    b.nonMated.totalWeight(place.map((subject) => print[subject])),
  ];
  if (a.nonMated.trials !== b.nonMated.trials || sums[0] !== sums[1]) {
    throw new RangeError(
      `both systems must hold the same non-mated comparisons, got ${a.nonMated.trials} and ${b.nonMated.trials}`,
    );
  }
  return place;
}

function everyoneAt(trials: SubjectTrials, target: number): SystemAtFmr {
  const once = new Int32Array(trials.subjects).fill(1);
  const threshold = weightedThreshold(trials, once, target);
  return { threshold, fnmr: weightedFnmr(trials, once, threshold) };
}

/** Limits of the difference by confidence, where percentiles cannot be relied upon alone. */
function exactLimits(
  a: SubjectTrials,
  b: SubjectTrials,
  target: number,
  [atA, atB]: SystemAtFmr[],
  place: Int32Array,
): ((confidence: number) => Interval) | undefined {
  const halfOf = (confidence: number) => (1 + confidence) / 2;
  if (!trusted(fewer(countMatches(a, atA.threshold), countMatches(b, atB.threshold)))) {
    return (confidence) => {
      const ofA = fnmrAtFmrLimits(a, target, halfOf(confidence));
      const ofB = fnmrAtFmrLimits(b, target, halfOf(confidence));
      return { lower: ofA.lower - ofB.upper, upper: ofA.upper - ofB.lower };
    };
  }
  const excess = errorsBySubject(a, atA.threshold);
  errorsBySubject(b, atB.threshold).forEach((errors, subject) => {
    excess[place[subject]] -= errors;
  });
  if (trusted(differing(excess))) return undefined;
  const { scores, effective } = a.mated;
  const share = (sign: number) =>
    excess.reduce((sum, errors) => sum + Math.max(0, sign * errors), 0) / scores.length;
  const [onlyA, onlyB] = [share(1), share(-1)];
  return (confidence) => {
    const ofA = effectiveLimits(onlyA, effective, halfOf(confidence));
    const ofB = effectiveLimits(onlyB, effective, halfOf(confidence));
    return { lower: ofA.lower - ofB.upper, upper: ofA.upper - ofB.lower };
  };
}

function errorsBySubject({ mated, subjects }: SubjectTrials, threshold: number): Float64Array {
  const errors = new Float64Array(subjects);
  for (let k = mated.scores.length - 1; k >= 0 && mated.scores[k] < threshold; k--)
    errors[mated.subject[k]]++;
  return errors;
}

function differing(excess: Float64Array): ErrorCount {
  const sizes = excess.map(Math.abs);
  return { effective: effectiveCount(sizes), people: sizes.filter((size) => size > 0).length };
}

/** Twice the smaller share of resamples on either side of zero, the data themselves counted with them. */
function percentilePValue(differences: number[]): number {
  const atMost = differences.filter((difference) => difference <= 0).length;
  const atLeast = differences.filter((difference) => difference >= 0).length;
  return Math.min(1, (2 * (1 + Math.min(atMost, atLeast))) / (differences.length + 1));
}

/** The p-value that goes with limits: found by bisection, to 1e-12. */
function invertedPValue(limits: (confidence: number) => Interval): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 40; step++) {
    const confidence = (low + high) / 2;
    const { lower, upper } = limits(confidence);
    if (lower > 0 || upper < 0) low = confidence;
    else high = confidence;
  }
  return low === 0 ? 1 : 1 - low;
}

/** (z at the confidence + z at the power) standard errors, the error taken from the width of the interval. */
function smallestDifference({ lower, upper }: Interval, confidence: number): number {
  const z = normalQuantile((1 + confidence) / 2);
  return Math.min(1, ((upper - lower) / (2 * z)) * (z + normalQuantile(POWER)));
}

function inWords(
  found: Omit<SystemComparison, 'kind' | 'pValue' | 'method' | 'verdict' | 'statement'>,
  verdict: Verdict,
) {
  const { fmr, a, b, difference, lower, upper, confidence, smallestDifference } = found;
  const brief = (value: number) => `${Number(value.toPrecision(3))}`;
  const rates = `at FMR ${fmr} FNMR ${brief(a.fnmr)} against ${brief(b.fnmr)}`;
  const interval = `difference ${brief(difference)}, ${brief(lower)} to ${brief(upper)} at ${brief(100 * confidence)} %`;
  if (verdict !== 'indistinguishable') return `${verdict}: ${rates} (${interval})`;
  return `indistinguishable: ${rates} (${interval}); a difference of ${brief(smallestDifference)} would have been found four times in five`;
}
