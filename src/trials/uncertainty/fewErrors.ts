// Limits for when there are too few errors for a bootstrap: Clopper–Pearson over an effective number of trials.
import { clopperPearson, type Interval } from './intervals.js';
import { effectiveCount, type SubjectTrials } from './subjectTrials.js';
import { weightedFnmr } from './subjectWeights.js';

/** Korn & Graubard's interval (Survey Methodology 24, 1998): the observed rate, over the effective trials. */
export function effectiveLimits(rate: number, effectiveTrials: number, confidence: number): Interval {
  return clopperPearson(rate * effectiveTrials, effectiveTrials, confidence);
}

/** How many errors a rate rests upon, and how many people they are of. */
export interface ErrorCount {
  /** Errors that share a person taken as clustered (`effectiveCount`). */
  readonly effective: number;
  /** People, or disjoint pairs of people, with an error at all. */
  readonly people: number;
}

/** False non-matches at `threshold`. */
export function countNonMatches({ mated, subjects }: SubjectTrials, threshold: number): ErrorCount {
  const perSubject = new Float64Array(subjects);
  for (let k = mated.scores.length - 1; k >= 0 && mated.scores[k] < threshold; k--)
    perSubject[mated.subject[k]]++;
  return { effective: effectiveCount(perSubject), people: perSubject.filter((errors) => errors > 0).length };
}

/** False matches at `threshold`: k disjoint pairs count as k, one person who matches k others as 2 at the most. */
export function countMatches({ nonMated, subjects }: SubjectTrials, threshold: number): ErrorCount {
  const perSubject = new Float64Array(subjects);
  for (let k = 0; k < nonMated.scores.length && nonMated.scores[k] >= threshold; k++) {
    perSubject[nonMated.left[k]]++;
    perSubject[nonMated.right[k]]++;
  }
  const people = perSubject.filter((errors) => errors > 0).length;
  return { effective: effectiveCount(perSubject) / 2, people: Math.floor(people / 2) };
}

/** The weaker of two counts, where errors of both kinds enter. */
export const fewer = (p: ErrorCount, q: ErrorCount): ErrorCount => ({
  effective: Math.min(p.effective, q.effective),
  people: Math.min(p.people, q.people),
});

/**
 * Limits of the FNMR at a fixed FMR without resampling. First the limits of the threshold: the numbers of false
 * matches that Clopper–Pearson finds compatible with the FMR give the scores between which the true threshold
 * lies (the distribution-free interval of a quantile; David & Nagaraja, Order Statistics, 2003, 7.1). Then those
 * of the FNMR at either. Each takes half of the error probability (Bonferroni). Where fewer non-mated trials
 * than about 4 / target are at hand, no score bounds the threshold from above, and the upper limit is 1.
 */
export function fnmrAtFmrLimits(trials: SubjectTrials, target: number, confidence: number): Interval {
  const half = (1 + confidence) / 2;
  const { scores, trials: total, effective } = trials.nonMated;
  const [fewest, most] = compatibleErrors(target, effective, half);
  const scale = total / effective;
  const highest = Math.floor(fewest * scale);
  const lowest = Math.ceil(most * scale);
  const atThreshold = (threshold: number) =>
    effectiveLimits(
      weightedFnmr(trials, new Int32Array(trials.subjects).fill(1), threshold),
      trials.mated.effective,
      half,
    );
  return {
    lower: lowest < scores.length ? atThreshold(scores[lowest]).lower : 0,
    upper: highest === 0 ? 1 : atThreshold(scores[Math.min(highest, scores.length) - 1]).upper,
  };
}

/** The fewest and the most errors in `trials` whose Clopper–Pearson interval holds `rate`. */
function compatibleErrors(rate: number, trials: number, confidence: number): [number, number] {
  const all = Math.floor(trials);
  const expected = Math.min(all, Math.floor(rate * trials));
  const few = lastHolding(0, expected, (k) => clopperPearson(expected - k, trials, confidence).upper >= rate);
  const more = lastHolding(
    0,
    all - expected,
    (k) => clopperPearson(expected + k, trials, confidence).lower <= rate,
  );
  return [expected - few, expected + more];
}

/** The last whole number in [from, to] for which `holds`; it does at `from`, and ceases but once. */
function lastHolding(from: number, to: number, holds: (value: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
