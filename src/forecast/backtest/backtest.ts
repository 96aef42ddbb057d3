// Rolling origins: a model is fitted to the past of many moments, and each time its forecast is held against what came.
// Tashman, "Out-of-sample tests of forecasting accuracy: an analysis and review", International Journal of Forecasting 16
// (2000). Everything, forms and transformations included, is chosen anew at each origin: nothing leaks from the future.

import type { Fitted, Model, Past, Prediction } from '../models/model.js';
import { mapped } from '../models/seasonallyAdjusted.js';

/** Where the origins lie. */
export interface Plan {
  /** How many values are known at each origin; ascending. */
  readonly origins: readonly number[];
  /** Values from one origin to the next. */
  readonly stride: number;
  /** Steps ahead that are forecast from each. */
  readonly reach: number;
}

/** What was forecast at one origin. */
export interface Trial {
  readonly origin: number;
  readonly predictions: readonly Prediction[];
}

const MOST_ORIGINS = 12;
/** Fewer origins cannot tell models apart. */
const FEWEST_ORIGINS = 3;
/** Models learn from so many values at most, the latest ones. */
export const MOST_VALUES = 500;

/** Fewest values to learn from: of two seasons and one step both a season and a trend can be seen. */
const fewestKnown = (season: number): number => (season > 1 ? Math.max(2 * season + 1, 8) : 10);

/** @returns null where the series is too short to hold anything back */
export function planOrigins(count: number, season: number, horizon: number): Plan | null {
  const spare = count - fewestKnown(season);
  const reach = Math.min(horizon, spare - FEWEST_ORIGINS + 1);
  if (reach < 1) return null;
  const span = Math.min(
    spare - reach,
    // The last third, but for series so short that it would hold too few origins.
    Math.max(Math.floor(count / 3), FEWEST_ORIGINS - 1),
    (MOST_ORIGINS - 1) * Math.ceil(season / 4),
  );
  const stride = Math.max(1, Math.floor(span / (MOST_ORIGINS - 1)));
  const steps = Math.min(MOST_ORIGINS - 1, Math.floor(span / stride));
  const last = count - reach;
  return {
    ...{ stride, reach },
    origins: Array.from({ length: steps + 1 }, (_, k) => last - (steps - k) * stride),
  };
}

/**
 * Fits a model to what was known at each origin.
 * @throws RangeError where it cannot be fitted at one of them
 */
export function backtest(
  model: Model,
  values: Float64Array,
  season: number,
  { origins, reach }: Plan,
  onOrigin: () => void,
): Trial[] {
  return origins.map((origin) => {
    onOrigin();
    const past = { values: values.subarray(0, origin), season, horizon: reach };
    return { origin, predictions: fitTo(model, past).predictions };
  });
}

/**
 * A fitted model, and its forecast of the whole horizon: nothing below zero where nothing ever was.
 * @throws RangeError where the model cannot be fitted, or says what is no number
 */
export function fitTo(
  model: Model,
  { values, season, horizon }: Past,
): { readonly fitted: Fitted; readonly predictions: readonly Prediction[] } {
  const fewest = model.fewest(season);
  if (values.length < fewest) throw new RangeError(`it wants ${fewest} values at the least`);
  const known = values.slice(-Math.max(MOST_VALUES, 4 * season));
  const fitted = model.fit({ values: known, season, horizon });
  const predictions = fitted.forecast(horizon);
  const numbers = predictions.flatMap(({ point, lower, upper }) => [point, lower[95], upper[95]]);
  if (!numbers.every(Number.isFinite)) throw new RangeError('its forecast is no finite number');
  const isNonNegative = values.every((y) => y >= 0);
  return {
    fitted,
    predictions: isNonNegative ? predictions.map((p) => mapped(p, (y) => Math.max(0, y))) : predictions,
  };
}
