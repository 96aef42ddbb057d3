// Down from the highest score with people weighed, to a threshold, to an FMR or to where the two rates meet: what the
// rates are there, and how far they are to be trusted when comparisons share people.
//
// The variance is that of sums over pairs of people, robust to whatever two pairs with a person in common share:
// Snijders & Borgatti, "Non-parametric standard errors and tests for network statistics" (Connections 22, 1999);
// Fafchamps & Gubert, "The formation of risk sharing networks" (J. Development Economics 83, 2007); Aronow, Samii &
// Assenova, "Cluster-robust variance estimation for dyadic data" (Political Analysis 23, 2015). With residuals
// r = errors − rate · comparisons it is Σ over people of (their r)² less Σ over pairs of r², since the first counts
// each pair twice.

import { equalErrorRate } from '../rates/equalErrorRate.js';
import { openFalseMatches, openFalseNonMatches } from './errorsBySubject.js';
import type { NonMatedTrials, SubjectTrials } from './subjectTrials.js';
import type { SubjectWeights } from './subjectWeights.js';

/** Both rates at one point of the way, and the variances of their log-odds; 0 where a rate is 0 or 1. */
export interface SweepPoint {
  readonly fmr: number;
  readonly fnmr: number;
  /** How many of the kept non-mated scores lie above the point. */
  readonly depth: number;
  readonly variance: {
    readonly fmr: number;
    /** What that of the FMR would be if nothing went with persons, but with pairs of them; never more. */
    readonly fmrByPairs: number;
    readonly fnmr: number;
    /** Of the two: people hard to recognise may be easy to take for another. */
    readonly covariance: number;
  };
}

/** How far the log-odds of a rate that is looked for move with those of the FNMR and of the FMR at a threshold. */
export interface Shares {
  readonly fnmr: number;
  readonly fmr: number;
}

/** A way down, begun anew with each weighing of the people. */
export interface SubjectSweep {
  /** Back to the top. False if all comparisons of a kind, of which there are some, have lost their weight. */
  begin(weights: SubjectWeights): boolean;
  /** Goes on past the mated scores at or above `threshold`. */
  accept(threshold: number): void;
  /** Goes on past the non-mated scores at or above `threshold`. */
  match(threshold: number): void;
  /**
   * Goes on past both, from the top or a lower target, to where the FMR is `target`, to the nearest score: one that exceeds it by less than half its
   * own weight is passed, lest resamples, whose scores weigh more, stop short of where everyone once would.
   * False if the kept scores end before.
   */
  matchUpTo(target: number): boolean;
  /** From the top past both to where the rates meet; the rate there, undefined if the kept scores end before. */
  matchToEqualError(): number | undefined;
  /** The rates of what was passed. */
  here(): SweepPoint;
  /** How many people the variance here rests upon: Kish's effective number of their squared shares in it. */
  effectiveSubjects(shares: Shares): number;
}

export function openSweep(trials: SubjectTrials): SubjectSweep {
  const { mated, nonMated, subjects } = trials;
  const { scores, left, right } = nonMated;
  const falseNonMatches = openFalseNonMatches(mated, subjects);
  const falseMatches = openFalseMatches(nonMated, subjects);
  const meetingsOf = openMeetings(nonMated, subjects);
  const meanMeetings = nonMated.effective > 0 ? nonMated.trials / nonMated.effective : 0;
  const ofFnmr = new Float64Array(subjects);
  const ofFmr = new Float64Array(subjects);
  let weights: SubjectWeights = new Int32Array(subjects);
  let [matedTotal, nonMatedTotal] = [0, 0];
  let [accepted, matched, passed] = [0, 0, 0];

  /** What each one's residuals add to the log-odds of the two rates, in `ofFnmr` and `ofFmr`. */
  function influences(): SweepPoint {
    const errors = falseNonMatches(accepted);
    let wrong = 0;
    for (let s = 0; s < subjects; s++) wrong += weights[s] * errors[s];
    const p = wrong / matedTotal;
    if (inside(p)) {
      const perMated = 1 / (matedTotal * p * (1 - p));
      for (let s = 0; s < subjects; s++) ofFnmr[s] = (errors[s] - p * mated.perSubject[s]) * perMated;
    } else ofFnmr.fill(0);

    const { bySubject, total, squares } = falseMatches.upTo(matched);
    const q = total / nonMatedTotal;
    const perNonMated = inside(q) ? 1 / (nonMatedTotal * q * (1 - q)) : 0;
    if (perNonMated > 0) {
      const met = meetingsOf(weights, nonMatedTotal);
      for (let s = 0; s < subjects; s++) ofFmr[s] = (bySubject[s] - q * met[s]) * perNonMated;
    } else ofFmr.fill(0);
    // Σ over pairs of r²; at least what comparisons that owe each other nothing would have.
    const residuals = Math.max(squares - q * total * meanMeetings, total * (1 - q));
    const ofPairs = inside(q) ? residuals * perNonMated ** 2 : 0;

    let [fnmrSum, fmrSum, bothSum] = [0, 0, 0];
    for (let s = 0; s < subjects; s++) {
      const [weight, u, v] = [weights[s], ofFnmr[s], ofFmr[s]];
      fnmrSum += weight * u * u;
      fmrSum += weight * v * v;
      bothSum += weight * u * v;
    }
    // That of independent pairs is a floor: people may add to it, and only chance takes away.
    const fmr = Math.max(fmrSum - ofPairs, ofPairs);
    const variance = { fmr, fmrByPairs: ofPairs, fnmr: fnmrSum, covariance: bothSum };
    return { fmr: q, fnmr: p, depth: matched, variance };
  }

  return {
    begin(next) {
      weights = next;
      falseMatches.begin(next);
      [accepted, matched, passed, matedTotal] = [0, 0, 0, 0];
      for (let s = 0; s < subjects; s++) matedTotal += mated.perSubject[s] * weights[s];
      nonMatedTotal = nonMated.totalWeight(weights);
      return (matedTotal > 0 || mated.scores.length === 0) && (nonMatedTotal > 0 || nonMated.trials === 0);
    },
    accept(threshold) {
      accepted = firstBelow(mated.scores, threshold, accepted);
    },
    match(threshold) {
      matched = firstBelow(scores, threshold, matched);
    },
    matchUpTo(target) {
      [matched, passed] = passUpTo(nonMated, weights, target * nonMatedTotal, matched, passed);
      if (matched === scores.length && matched < nonMated.trials) return false;
      const end = matched < scores.length ? scores[matched] : Number.NEGATIVE_INFINITY;
      accepted = firstNotAbove(mated.scores, end, accepted);
      return true;
    },
    matchToEqualError() {
      const found = equalErrorRate(
        { scores: mated.scores, weight: (k) => weights[mated.subject[k]] },
        matedTotal,
        { scores, weight: (k) => weights[left[k]] * weights[right[k]] },
        nonMatedTotal,
      );
      if (found === undefined) return undefined;
      accepted = firstBelow(mated.scores, found.threshold, 0);
      matched = firstBelow(scores, found.threshold, 0);
      return found.eer;
    },
    here: influences,
    effectiveSubjects(shares) {
      influences();
      let [sum, sumOfSquares] = [0, 0];
      for (let s = 0; s < subjects; s++) {
        const square = (shares.fnmr * ofFnmr[s] + shares.fmr * ofFmr[s]) ** 2;
        sum += weights[s] * square;
        sumOfSquares += weights[s] * square * square;
      }
      return sum === 0 ? 0 : sum ** 2 / sumOfSquares;
    },
  };
}

/**
 * Variance of the log-odds of a rate that moves with FNMR and FMR by `shares`. A covariance below 0 may take away
 * three quarters at the most: what is left must not be chance.
 */
export function sharedVariance({ variance }: SweepPoint, shares: Shares): number {
  const apart = shares.fnmr ** 2 * variance.fnmr + shares.fmr ** 2 * variance.fmr;
  return Math.max(apart + 2 * shares.fnmr * shares.fmr * variance.covariance, apart / 4);
}

const inside = (rate: number): boolean => rate > 0 && rate < 1;

/**
 * From a place with so much weight before it, on past scores, ties together, until that weight is `room`, to the
 * nearest: the new place and weight.
 */
function passUpTo(
  { scores, left, right }: NonMatedTrials,
  weights: SubjectWeights,
  room: number,
  from: number,
  before: number,
): [place: number, weight: number] {
  let sum = before;
  for (let place = from; place < scores.length; ) {
    const score = scores[place];
    let end = place;
    let tied = 0;
    do tied += weights[left[end]] * weights[right[end]];
    while (++end < scores.length && scores[end] === score);
    if (sum + tied / 2 > room) return [place, sum];
    sum += tied;
    place = end;
  }
  return [scores.length, sum];
}

/** The first place, from `from`, of a score below `threshold`; scores descend. */
function firstBelow(scores: Float64Array, threshold: number, from: number): number {
  return firstPlace(scores, from, (score) => score < threshold);
}

function firstNotAbove(scores: Float64Array, threshold: number, from: number): number {
  return firstPlace(scores, from, (score) => score <= threshold);
}

function firstPlace(scores: Float64Array, from: number, holds: (score: number) => boolean): number {
  let low = from;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(scores[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** `meetings` of the trials, or what it would be of an all-pairs run with as much in total. */
function openMeetings(
  nonMated: NonMatedTrials,
  subjects: number,
): (weights: SubjectWeights, total: number) => Float64Array {
  if (nonMated.meetings) return (weights) => nonMated.meetings!(weights);
  let everyone: Float64Array | undefined;
  return (_, total) => {
    everyone ??= Float64Array.from({ length: subjects }, (_, absent) => {
      const others = new Int32Array(subjects).fill(1);
      others[absent] = 0;
      return nonMated.trials - nonMated.totalWeight(others);
    });
    const scale = Math.sqrt(total / nonMated.trials);
    return everyone.map((sum) => sum * scale);
  };
}
