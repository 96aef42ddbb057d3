// Two systems that decided the same cases: only the cases on which one erred and the other did not tell them apart.
// McNemar, Psychometrika 12 (1947). At fixed thresholds, for any decisions; `compareSystems` compares at equal FMR.
import { betaProbability } from '../distributions/incompleteBeta.js';
import { chiSquareTail } from './chiSquareTail.js';

/** Cases on which the two differ, and how likely so uneven a split would be of two systems that err alike. */
export interface McNemar {
  /** Cases that only the first, or only the second, got wrong. */
  readonly onlyA: number;
  readonly onlyB: number;
  /** Two-sided exact conditional p-value: never errs above its level, and mostly well below it. */
  readonly exact: number;
  /** Two-sided mid-p: the exact one less the probability of the very split observed. The one to be preferred. */
  readonly midP: number;
}

/**
 * McNemar's exact and mid-p test, for independent cases. With n = onlyA + onlyB and k the smaller, exact =
 * min(1, 2 P(X ≤ k)) and mid-p = 2 P(X ≤ k) − P(X = k), or 1 − P(X = k)/2 if the two are equal, for X binomial (n, ½).
 * Both are 1 where n is 0.
 * Fagerland, Lydersen & Laake, "The McNemar test for binary matched-pairs data: mid-p and asymptotic are better than
 * exact conditional", BMC Medical Research Methodology 13:91 (2013).
 *
 * @param aWrong 1 for each case that the first system got wrong, 0 otherwise
 * @param bWrong the same of the second, in the same order
 */
export function mcnemar(aWrong: Uint8Array, bWrong: Uint8Array): McNemar {
  requireVerdicts(aWrong, bWrong);
  let onlyA = 0;
  let onlyB = 0;
  for (let k = 0; k < aWrong.length; k++) {
    if (aWrong[k] > bWrong[k]) onlyA++;
    if (bWrong[k] > aWrong[k]) onlyB++;
  }
  const least = Math.min(onlyA, onlyB);
  const differing = onlyA + onlyB;
  if (differing === 0) return { onlyA, onlyB, exact: 1, midP: 1 };
  const upTo = fairCoin(least, differing);
  const below = least === 0 ? 0 : fairCoin(least - 1, differing);
  const midP = onlyA === onlyB ? 1 - (upTo - below) / 2 : upTo + below;
  return { onlyA, onlyB, exact: Math.min(1, 2 * upTo), midP };
}

/** A test for cases in clusters: its statistic, χ² with one degree of freedom where the systems err alike. */
export interface ClusteredTest {
  readonly chiSquare: number;
  readonly pValue: number;
}

export interface ClusteredMcNemar {
  readonly onlyA: number;
  readonly onlyB: number;
  readonly clusters: number;
  /** Each case counts alike: the difference of the two error rates. */
  readonly obuchowski: ClusteredTest;
  /** Each cluster counts alike, however many cases it has: the mean difference within a cluster. */
  readonly durkalski: ClusteredTest;
}

/**
 * McNemar's test for cases that share a subject, such as the mated comparisons of one person. With d the
 * difference of the two numbers of errors in a cluster, n its cases and K clusters:
 *
 * - Obuchowski, Statistics in Medicine 17 (1998): (K−1)/K · (Σ d)² / Σ d². Her statistic pools the two rates in its
 *   variance; this is what then is left of it (Yang, Sun & Hardin, Biometrical Journal 52, 2010).
 * - Durkalski, Palesch, Lipsitz & Rust, Statistics in Medicine 22 (2003): (Σ d/n)² / Σ (d/n)².
 *
 * Both hold for many clusters; below some 20 that differ they are no more than a hint. p is 1 where none differ.
 *
 * @param subject of each case; any numbers
 */
export function clusteredMcnemar(
  aWrong: Uint8Array,
  bWrong: Uint8Array,
  subject: Int32Array,
): ClusteredMcNemar {
  requireVerdicts(aWrong, bWrong);
  if (subject.length !== aWrong.length) {
    throw new RangeError(`subject must hold ${aWrong.length} entries, one a case, got ${subject.length}`);
  }
  const clusters = new Map<number, { difference: number; cases: number }>();
  for (let k = 0; k < subject.length; k++) {
    const cluster = clusters.get(subject[k]) ?? { difference: 0, cases: 0 };
    cluster.difference += aWrong[k] - bWrong[k];
    cluster.cases++;
    clusters.set(subject[k], cluster);
  }
  const all = [...clusters.values()];
  const { onlyA, onlyB } = mcnemar(aWrong, bWrong);
  return {
    onlyA,
    onlyB,
    clusters: all.length,
    obuchowski: signTest(
      all.map((cluster) => cluster.difference),
      (all.length - 1) / all.length,
    ),
    durkalski: signTest(
      all.map((cluster) => cluster.difference / cluster.cases),
      1,
    ),
  };
}

function signTest(differences: number[], factor: number): ClusteredTest {
  const sum = differences.reduce((total, d) => total + d, 0);
  const squares = differences.reduce((total, d) => total + d * d, 0);
  const chiSquare = squares === 0 ? 0 : (factor * sum * sum) / squares;
  return { chiSquare, pValue: chiSquareTail(chiSquare) };
}

/** P(X ≤ k) of n tosses of a fair coin, 0 ≤ k < n: a tail of the beta distribution. */
function fairCoin(k: number, n: number): number {
  return betaProbability(0.5, n - k, k + 1);
}

function requireVerdicts(aWrong: Uint8Array, bWrong: Uint8Array): void {
  if (aWrong.length !== bWrong.length || aWrong.length === 0) {
    throw new RangeError(
      `both systems must have decided the same cases, got ${aWrong.length} and ${bWrong.length}`,
    );
  }
  for (const verdicts of [aWrong, bWrong]) {
    const other = verdicts.find((verdict) => verdict > 1);
    if (other !== undefined) throw new RangeError(`a verdict must be 0 (right) or 1 (wrong), got ${other}`);
  }
}
