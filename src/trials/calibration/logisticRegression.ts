// Logistic regression on one variable, by Newton's method (iteratively reweighted least squares).
import type { Scores } from '../scores/staircase.js';

/** Samples that aim at one target. */
export interface Sample {
  readonly scores: Scores;
  /** One a score, ≥ 0. */
  readonly weights: Float64Array;
  /** Sum of the weights. */
  readonly total: number;
  /** What all of them together count in the objective. */
  readonly share: number;
  /** Probability aimed at, in [0, 1]. */
  readonly target: number;
}

export interface Line {
  readonly slope: number;
  readonly offset: number;
}

/**
 * The line l = offset + slope · score that minimises Σ share · mean of the cross-entropy between target and
 * sigmoid(l + logPriorOdds). The caller sees to it that there is a finite minimum.
 */
export function fitLine(samples: readonly Sample[], logPriorOdds: number): Line {
  const { shift, scale } = standardiser(samples);
  const evaluate = (line: Line) => objective(samples, shift, scale, logPriorOdds, line);
  let line: Line = { slope: 1, offset: 0 };
  let here = evaluate(line);
  for (let step = 0; step < MAX_STEPS; step++) {
    const direction = newtonStep(here);
    // Far from the minimum a full step may overshoot; the objective is convex, so a shorter one will do.
    for (let length = 1; ; length /= 2) {
      const next = {
        slope: line.slope - length * direction.slope,
        offset: line.offset - length * direction.offset,
      };
      const there = evaluate(next);
      if (there.loss > here.loss * (1 + 1e-14) && length > 1e-9) continue;
      line = next;
      here = there;
      break;
    }
    const moved = Math.abs(direction.slope) + Math.abs(direction.offset);
    if (moved <= 1e-11 * (1 + Math.abs(line.slope) + Math.abs(line.offset))) {
      return { slope: line.slope / scale, offset: line.offset - (line.slope * shift) / scale };
    }
  }
  throw new RangeError(`logistic regression did not converge in ${MAX_STEPS} steps`);
}

/** Some ten are the rule. */
const MAX_STEPS = 200;

/** Mean and deviation of the scores with both classes alike: on that scale Newton's method is at ease. */
function standardiser(samples: readonly Sample[]): { shift: number; scale: number } {
  const mean = (of: (score: number) => number): number => {
    let sum = 0;
    for (const { scores, weights, total } of samples) {
      let part = 0;
      for (let k = 0; k < scores.length; k++) part += weights[k] * of(scores[k]);
      sum += part / total / samples.length;
    }
    return sum;
  };
  const shift = mean((score) => score);
  const scale = Math.sqrt(mean((score) => (score - shift) ** 2));
  if (!(scale > 0)) throw new RangeError('all scores are equal: nothing to calibrate');
  return { shift, scale };
}

/** The objective at a line, with its first and second derivatives by slope (s) and offset (o). */
interface Evaluation {
  readonly loss: number;
  readonly s: number;
  readonly o: number;
  readonly ss: number;
  readonly so: number;
  readonly oo: number;
}

function objective(
  samples: readonly Sample[],
  shift: number,
  scale: number,
  logPriorOdds: number,
  line: Line,
): Evaluation {
  let [loss, s, o, ss, so, oo] = [0, 0, 0, 0, 0, 0];
  for (const { scores, weights, total, share, target } of samples) {
    for (let k = 0; k < scores.length; k++) {
      const x = (scores[k] - shift) / scale;
      const logOdds = line.offset + line.slope * x + logPriorOdds;
      const weight = (share * weights[k]) / total;
      const p = sigmoid(logOdds);
      const q = sigmoid(-logOdds);
      loss += weight * (target * softplus(-logOdds) + (1 - target) * softplus(logOdds));
      // p − target, without cancellation where the two are near 1.
      const residual = weight * (p * (1 - target) - q * target);
      const curvature = weight * p * q;
      s += residual * x;
      o += residual;
      ss += curvature * x * x;
      so += curvature * x;
      oo += curvature;
    }
  }
  return { loss, s, o, ss, so, oo };
}

function newtonStep({ s, o, ss, so, oo }: Evaluation): Line {
  const determinant = ss * oo - so * so;
  return { slope: (oo * s - so * o) / determinant, offset: (ss * o - so * s) / determinant };
}

/** 1 / (1 + e^−x), without overflow. */
export function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

/** ln(1 + eˣ), without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** ln(p / (1 − p)). */
export function logit(p: number): number {
  return Math.log(p) - Math.log1p(-p);
}
