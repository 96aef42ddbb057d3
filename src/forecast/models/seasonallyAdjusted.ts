// Long seasons, such as the weeks of a year, have more indices than a likelihood can bear: they are taken out by
// decomposition, the model sees the rest, and they are put back. As `stlf()` of R's `forecast` does; Hyndman &
// Athanasopoulos (2021), section 5.7.

import { wantsLogarithm } from '../series/logarithm.js';
import { classicalSeason } from '../series/season.js';
import type { Model, Prediction } from './model.js';

/** The longest season that models estimate themselves. */
export const LONGEST_SEASON = 24;

/** The model as it is for short seasons; for long ones it is given what is left of the series without them. */
export function seasonallyAdjusted(model: Model): Model {
  return {
    ...model,
    fewest: (season) => Math.max(model.fewest(season), season > LONGEST_SEASON ? 2 * season + 1 : 0),
    fit: (past) => {
      const { values, season } = past;
      if (season <= LONGEST_SEASON) return model.fit(past);
      const byFactor = wantsLogarithm(values, season);
      const indices = classicalSeason(values, season, byFactor ? 'factors' : 'terms');
      const rest = values.map((y, t) => (byFactor ? y / indices[t % season] : y - indices[t % season]));
      const fitted = model.fit({ ...past, values: rest, season: 1 });
      return {
        form: `${fitted.form}, season taken out`,
        forecast: (horizon) =>
          fitted.forecast(horizon).map((prediction, i) => {
            const index = indices[(values.length + i) % season];
            return mapped(prediction, (y) => (byFactor ? y * index : y + index));
          }),
      };
    },
  };
}

/** A prediction with each of its numbers changed; `change` must not fall. */
export const mapped = (
  { point, lower, upper }: Prediction,
  change: (value: number) => number,
): Prediction => ({
  point: change(point),
  lower: { 80: change(lower[80]), 95: change(lower[95]) },
  upper: { 80: change(upper[80]), 95: change(upper[95]) },
});
