// How much each embedder counts. Scores of different networks are on different scales, so each is first measured in
// standard deviations of its own non-mated scores. What a fit then minimises is the cost of the LLR that comes of the
// fused score, at a prior where thresholds of use lie: it looks at the same scores as FNMR at a low FMR does, and is
// smooth where that jumps with every single comparison (linear logistic fusion: Pigeon, Druyts & Verlinde, "Applying
// logistic regression to the fusion of the NIST'99 1-speaker submissions", Digital Signal Processing 10, 2000).

import { type Calibration, fitLogistic, type WeightedScores } from '../../../trials/index.js';
import { EFFECTIVE_PRIOR } from '../../calibration/fitCalibration.js';

/** Comparisons of one kind by every embedder. */
export interface ScoresByModel {
  /** One list of scores an embedder. */
  readonly scores: readonly Float64Array[];
  readonly weights: Float64Array;
  /** Fold of each comparison; −1 where its people are of two. */
  readonly fold: Int32Array;
}

export interface ChosenShares {
  /** Of each embedder in the fused cosine; sum 1. */
  readonly shares: readonly number[];
  /** Standard deviation of each embedder's non-mated scores. */
  readonly spreads: readonly number[];
  /** Cost on people left out of the fit, of every combination that was tried; infinite where it knows nobody. */
  readonly tried: readonly { readonly parts: readonly number[]; readonly cost: number }[];
}

/** Parts on the common scale, in steps of so much. */
const STEPS = { two: 20, more: 10 } as const;

/**
 * Of all combinations the one whose LLRs, fitted on all folds but one, cost least on that one, in turn.
 * @param spreads standard deviation of each embedder's non-mated scores
 * @throws RangeError where a fold holds no mated or no non-mated comparison
 */
export function chooseShares(
  mated: ScoresByModel,
  nonMated: ScoresByModel,
  spreads: readonly number[],
  folds: number,
): ChosenShares {
  const steps = spreads.length === 2 ? STEPS.two : STEPS.more;
  const tried = combinations(spreads.length, steps).map((parts) => {
    const factors = parts.map((part, model) => part / spreads[model]!);
    const costs = Array.from({ length: folds }, (_, fold) => costLeftOut(mated, nonMated, factors, fold));
    return { parts, cost: costs.reduce((sum, cost) => sum + cost, 0) / folds };
  });
  const best = tried.reduce((least, one) => (one.cost < least.cost ? one : least));
  const factors = best.parts.map((part, model) => part / spreads[model]!);
  const sum = factors.reduce((total, factor) => total + factor, 0);
  return { shares: factors.map((factor) => factor / sum), spreads, tried };
}

/** Whole parts that add up to `steps`, as shares of it. */
export function combinations(models: number, steps: number): number[][] {
  const of = (left: number, count: number): number[][] =>
    count === 1
      ? [[left]]
      : Array.from({ length: left + 1 }, (_, part) =>
          of(left - part, count - 1).map((rest) => [part, ...rest]),
        ).flat();
  return of(steps, models).map((parts) => parts.map((part) => part / steps));
}

function costLeftOut(
  mated: ScoresByModel,
  nonMated: ScoresByModel,
  factors: readonly number[],
  fold: number,
): number {
  const fit = lineOf(mated, nonMated, factors, fold);
  if (!fit) return Number.POSITIVE_INFINITY;
  const prior = Math.log(EFFECTIVE_PRIOR / (1 - EFFECTIVE_PRIOR));
  const mean = (of: WeightedScores, sign: number) => {
    let [sum, total] = [0, 0];
    of.scores.forEach((score, k) => {
      sum += of.weights[k]! * softplus(sign * (fit.offset + fit.slope * score + prior));
      total += of.weights[k]!;
    });
    if (total === 0) throw new RangeError(`fold ${fold} lacks mated or non-mated comparisons`);
    return sum / total;
  };
  const [genuine, impostor] = [mated, nonMated].map((kind) => fused(kind, factors, (own) => own === fold));
  return EFFECTIVE_PRIOR * mean(genuine!, -1) + (1 - EFFECTIVE_PRIOR) * mean(impostor!, 1);
}

/** Undefined where mated scores come out no higher than non-mated ones: that combination knows nobody. */
function lineOf(
  mated: ScoresByModel,
  nonMated: ScoresByModel,
  factors: readonly number[],
  fold: number,
): Calibration | undefined {
  const isFitted = (own: number) => own >= 0 && own !== fold;
  const data = { mated: fused(mated, factors, isFitted), nonMated: fused(nonMated, factors, isFitted) };
  if (data.mated.scores.length === 0 || data.nonMated.scores.length === 0)
    throw new RangeError(`without fold ${fold} there are no mated or no non-mated comparisons`);
  try {
    return fitLogistic(data, EFFECTIVE_PRIOR, { smoothing: 'platt' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function fused(
  { scores, weights, fold }: ScoresByModel,
  factors: readonly number[],
  isWanted: (fold: number) => boolean,
): WeightedScores {
  const wanted = Uint32Array.from(fold.keys()).filter((k) => isWanted(fold[k]!));
  return {
    scores: Float64Array.from(wanted, (k) =>
      factors.reduce((sum, factor, model) => sum + factor * scores[model]![k]!, 0),
    ),
    weights: Float64Array.from(wanted, (k) => weights[k]!),
  };
}

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
