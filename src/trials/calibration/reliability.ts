// Do probabilities come true? The reliability diagram: comparisons of about one stated probability, and the share of
// them that is mated (Murphy & Winkler, Applied Statistics 26, 1977). A test set holds mated and non-mated pairs in a
// ratio of its maker's choosing, so the diagram is drawn at a stated prior: mated comparisons count as if they were
// that share of all.

import { binomialQuantile } from '../distributions/binomialQuantile.js';
import type { WeightedScores } from '../scores/scoreTally.js';
import type { Scores } from '../scores/staircase.js';
import { type Interval, requireConfidence, wilson } from '../uncertainty/intervals.js';
import { requirePrior, type ScoreClass, toClass } from './calibration.js';
import { logit, sigmoid } from './logisticRegression.js';
import { ascending, ties } from './ties.js';

export interface ReliabilityOptions {
  /** Bins of equal share of all comparisons, at the most; default 10. Fewer where many LLRs are equal. */
  readonly bins?: number;
  /** In (0, 1); default 0.95. */
  readonly confidence?: number;
}

/** A reliability diagram. Plain data. */
export interface Reliability {
  readonly prior: number;
  readonly confidence: number;
  /** By ascending probability. */
  readonly bins: readonly ReliabilityBin[];
  /**
   * Mean over comparisons of |stated − observed| of their bin, in [0, 1]. Chance alone makes it greater than 0, the
   * more so the more bins: compare it with `chanceError`. Errors within a bin that cancel are not in it.
   */
  readonly expectedCalibrationError: number;
  /** What `expectedCalibrationError` would be, about, were every probability right. */
  readonly chanceError: number;
}

export interface ReliabilityBin {
  /** Lowest and highest probability stated in it, at the prior. */
  readonly from: number;
  readonly to: number;
  /** Share of all comparisons that is in it, at the prior. */
  readonly share: number;
  /** Mean probability stated. */
  readonly stated: number;
  /** Share that is mated, at the prior. */
  readonly observed: number;
  /** Of `observed`: Wilson's, comparisons taken for independent. */
  readonly interval: Interval;
  /** Where `observed` would lie, with the confidence at least, were every probability right. */
  readonly consistent: Interval;
  /** Weight of the mated comparisons in it. */
  readonly mated: number;
  readonly nonMated: number;
}

/**
 * Reliability of log-likelihood ratios (natural logarithm, finite). Bins hold equal shares of all comparisons, at the
 * prior, which estimates the error with less bias than bins of equal width (Roelofs, Cain, Shlens & Mozer, AISTATS
 * 2022). Intervals take the weight of an LLR for a count of comparisons, and comparisons for independent: they are too
 * narrow where people are shared. `consistent` is the band of Bröcker & Smith (Weather and Forecasting 22, 2007) with
 * exact binomial quantiles in place of resampling.
 *
 * @param prior share of mated comparisons at which probabilities are stated, in (0, 1)
 */
export function reliability(
  mated: Scores | WeightedScores,
  nonMated: Scores | WeightedScores,
  prior: number,
  { bins = 10, confidence = 0.95 }: ReliabilityOptions = {},
): Reliability {
  requirePrior(prior);
  requireConfidence(confidence);
  if (!Number.isInteger(bins) || bins < 1)
    throw new RangeError(`bins must be a whole number from 1, got ${bins}`);
  const genuine = toClass(mated, 'mated');
  const impostor = toClass(nonMated, 'non-mated');
  const test = { prior, matedTotal: genuine.total, nonMatedTotal: impostor.total };
  const made = fill(genuine, impostor, test, bins).map((bin) => finish(bin, test, confidence));
  return {
    prior,
    confidence,
    bins: made.map(({ bin }) => bin),
    expectedCalibrationError: made.reduce(
      (sum, { bin }) => sum + bin.share * Math.abs(bin.stated - bin.observed),
      0,
    ),
    chanceError: made.reduce((sum, { bin, chance }) => sum + bin.share * chance, 0),
  };
}

/** The prior stated, and how many comparisons of each kind the test has. */
interface Test {
  readonly prior: number;
  readonly matedTotal: number;
  readonly nonMatedTotal: number;
}

interface OpenBin {
  from: number;
  to: number;
  mated: number;
  nonMated: number;
  share: number;
  /** Sum of share · probability. */
  stated: number;
  /** Mated weight that is expected here, in the ratio of the test, were every LLR right. */
  expected: number;
}

/** Comparisons by ascending LLR into bins of equal share; equal LLRs are never parted. */
function fill(genuine: ScoreClass, impostor: ScoreClass, test: Test, count: number): OpenBin[] {
  const testOdds = Math.log(test.matedTotal / test.nonMatedTotal);
  const filled: OpenBin[] = [];
  let before = 0;
  let place = -1;
  for (const { score: llr, mated, nonMated } of ties(ascending(genuine), ascending(impostor))) {
    const share = (test.prior * mated) / test.matedTotal + ((1 - test.prior) * nonMated) / test.nonMatedTotal;
    const probability = sigmoid(llr + logit(test.prior));
    // Slack for sums such as 0.1 + 0.2, which are to fall into the bin that begins there.
    const next = Math.min(Math.floor(before * count + 1e-9), count - 1);
    if (next > place) {
      place = next;
      filled.push({ from: probability, to: 0, mated: 0, nonMated: 0, share: 0, stated: 0, expected: 0 });
    }
    const bin = filled[filled.length - 1];
    bin.to = probability;
    bin.mated += mated;
    bin.nonMated += nonMated;
    bin.share += share;
    bin.stated += share * probability;
    bin.expected += (mated + nonMated) * sigmoid(llr + testOdds);
    before += share;
  }
  return filled;
}

/** A bin with its intervals, and the mean of |stated − observed| by chance. */
function finish(open: OpenBin, test: Test, confidence: number): { bin: ReliabilityBin; chance: number } {
  const { from, to, mated, nonMated, share } = open;
  const count = mated + nonMated;
  const atPrior = (shareOfTest: number) => restate(shareOfTest, test);
  const wide = wilson(mated, count, confidence);
  const tail = (1 - confidence) / 2;
  const whole = Math.max(1, Math.round(count));
  const expected = Math.min(1, open.expected / count);
  const bin = {
    from,
    to,
    share,
    stated: open.stated / share,
    observed: atPrior(mated / count),
    interval: { lower: atPrior(wide.lower), upper: atPrior(wide.upper) },
    consistent: {
      lower: atPrior(binomialQuantile(tail, whole, expected) / whole),
      upper: atPrior(binomialQuantile(1 - tail, whole, expected) / whole),
    },
    mated,
    nonMated,
  };
  return { bin, chance: chanceError(expected, count, test) };
}

/** A share of mated comparisons in the ratio of the test, restated at the prior by Bayes' rule. */
function restate(share: number, { prior, matedTotal, nonMatedTotal }: Test): number {
  if (share === 0 || share === 1) return share;
  return sigmoid(logit(share) + logit(prior) - Math.log(matedTotal / nonMatedTotal));
}

/** Mean absolute deviation of a normal variable, √(2/π) σ, with σ carried through `restate` (delta method). */
function chanceError(expected: number, count: number, test: Test): number {
  if (expected === 0 || expected === 1) return 0;
  const restated = restate(expected, test);
  const slope = (restated * (1 - restated)) / (expected * (1 - expected));
  return Math.sqrt(2 / Math.PI) * slope * Math.sqrt((expected * (1 - expected)) / count);
}
