// Does the system serve all people alike? Error rates by demographic group at one threshold for all, and how far apart
// they lie: ISO/IEC 19795-10:2024. False non-matches are of a group; false matches are of two that meet, and are the
// likelier the more alike these are, so FMRs within groups are what is compared.
import { type Refusal, refusal } from '../comparison/refusal.js';
import { ruleOfThree } from '../uncertainty/intervals.js';
import {
  type BootstrapOptions,
  bootstrapFmr,
  bootstrapFnmr,
  requireResampling,
  type SubjectInterval,
} from '../uncertainty/subjectBootstrap.js';
import type { SubjectTrials } from '../uncertainty/subjectTrials.js';
import { type Chance, fmrByChance, fnmrByChance } from './chance.js';
import { type GroupTrials, groupTrials, type SubjectGroups } from './groupTrials.js';
import { type RateSpread, type Ratio, rateSpread } from './spread.js';

export interface DifferentialOptions extends BootstrapOptions {
  /**
   * Fewest people that a rate is stated of, in each group; default 30. Intervals by resampling of clusters are too
   * narrow below some thirty of them (Cameron, Gelbach & Miller, Review of Economics and Statistics 90, 2008).
   */
  readonly fewestPeople?: number;
}

/** The error rate of a group, or of two that meet. */
export interface GroupRate extends SubjectInterval {
  readonly kind: 'rate';
  /** People who took part in such comparisons. */
  readonly people: number;
  readonly comparisons: number;
  readonly errors: number;
}

/** How far rates lie apart, and whether that is more than chance. */
export interface Differential extends RateSpread {
  readonly kind: 'differential';
  readonly byChance: Chance;
  /** All of it in a sentence. */
  readonly statement: string;
}

export interface Differentials {
  readonly threshold: number;
  readonly groups: readonly GroupResult[];
  /** Each two groups, and each with itself. */
  readonly pairs: readonly PairResult[];
  /** Subjects of no known group; they are in none of the figures. */
  readonly unknown: number;
  readonly fnmr: Differential | Refusal;
  /** Of the FMRs within groups. */
  readonly fmr: Differential | Refusal;
}

export interface GroupResult {
  readonly name: string;
  readonly subjects: number;
  readonly fnmr: GroupRate | Refusal;
}

export interface PairResult {
  readonly left: string;
  readonly right: string;
  readonly fmr: GroupRate | Refusal;
}

/**
 * Rates and differentials at a threshold. Intervals are those of `bootstrapFnmr` and `bootstrapFmr` over the people of
 * the group or groups, so a small group has a wide one. Groups too small are named, not counted.
 *
 * @param threshold one for all groups, within the kept tail
 */
export function differentials(
  trials: SubjectTrials,
  groups: SubjectGroups,
  threshold: number,
  { fewestPeople = 30, ...options }: DifferentialOptions = {},
): Differentials {
  if (!Number.isInteger(fewestPeople) || fewestPeople < 2) {
    throw new RangeError(`fewestPeople must be a whole number from 2, got ${fewestPeople}`);
  }
  if (Number.isNaN(threshold)) throw new RangeError('threshold must be a number, got NaN');
  const { names, of } = groups;
  const subsets = groupTrials(trials, groups);
  const settings = requireResampling(options);
  const results = names.map((name, group): GroupResult => {
    const subset = subsets.within(group);
    return { name, subjects: subset.subjects, fnmr: fnmrOf(name, subset, threshold, fewestPeople, settings) };
  });
  const pairs = names.flatMap((left, group) =>
    names.slice(group).map((right, step): PairResult => {
      const [other, sizes] = [group + step, [results[group].subjects, results[group + step].subjects]];
      const fmr = fmrOf(
        [left, right],
        sizes,
        pairOf(subsets, group, other),
        threshold,
        fewestPeople,
        settings,
      );
      return { left, right, fmr };
    }),
  );
  const measuredOf = (rates: (GroupRate | Refusal)[]) => {
    const measured = rates.flatMap((rate, group) => (rate.kind === 'rate' ? [{ rate, group }] : []));
    return {
      rates: measured.map(({ rate, group }) => ({ ...rate, name: names[group] })),
      labels: of.map((group) => measured.findIndex((one) => one.group === group)),
    };
  };
  const fnmrs = measuredOf(results.map(({ fnmr }) => fnmr));
  const fmrs = measuredOf(pairs.filter(({ left, right }) => left === right).map(({ fmr }) => fmr));
  return {
    threshold,
    groups: results,
    pairs,
    unknown: of.filter((group) => group < 0).length,
    fnmr: differential('FNMR', rateSpread(fnmrs.rates), () =>
      fnmrByChance(trials, threshold, fnmrs.labels, fnmrs.rates.length, settings),
    ),
    fmr: differential('FMR', rateSpread(fmrs.rates), () =>
      fmrByChance(trials, threshold, fmrs.labels, fmrs.rates.length, settings),
    ),
  };
}

function pairOf(subsets: GroupTrials, group: number, other: number): SubjectTrials {
  return group === other ? subsets.within(group) : subsets.across(group, other);
}

function differential(
  what: string,
  spread: RateSpread | Refusal,
  byChance: () => Chance,
): Differential | Refusal {
  if ('kind' in spread) return spread;
  const chance = byChance();
  return { kind: 'differential', ...spread, byChance: chance, statement: inWords(what, spread, chance) };
}

/** By custom, a difference seen by lot less than one time in twenty is taken for more than chance (Fisher 1925). */
const SIGNIFICANT = 0.05;

function inWords(what: string, spread: RateSpread, { pValue }: Chance): string {
  const { worst, best, worstToBest, worstToGeometricMean } = spread;
  const chance = pValue <= SIGNIFICANT ? 'more than chance' : 'no more than chance may give';
  return (
    `the ${what} of ${worst} is ${times(worstToBest)} that of ${best} and ${times(worstToGeometricMean)} the ` +
    `geometric mean; the groups differ by ${chance} (p ${brief(pValue)})`
  );
}

function times(ratio: Ratio): string {
  if (ratio.kind === 'atLeast') return `at least ${brief(ratio.value)} times`;
  const { value, lower, upper } = ratio;
  const limits = upper === undefined ? `${brief(lower)} or more` : `${brief(lower)} to ${brief(upper)}`;
  return `${brief(value)} times (${limits})`;
}

const brief = (value: number) => `${Number(value.toPrecision(2))}`;

function fnmrOf(
  name: string,
  subset: SubjectTrials,
  threshold: number,
  fewest: number,
  options: BootstrapOptions,
): GroupRate | Refusal {
  const { scores, perSubject } = subset.mated;
  const people = perSubject.filter((comparisons) => comparisons > 0).length;
  if (people < fewest) return tooFew(`the FNMR of ${name}`, `people with two pictures`, people, fewest);
  const errors = scores.filter((score) => score < threshold).length;
  const interval = bootstrapFnmr(subset, threshold, options);
  return { kind: 'rate', people, comparisons: scores.length, errors, ...interval };
}

function fmrOf(
  [left, right]: [string, string],
  sizes: number[],
  subset: SubjectTrials,
  threshold: number,
  fewest: number,
  options: BootstrapOptions,
): GroupRate | Refusal {
  const what = left === right ? `the FMR within ${left}` : `the FMR of ${left} against ${right}`;
  const smallest = Math.min(...sizes);
  if (smallest < fewest) return tooFew(what, 'people in the smaller group', smallest, fewest);
  const { scores, trials } = subset.nonMated;
  if (trials === 0) return refusal(`${what}: the two were never compared`);
  const { worstCase: _, ...interval } = bootstrapFmr(subset, threshold, options);
  const errors = scores.filter((score) => score >= threshold).length;
  return { kind: 'rate', people: subset.subjects, comparisons: trials, errors, ...interval };
}

function tooFew(what: string, whom: string, people: number, fewest: number): Refusal {
  const most = Math.max(1, people);
  return refusal(
    `${what} is not stated: ${people} ${whom}, where ${fewest} are asked for; without an error among them they could show a rate below ${brief(ruleOfThree(most))} and no lower one`,
  );
}
