// What a back-test says of a model: how far its forecasts were off, and how often its intervals held what came.

import { LEVELS, type Level } from '../models/model.js';
import type { Plan, Trial } from './backtest.js';

export interface Coverage {
  /** Share of what came that lay within. */
  readonly share: number;
  /** 95 % interval of that share, on `effective` observations. */
  readonly lower: number;
  readonly upper: number;
  /** How many independent observations the back-test is worth: those of one origin go wrong together. */
  readonly effective: number;
}

export interface Figures {
  /** Mean absolute scaled error, its mean over the origins. */
  readonly mase: number;
  /** At each origin. */
  readonly maseByOrigin: readonly number[];
  readonly coverage: Readonly<Record<Level, Coverage>>;
  /** Mean interval score at 95 %, scaled as MASE is: MSIS of the M4 competition. */
  readonly intervalScore: number;
}

/**
 * Mean change from the same step of the season before: what an error is measured by. Hyndman & Koehler, "Another look at
 * measures of forecast accuracy", International Journal of Forecasting 22 (2006). 0 where nothing ever changed.
 */
export function scaleOf(values: Float64Array, season: number): number {
  let sum = 0;
  for (let t = season; t < values.length; t++) sum += Math.abs(values[t] - values[t - season]);
  return sum / (values.length - season);
}

/** @returns null where no origin has a past that ever changed: nothing can be scaled by it */
export function figuresOf(
  trials: readonly Trial[],
  values: Float64Array,
  season: number,
  plan: Plan,
): Figures | null {
  const scored = trials.flatMap(({ origin, predictions }) => {
    const scale = scaleOf(values.subarray(0, origin), season);
    return scale > 0 ? [{ scale, actual: values.subarray(origin), predictions }] : [];
  });
  if (scored.length === 0) return null;
  const maseByOrigin = scored.map(({ scale, actual, predictions }) =>
    mean(predictions.map(({ point }, h) => Math.abs(actual[h] - point) / scale)),
  );
  const hitsAt = (level: Level) =>
    scored.map(({ actual, predictions }) =>
      mean(predictions.map(({ lower, upper }, h) => within(actual[h], lower[level], upper[level]))),
    );
  const coverage = Object.fromEntries(
    LEVELS.map((level) => [level, coverageOf(hitsAt(level), plan)]),
  ) as Record<Level, Coverage>;
  const intervalScore = mean(
    scored.map(({ scale, actual, predictions }) =>
      mean(predictions.map(({ lower, upper }, h) => winkler(actual[h], lower[95], upper[95], 0.05) / scale)),
    ),
  );
  return { mase: mean(maseByOrigin), maseByOrigin, coverage, intervalScore };
}

/**
 * The width of an interval, and what it missed by over half of what it may miss: Winkler, "A decision-theoretic approach to
 * interval estimation", Journal of the American Statistical Association 67 (1972).
 */
export const winkler = (value: number, lower: number, upper: number, alpha: number): number =>
  upper - lower + (2 / alpha) * (Math.max(0, lower - value) + Math.max(0, value - upper));

/** Origins that share no step with another: overlapping ones count in part. */
export const disjointOrigins = (origins: number, { stride, reach }: Plan): number =>
  1 + (origins - 1) * Math.min(1, stride / reach);

/** The share, with Wilson's interval (JASA 22, 1927) on as many observations as the back-test is worth. */
function coverageOf(hits: readonly number[], plan: Plan): Coverage {
  const share = mean(hits);
  const n = effectiveCount(hits, plan);
  const z = 1.959963984540054;
  const centre = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  return {
    ...{ share, effective: n },
    lower: Math.max(0, Math.min(share, centre - half)),
    upper: Math.min(1, Math.max(share, centre + half)),
  };
}

/**
 * p (1 − p) over the variance of the mean, which is that of the origins' shares with Bartlett's weights over all that
 * overlap (Newey & West, Econometrica 55, 1987): no fewer than disjoint origins, no more than values that were forecast.
 */
function effectiveCount(hits: readonly number[], plan: Plan): number {
  const k = hits.length;
  const share = mean(hits);
  const fewest = disjointOrigins(k, plan);
  const most = fewest * plan.reach;
  const overlap = Math.ceil(plan.reach / plan.stride) - 1;
  let variance = 0;
  for (let lag = 0; lag <= Math.min(overlap, k - 1); lag++) {
    const products = hits.slice(lag).map((hit, i) => (hit - share) * (hits[i] - share));
    const weight = lag === 0 ? 1 : 2 * (1 - lag / (overlap + 1));
    variance += (weight * products.reduce((sum, x) => sum + x, 0)) / k;
  }
  if (!(variance > 0) || share === 0 || share === 1) return fewest;
  return Math.min(most, Math.max(fewest, (k * share * (1 - share)) / variance));
}

const within = (value: number, lower: number, upper: number): number =>
  value >= lower && value <= upper ? 1 : 0;

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
