// Intervals that held too little in the back-test are widened until they would have held enough: split conformal
// prediction with the interval's own half-width for a measure. Vovk, Gammerman & Shafer, "Algorithmic Learning in a Random
// World" (2005); Romano, Patterson & Candès, "Conformalized quantile regression", NeurIPS 2019. Errors of a series are not
// exchangeable, so what this promises holds only as far as the future resembles the back-test.

import { LEVELS, type Level, type Prediction } from '../models/model.js';
import type { Trial } from './backtest.js';

/** By how much half-widths are multiplied; 1 for intervals that held enough. */
export type Widening = Readonly<Record<Level, number>>;

export const NOT_WIDENED: Widening = { 80: 1, 95: 1 };

export function wideningOf(trials: readonly Trial[], values: Float64Array): Widening {
  const factors = LEVELS.map((level): [Level, number] => {
    const needed = trials
      .flatMap(({ origin, predictions }) =>
        predictions.map((prediction, h) => halfWidths(prediction, values[origin + h], level)),
      )
      // An interval without a width cannot be widened.
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    // The ⌈(n + 1) level⌉-th least holds the level's share of what comes next, were it exchangeable.
    const rank = Math.min(needed.length, Math.ceil(((needed.length + 1) * level) / 100));
    return [level, Math.max(1, needed[rank - 1] ?? 1)];
  });
  const { 80: narrow, 95: wide } = Object.fromEntries(factors) as Record<Level, number>;
  return { 80: narrow, 95: wide };
}

/** Of how many half-widths on its side a value lies from the point. */
function halfWidths({ point, lower, upper }: Prediction, value: number, level: Level): number {
  if (value === point) return 0;
  return value > point ? (value - point) / (upper[level] - point) : (point - value) / (point - lower[level]);
}

/** Never narrower at 95 % than at 80 %. */
export function widened({ point, lower, upper }: Prediction, by: Widening, floor: number): Prediction {
  const down = (level: Level) => Math.max(floor, point - by[level] * (point - lower[level]));
  const up = (level: Level) => point + by[level] * (upper[level] - point);
  return {
    point,
    lower: { 80: down(80), 95: Math.min(down(80), down(95)) },
    upper: { 80: up(80), 95: Math.max(up(80), up(95)) },
  };
}
