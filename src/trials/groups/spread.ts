// How far apart the error rates of groups lie, in the measures of the literature.
import { type Refusal, refusal } from '../comparison/refusal.js';
import type { Interval } from '../uncertainty/intervals.js';

/** The rate of one group. */
export interface NamedRate extends Interval {
  readonly name: string;
  /** In [0, 1]. */
  readonly estimate: number;
}

/** A ratio of rates; or no more than a bound, where a group without an error would have to be divided by. */
export type Ratio =
  | {
      readonly kind: 'ratio';
      readonly value: number;
      readonly lower: number;
      /** Undefined where the data set no upper limit: a rate below the line may be zero. */
      readonly upper: number | undefined;
    }
  | { readonly kind: 'atLeast'; readonly value: number };

export interface RateSpread {
  readonly worst: string;
  readonly best: string;
  /** Highest rate over lowest. */
  readonly worstToBest: Ratio;
  /**
   * Highest rate over the geometric mean of all: the inequity measure of NIST (Grother, "Face recognition vendor test
   * part 8: summarizing demographic differentials", NISTIR 8429, 2022).
   */
  readonly worstToGeometricMean: Ratio;
  /** See `giniCoefficient`. */
  readonly gini: number;
}

/**
 * Spread of the rates of two groups or more, of different people. The intervals are those of the two groups found
 * worst and best, as if these had been named beforehand; that the worst of many looks worse than it is, is what
 * the permutation test beside is for. Refused where no group has an error.
 */
export function rateSpread(rates: readonly NamedRate[]): RateSpread | Refusal {
  if (rates.length < 2) {
    return refusal(`differentials need two groups large enough, got ${rates.length}`);
  }
  const worst = rates.reduce((high, rate) => (rate.estimate > high.estimate ? rate : high));
  const best = rates.reduce((low, rate) => (rate.estimate < low.estimate ? rate : low));
  if (worst.estimate === 0) return refusal('no error in any group: nothing to compare');
  return {
    worst: worst.name,
    best: best.name,
    worstToBest:
      worst === best
        ? { kind: 'ratio', value: 1, lower: 1, upper: 1 }
        : ratio([
            { rate: worst, power: 1 },
            { rate: best, power: -1 },
          ]),
    worstToGeometricMean: ratio(
      rates.map((rate) => ({ rate, power: (rate === worst ? 1 : 0) - 1 / rates.length })),
    ),
    gini: giniCoefficient(rates.map(({ estimate }) => estimate)),
  };
}

/**
 * Gini coefficient of n rates, n/(n−1) · Σᵢⱼ |xᵢ − xⱼ| / (2 n² mean): 0 if all are equal, 1 if one group has all the
 * errors. Howard, Laird, Rubin, Sirotin, Tipton & Vemury, "Evaluating proposed fairness models for face recognition
 * algorithms" (ICPR workshops 2022), whose GARBE is the mean of that of FMR and that of FNMR.
 */
export function giniCoefficient(rates: readonly number[]): number {
  if (rates.length < 2) throw new RangeError(`a spread needs two rates at least, got ${rates.length}`);
  const sum = rates.reduce((total, rate) => total + rate, 0);
  if (sum === 0) return 0;
  let differences = 0;
  for (const x of rates) for (const y of rates) differences += Math.abs(x - y);
  return differences / (2 * (rates.length - 1) * sum);
}

interface Factor {
  readonly rate: NamedRate;
  readonly power: number;
}

/**
 * Product of powers of independent rates, its limits recovered on the logarithmic scale from the limits of each
 * (method of variance estimates recovery: Zou & Donner, Statistics in Medicine 27, 2008; Zou, Huang & Zhang,
 * Computational Statistics & Data Analysis 53, 2009). Where a rate to divide by is zero, its upper limit takes its
 * place, and the lower limit that follows is all that is said.
 */
function ratio(factors: readonly Factor[]): Ratio {
  const zero = ({ rate, power }: Factor) => power < 0 && rate.estimate === 0;
  if (factors.some(zero)) {
    const bounded = factors.map((factor) =>
      zero(factor) ? { ...factor, rate: atUpper(factor.rate) } : factor,
    );
    return { kind: 'atLeast', value: limits(bounded).lower };
  }
  return { kind: 'ratio', ...limits(factors) };
}

function atUpper({ name, upper }: NamedRate): NamedRate {
  return { name, estimate: upper, lower: upper, upper };
}

function limits(factors: readonly Factor[]) {
  let [log, down, up] = [0, 0, 0];
  for (const { rate, power } of factors) {
    const below = Math.log(rate.estimate / rate.lower);
    const above = Math.log(rate.upper / rate.estimate);
    log += power * Math.log(rate.estimate);
    down += (power * (power > 0 ? below : above)) ** 2;
    up += (power * (power > 0 ? above : below)) ** 2;
  }
  return {
    value: Math.exp(log),
    lower: Math.exp(log - Math.sqrt(down)),
    upper: Number.isFinite(up) ? Math.exp(log + Math.sqrt(up)) : undefined,
  };
}
