// How far likelihood ratios lead, and mislead: the Tippett plot, the share of comparisons of each kind whose LLR is at
// or above x. Evett & Buckleton, in Advances in Forensic Haemogenetics 6 (1996); Meuwly, Ramos & Haraksim, "A guideline
// for the validation of likelihood ratio methods used for forensic evidence evaluation" (Forensic Science
// International 276, 2017). Misleading evidence: Royall, Statistical Evidence (1997), chapter 1.

import type { WeightedScores } from '../scores/scoreTally.js';
import type { Scores } from '../scores/staircase.js';
import { type Interval, requireConfidence, wilson } from '../uncertainty/intervals.js';
import { extreme, type ScoreClass, toClass } from './calibration.js';
import { ascending, ties } from './ties.js';

/** A point of the plot. */
export interface TippettPoint {
  /** Natural logarithm; plots are drawn over llr / ln 10. */
  readonly llr: number;
  /** Share of the mated comparisons at or above `llr`, in [0, 1]. */
  readonly mated: number;
  readonly nonMated: number;
}

/**
 * Both curves by ascending LLR, at LLRs that occur; none is interpolated. A point is kept if one of the shares has
 * fallen by a step since the last point kept.
 *
 * @param mated finite LLRs, or weighted ones
 * @param steps how many steps make up a share of 1, about; default 200
 */
export function tippettCurve(
  mated: Scores | WeightedScores,
  nonMated: Scores | WeightedScores,
  steps = 200,
): TippettPoint[] {
  if (!(steps >= 1)) throw new RangeError(`steps must be at least 1, got ${steps}`);
  const kept: TippettPoint[] = [];
  let last: TippettPoint | undefined;
  for (const point of points(toClass(mated, 'mated'), toClass(nonMated, 'non-mated'))) {
    const from = kept.at(-1);
    const moved = !from || Math.max(from.mated - point.mated, from.nonMated - point.nonMated) >= 1 / steps;
    if (moved) kept.push(point);
    last = moved ? undefined : point;
  }
  return last ? [...kept, last] : kept;
}

/** A share of comparisons whose LLR points the wrong way, or further than so far. */
export interface MisleadingShare {
  readonly share: number;
  /** Wilson's interval; comparisons taken for independent, and weights for counts of them. */
  readonly interval: Interval;
}

/** Evidence that misleads by a factor of `ratio` at least. */
export interface Misleading {
  /** > 1. */
  readonly ratio: number;
  /** Mated comparisons with LR ≤ 1 / ratio. */
  readonly mated: MisleadingShare;
  /** Non-mated comparisons with LR ≥ ratio. */
  readonly nonMated: MisleadingShare;
  /** 1 / ratio: likelihood ratios that are what they say mislead no more often (Royall 1997, 1.4). */
  readonly bound: number;
}

export interface MisleadingEvidence {
  /** Mated comparisons with LLR < 0. */
  readonly mated: MisleadingShare;
  /** Non-mated comparisons with LLR > 0. */
  readonly nonMated: MisleadingShare;
  /** The strongest of it: the lowest LLR of a mated comparison, the highest of a non-mated one. */
  readonly strongest: { readonly mated: number; readonly nonMated: number };
  /** One a ratio asked for. */
  readonly byStrength: readonly Misleading[];
}

/**
 * How often LLRs (natural logarithm, finite) point the wrong way, and how strongly.
 *
 * @param ratios strengths to count, each > 1; default 10, 100, 1,000 and 10,000
 */
export function misleadingEvidence(
  mated: Scores | WeightedScores,
  nonMated: Scores | WeightedScores,
  ratios: readonly number[] = [10, 100, 1_000, 10_000],
  confidence = 0.95,
): MisleadingEvidence {
  requireConfidence(confidence);
  const wrong = ratios.find((ratio) => !(ratio > 1));
  if (wrong !== undefined) throw new RangeError(`ratios must be above 1, got ${wrong}`);
  const genuine = toClass(mated, 'mated');
  const impostor = toClass(nonMated, 'non-mated');
  return {
    mated: share(genuine, (llr) => llr < 0, confidence),
    nonMated: share(impostor, (llr) => llr > 0, confidence),
    strongest: {
      mated: extreme(genuine, Math.min),
      nonMated: extreme(impostor, Math.max),
    },
    byStrength: ratios.map((ratio) => ({
      ratio,
      mated: share(genuine, (llr) => llr <= -Math.log(ratio), confidence),
      nonMated: share(impostor, (llr) => llr >= Math.log(ratio), confidence),
      bound: 1 / ratio,
    })),
  };
}

function share(
  { scores, weights, total }: ScoreClass,
  counts: (llr: number) => boolean,
  confidence: number,
): MisleadingShare {
  let found = 0;
  for (let k = 0; k < scores.length; k++) if (counts(scores[k])) found += weights[k];
  return { share: found / total, interval: wilson(Math.min(found, total), total, confidence) };
}

function* points(genuine: ScoreClass, impostor: ScoreClass): Generator<TippettPoint> {
  let [matedBelow, nonMatedBelow] = [0, 0];
  for (const { score, mated, nonMated } of ties(ascending(genuine), ascending(impostor))) {
    yield {
      llr: score,
      mated: Math.max(0, 1 - matedBelow / genuine.total),
      nonMated: Math.max(0, 1 - nonMatedBelow / impostor.total),
    };
    matedBelow += mated;
    nonMatedBelow += nonMated;
  }
}
