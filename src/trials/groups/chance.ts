// Whether groups differ by more than chance. The highest of many rates is high by chance alone, and the oftener the
// smaller the groups; so the same people are put into groups of the same sizes by lot, again and again.
// Permutation test: Fisher, The Design of Experiments (1935); Phipson & Smyth, "Permutation p-values should never be
// zero" (Statistical Applications in Genetics and Molecular Biology 9, 2010).
import { createRandom, shuffle } from '../sampling/random.js';
import type { SubjectTrials } from '../uncertainty/subjectTrials.js';
import { giniCoefficient } from './spread.js';

export interface Chance {
  /** Share of the allotments, the true one among them, in which the groups lie as far apart or farther. */
  readonly pValue: number;
  /** Gini coefficient of the rates by lot: its median, and what it exceeds one time in twenty. */
  readonly gini: { readonly median: number; readonly upper: number };
}

interface Allotment {
  readonly replicates: number;
  readonly seed: number;
}

/** Errors and comparisons of each group. */
interface Counts {
  readonly errors: Float64Array;
  readonly comparisons: Float64Array;
}

/**
 * Chance in the FNMRs of groups at a threshold, over the people with a mated comparison.
 *
 * @param of the group of each subject, from 0 to `groups` − 1, or −1 to leave it out
 */
export function fnmrByChance(
  { mated, subjects }: SubjectTrials,
  threshold: number,
  of: Int32Array,
  groups: number,
  allotment: Allotment,
): Chance {
  const errorsOf = new Float64Array(subjects);
  for (let k = mated.scores.length - 1; k >= 0 && mated.scores[k] < threshold; k--)
    errorsOf[mated.subject[k]]++;
  const tested = of.map((group, subject) => (mated.perSubject[subject] > 0 ? group : -1));
  return byChance(tested, allotment, (labels) => {
    const errors = new Float64Array(groups);
    const comparisons = new Float64Array(groups);
    labels.forEach((group, subject) => {
      if (group < 0) return;
      errors[group] += errorsOf[subject];
      comparisons[group] += mated.perSubject[subject];
    });
    return { errors, comparisons };
  });
}

/**
 * Chance in the FMRs within groups at a threshold. Put together by lot, people meet more that are unlike them, and
 * match less; of fewer errors rates scatter more, so where likes match likes the test errs to the side of chance.
 */
export function fmrByChance(
  { nonMated, subjects }: SubjectTrials,
  threshold: number,
  of: Int32Array,
  groups: number,
  allotment: Allotment,
): Chance {
  const { scores, left, right } = nonMated;
  let matches = 0;
  while (matches < scores.length && scores[matches] >= threshold) matches++;
  const indicator = new Int32Array(subjects);
  return byChance(of, allotment, (labels) => {
    const errors = new Float64Array(groups);
    for (let k = 0; k < matches; k++) {
      const group = labels[left[k]];
      if (group >= 0 && group === labels[right[k]]) errors[group]++;
    }
    const comparisons = Float64Array.from({ length: groups }, (_, group) => {
      for (let subject = 0; subject < subjects; subject++)
        indicator[subject] = Number(labels[subject] === group);
      return nonMated.totalWeight(indicator);
    });
    return { errors, comparisons };
  });
}

function byChance(
  of: Int32Array,
  { replicates, seed }: Allotment,
  count: (labels: Int32Array) => Counts,
): Chance {
  const random = createRandom(seed);
  const places = Int32Array.from(of.keys()).filter((subject) => of[subject] >= 0);
  const labels = places.map((subject) => of[subject]);
  const observed = variation(count(of));
  const allotted = of.slice();
  let asFar = 1;
  const ginis = Float64Array.from({ length: replicates }, () => {
    shuffle(labels, random);
    places.forEach((subject, k) => {
      allotted[subject] = labels[k];
    });
    const counts = count(allotted);
    // Slack for sums in another order.
    if (variation(counts) >= observed - 1e-12) asFar++;
    return giniCoefficient(rates(counts));
  }).sort();
  return {
    pValue: asFar / (replicates + 1),
    gini: { median: ginis[Math.floor(replicates / 2)], upper: ginis[Math.ceil(0.95 * replicates) - 1] },
  };
}

/** A group that the lot left without a comparison shows no error. */
function rates({ errors, comparisons }: Counts): number[] {
  return Array.from(errors, (count, group) => (comparisons[group] === 0 ? 0 : count / comparisons[group]));
}

/**
 * Coefficient of variation of the rates, each group weighing as its comparisons: relative, so that it does not hang
 * on how high the rates are on the whole, and little moved by the chance in small groups.
 */
function variation({ errors, comparisons }: Counts): number {
  const all = comparisons.reduce((sum, n) => sum + n, 0);
  const mean = errors.reduce((sum, n) => sum + n, 0) / all;
  if (mean === 0) return 0;
  const square = rates({ errors, comparisons }).reduce(
    (sum, rate, group) => sum + (comparisons[group] / all) * (rate / mean - 1) ** 2,
    0,
  );
  return Math.sqrt(square);
}
