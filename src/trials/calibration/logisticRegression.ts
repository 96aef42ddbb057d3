// Logistic regression by Newton's method (iteratively reweighted least squares), on one feature or several.
import type { Scores } from '../scores/staircase.js';

/** Samples that aim at one target. */
export interface Sample {
  /** One column a feature, all of one length. */
  readonly features: readonly Scores[];
  /** One a row, ≥ 0. */
  readonly weights: Float64Array;
  /** Sum of the weights. */
  readonly total: number;
  /** What all of them together count in the objective. */
  readonly share: number;
  /** Probability aimed at, in [0, 1]. */
  readonly target: number;
}

/** offset + Σ slope · feature. */
export interface LinearForm {
  readonly offset: number;
  /** One a feature. */
  readonly slopes: readonly number[];
}

/**
 * The linear form l that minimises Σ share · mean of the cross-entropy between target and sigmoid(l + logPriorOdds).
 * There is a finite minimum unless some linear form parts the targets 0 and 1 without error.
 *
 * @param ridge one a feature, ≥ 0: half of it times the square of the slope is added to what is minimised, the slope
 * being that of the feature as scaled to mean 0 and deviation 1 with both classes alike. Default none.
 */
export function fitLinear(
  samples: readonly Sample[],
  logPriorOdds: number,
  ridge: readonly number[] = [],
): LinearForm {
  const scales = samples[0].features.map((_, feature) => standardiser(samples, feature));
  const evaluate = (form: Float64Array) =>
    penalised(objective(samples, scales, logPriorOdds, form), ridge, form);
  // From LLRs that rise with the first feature: the offset first, then the slopes.
  let form = Float64Array.from({ length: scales.length + 1 }, (_, k) => (k === 1 ? 1 : 0));
  let here = evaluate(form);
  for (let step = 0; step < MAX_STEPS; step++) {
    const direction = solve(here.curvature, here.gradient);
    // Far from the minimum a full step may overshoot; the objective is convex, so a shorter one will do.
    for (let length = 1; ; length /= 2) {
      const next = form.map((value, k) => value - length * direction[k]);
      const there = evaluate(next);
      if (there.loss > here.loss * (1 + 1e-14) && length > 1e-9) continue;
      form = next;
      here = there;
      break;
    }
    if (size(direction) <= 1e-11 * (1 + size(form))) return unstandardise(form, scales);
  }
  throw new RangeError(
    `logistic regression did not converge in ${MAX_STEPS} steps: do the scores part mated from non-mated without error? then use smoothing "platt"`,
  );
}

/** Some ten are the rule. */
const MAX_STEPS = 200;

interface Scale {
  readonly shift: number;
  readonly scale: number;
}

/** Mean and deviation of a feature with both classes alike: on that scale Newton's method is at ease. */
function standardiser(samples: readonly Sample[], feature: number): Scale {
  const mean = (of: (value: number) => number): number => {
    let sum = 0;
    for (const { features, weights, total } of samples) {
      const values = features[feature];
      let part = 0;
      for (let k = 0; k < values.length; k++) part += weights[k] * of(values[k]);
      sum += part / total / samples.length;
    }
    return sum;
  };
  const shift = mean((value) => value);
  const scale = Math.sqrt(mean((value) => (value - shift) ** 2));
  if (!(scale > 0)) throw new RangeError(`all values of feature ${feature} are equal: nothing to calibrate`);
  return { shift, scale };
}

function unstandardise([offset, ...slopes]: Float64Array, scales: readonly Scale[]): LinearForm {
  const plain = slopes.map((slope, feature) => slope / scales[feature].scale);
  return {
    offset: plain.reduce((rest, slope, feature) => rest - slope * scales[feature].shift, offset),
    slopes: plain,
  };
}

/** The objective at a form, with its first and second derivatives by offset and slopes. */
interface Evaluation {
  readonly loss: number;
  readonly gradient: Float64Array;
  /** Square, row by row. */
  readonly curvature: Float64Array;
}

function objective(
  samples: readonly Sample[],
  scales: readonly Scale[],
  logPriorOdds: number,
  form: Float64Array,
): Evaluation {
  const width = form.length;
  const gradient = new Float64Array(width);
  const curvature = new Float64Array(width * width);
  const row = new Float64Array(width).fill(1);
  let loss = 0;
  for (const { features, weights, total, share, target } of samples) {
    for (let k = 0; k < weights.length; k++) {
      let logOdds = form[0] + logPriorOdds;
      for (let a = 1; a < width; a++) {
        row[a] = (features[a - 1][k] - scales[a - 1].shift) / scales[a - 1].scale;
        logOdds += form[a] * row[a];
      }
      const weight = (share * weights[k]) / total;
      const p = sigmoid(logOdds);
      const q = sigmoid(-logOdds);
      loss += weight * (target * softplus(-logOdds) + (1 - target) * softplus(logOdds));
      // p − target, without cancellation where the two are near 1.
      const residual = weight * (p * (1 - target) - q * target);
      const bend = weight * p * q;
      for (let a = 0; a < width; a++) {
        gradient[a] += residual * row[a];
        for (let b = 0; b <= a; b++) curvature[a * width + b] += bend * row[a] * row[b];
      }
    }
  }
  return { loss, gradient, curvature };
}

function penalised(plain: Evaluation, ridge: readonly number[], form: Float64Array): Evaluation {
  let { loss } = plain;
  const { gradient, curvature } = plain;
  ridge.forEach((penalty, feature) => {
    const at = feature + 1;
    loss += (penalty / 2) * form[at] ** 2;
    gradient[at] += penalty * form[at];
    curvature[at * form.length + at] += penalty;
  });
  return { loss, gradient, curvature };
}

/** x with A x = b, A symmetric and positive definite, of which the lower half is read (Cholesky). */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const width = right.length;
  const lower = matrix.slice();
  const x = right.slice();
  for (let a = 0; a < width; a++) {
    for (let b = 0; b <= a; b++) {
      let rest = matrix[a * width + b];
      for (let c = 0; c < b; c++) rest -= lower[a * width + c] * lower[b * width + c];
      if (a === b && !(rest > 0)) {
        throw new RangeError(
          'features depend on each other linearly, or part mated from non-mated without error',
        );
      }
      lower[a * width + b] = a === b ? Math.sqrt(rest) : rest / lower[b * width + b];
    }
    for (let c = 0; c < a; c++) x[a] -= lower[a * width + c] * x[c];
    x[a] /= lower[a * width + a];
  }
  for (let a = width - 1; a >= 0; a--) {
    for (let c = a + 1; c < width; c++) x[a] -= lower[c * width + a] * x[c];
    x[a] /= lower[a * width + a];
  }
  return x;
}

function size(values: Float64Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0);
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
