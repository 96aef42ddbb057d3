// The models that need no fitting, and that any other has to beat: tomorrow is as today, or as it was a season ago.
// Variances: Hyndman & Athanasopoulos, "Forecasting: Principles and Practice" (3rd ed., 2021), section 5.5.

import { type Fitted, type Model, normalPrediction, type Past } from './model.js';

export const naive: Model = {
  name: 'naive',
  label: 'naive',
  fewest: () => 2,
  fit: ({ values }) => repeated(values, 1, 'naive'),
};

export const seasonalNaive: Model = {
  name: 'seasonal-naive',
  label: 'seasonal naive',
  fewest: (season) => season + 1,
  fit: ({ values, season }) => repeated(values, season, `seasonal naive (${season})`),
};

/** A random walk with drift: the straight line through the first value and the last goes on. */
export const drift: Model = { name: 'drift', label: 'drift', fewest: () => 3, fit: fitDrift };

function repeated(values: Float64Array, season: number, form: string): Fitted {
  const n = values.length;
  let squares = 0;
  for (let t = season; t < n; t++) squares += (values[t] - values[t - season]) ** 2;
  const deviation = Math.sqrt(squares / (n - season));
  return {
    form,
    forecast: (horizon) =>
      Array.from({ length: horizon }, (_, i) => {
        const seasons = Math.floor(i / season) + 1;
        return normalPrediction(values[n - season + (i % season)], deviation * Math.sqrt(seasons));
      }),
  };
}

function fitDrift({ values }: Past): Fitted {
  const steps = values.length - 1;
  const last = values[steps];
  const slope = (last - values[0]) / steps;
  let squares = 0;
  for (let t = 1; t <= steps; t++) squares += (values[t] - values[t - 1] - slope) ** 2;
  const deviation = Math.sqrt(squares / (steps - 1));
  return {
    form: 'random walk with drift',
    forecast: (horizon) =>
      Array.from({ length: horizon }, (_, i) => {
        const h = i + 1;
        return normalPrediction(last + h * slope, deviation * Math.sqrt(h * (1 + h / steps)));
      }),
  };
}
