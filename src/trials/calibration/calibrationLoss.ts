// What likelihood ratios cost, in bits, and how much of it is the fault of calibration: Cllr = minCllr + loss (Brümmer &
// du Preez, Computer Speech and Language 20, 2006), with intervals by subject bootstrap (uncertainty/subjectBootstrap.ts).

import { percentiles } from '../distributions/percentiles.js';
import { createRandom } from '../sampling/random.js';
import type { WeightedScores } from '../scores/scoreTally.js';
import type { Scores } from '../scores/staircase.js';
import { type Interval, requireConfidence } from '../uncertainty/intervals.js';
import type { BootstrapOptions } from '../uncertainty/subjectBootstrap.js';
import type { SubjectTrials } from '../uncertainty/subjectTrials.js';
import { cllr, minCllr, minCllrOfAscending } from './cllr.js';

export interface CalibrationLoss {
  /** Bits. */
  readonly cllr: number;
  /** What the best monotone calibration would leave. */
  readonly minCllr: number;
  /** cllr − minCllr, ≥ 0 but for rounding. Greater than 0 by chance alone, since minCllr is fitted to the data. */
  readonly loss: number;
}

/** Cllr of log-likelihood ratios (natural logarithm), and its two parts. */
export function calibrationLoss(
  mated: Scores | WeightedScores,
  nonMated: Scores | WeightedScores,
): CalibrationLoss {
  return parts(cllr(mated, nonMated), minCllr(mated, nonMated));
}

/** Each part with its interval. */
export interface CalibrationLossInterval extends CalibrationLoss {
  readonly confidence: number;
  /** Percentiles over resampled people. Those of `minCllr` and `loss` lean: with fewer different people it fits more. */
  readonly intervals: { readonly cllr: Interval; readonly minCllr: Interval; readonly loss: Interval };
}

/**
 * As `calibrationLoss`, with intervals that heed which comparisons share people.
 *
 * @param trials with LLRs, not scores, and with every non-mated comparison, as of `listedTrials`
 */
export function bootstrapCalibrationLoss(
  trials: SubjectTrials,
  { replicates = 1000, confidence = 0.95, seed = 1 }: BootstrapOptions = {},
): CalibrationLossInterval {
  requireConfidence(confidence);
  const { nonMated } = trials;
  if (nonMated.scores.length !== nonMated.trials) {
    throw new RangeError(
      `Cllr needs every non-mated LLR, got the ${nonMated.scores.length} highest of ${nonMated.trials}`,
    );
  }
  const once = new Int32Array(trials.subjects).fill(1);
  const weigh = weighing(trials);
  const estimate = weigh(once);
  if (!estimate) throw new RangeError('no LLRs of one kind: Cllr needs both');
  const random = createRandom(seed);
  const drawn = (): CalibrationLoss => {
    for (;;) {
      const counts = new Int32Array(trials.subjects);
      for (let k = 0; k < trials.subjects; k++) counts[random.below(trials.subjects)]++;
      const loss = weigh(counts);
      // A draw without comparisons of both kinds says nothing and is drawn again.
      if (loss) return loss;
    }
  };
  const losses = Array.from({ length: replicates }, drawn);
  const interval = (of: (loss: CalibrationLoss) => number) =>
    percentiles(Float64Array.from(losses, of), confidence);
  return {
    ...estimate,
    confidence,
    intervals: {
      cllr: interval((loss) => loss.cllr),
      minCllr: interval((loss) => loss.minCllr),
      loss: interval((loss) => loss.loss),
    },
  };
}

/** The loss of weighted people; undefined where comparisons of one kind have no weight. */
function weighing({ mated, nonMated }: SubjectTrials): (counts: Int32Array) => CalibrationLoss | undefined {
  // Sorted once: a replicate changes weights only.
  const genuine = mated.scores.toReversed();
  const impostor = nonMated.scores.toReversed();
  const [owner, left, right] = [mated.subject, nonMated.left, nonMated.right].map((list) =>
    list.toReversed(),
  );
  return (counts) => {
    const a = { scores: genuine, weights: Float64Array.from(owner, (subject) => counts[subject]) };
    const b = { scores: impostor, weights: Float64Array.from(left, (s, k) => counts[s] * counts[right[k]]) };
    const hasWeight = ({ weights }: WeightedScores) => weights.some((weight) => weight > 0);
    if (!hasWeight(a) || !hasWeight(b)) return undefined;
    return parts(cllr(a, b), minCllrOfAscending(a, b));
  };
}

function parts(total: number, least: number): CalibrationLoss {
  return { cllr: total, minCllr: least, loss: total - least };
}
