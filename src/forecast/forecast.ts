// From a series to a forecast: every model is back-tested, one is chosen, fitted to all values, and its intervals are
// widened where they held too little.

import { backtest, fitTo, MOST_VALUES, type Plan, planOrigins, type Trial } from './backtest/backtest.js';
import { NOT_WIDENED, type Widening, widened, wideningOf } from './backtest/calibration.js';
import { choose } from './backtest/choice.js';
import { type Figures, figuresOf } from './backtest/figures.js';
import { LEVELS, type ModelName, type Prediction } from './models/model.js';
import { modelsFor } from './models/models.js';
import { drift, naive, seasonalNaive } from './models/naive.js';
import { mapped } from './models/seasonallyAdjusted.js';
import type { Series } from './series/series.js';
import { stepName } from './series/step.js';
import { SeriesError } from './seriesError.js';

export interface ModelReport {
  readonly name: ModelName;
  readonly label: string;
  /** Null where it could not be tried. */
  readonly figures: Figures | null;
  /** Why it could not be tried; null where it was. */
  readonly refusal: string | null;
}

export interface Forecast {
  /** The season that was gone by: 1 where the series is too short for the one it has. */
  readonly season: number;
  /** From the simplest to the least simple. */
  readonly models: readonly ModelReport[];
  readonly chosen: { readonly name: ModelName; readonly label: string; readonly form: string };
  readonly why: string;
  /** Null where the series is too short, or never changed. */
  readonly plan: Plan | null;
  /** What the chosen model said in the back-test, before any widening. */
  readonly trials: readonly Trial[];
  readonly widening: Widening;
  readonly steps: readonly (Prediction & { readonly step: string })[];
  /** What a reader should know before going by it. */
  readonly notes: readonly string[];
}

export interface ForecastOptions {
  /** Steps ahead, from 1. */
  readonly horizon: number;
  readonly onProgress?: (model: string, done: number, total: number) => void;
}

/** @throws SeriesError `short` for fewer than three values */
export function forecast(series: Series, { horizon, onProgress }: ForecastOptions): Forecast {
  const { step, first, notes } = series;
  const count = series.values.length;
  if (count < 3) {
    throw new SeriesError('short', `${count} of the three ${step}s that a forecast takes at the least`);
  }
  const unit = unitOf(series.values);
  const values = series.values.map((y) => y / unit);
  const { season, note } = seasonOf(values.length, series);
  const found = isConstant(values)
    ? unchanging(values, horizon)
    : (tried(values, season, horizon, onProgress) ?? untried(values, season, horizon));
  const floor = values.every((y) => y >= 0) ? 0 : Number.NEGATIVE_INFINITY;
  const trials = found.trials.map(({ origin, predictions }) => ({
    origin,
    predictions: predictions.map((p) => mapped(p, (y) => y * unit)),
  }));
  return {
    ...found,
    ...{ season, trials },
    steps: found.predictions.map((prediction, i) => ({
      step: stepName(step, first + count + i),
      ...mapped(widened(prediction, found.widening, floor), (y) => y * unit),
    })),
    notes: [...notes, ...note, ...found.notes, ...notesOn(series.values, horizon, found.plan)],
  };
}

interface Found
  extends Pick<Forecast, 'models' | 'chosen' | 'why' | 'plan' | 'trials' | 'widening' | 'notes'> {
  readonly predictions: readonly Prediction[];
}

/** All models by rolling origins; null where the series is too short for that, or its past too even. */
function tried(
  values: Float64Array,
  season: number,
  horizon: number,
  onProgress: ForecastOptions['onProgress'],
): Found | null {
  const plan = planOrigins(values.length, season, horizon);
  if (!plan) return null;
  const candidates = modelsFor(season);
  const total = candidates.length * plan.origins.length;
  let done = 0;
  const outcomes = candidates.map((model) => {
    const from = done;
    const outcome = attempt(() => {
      const trials = backtest(model, values, season, plan, () => onProgress?.(model.label, done++, total));
      // What cannot be fitted to all of it is no candidate either.
      return { model, trials, ...fitTo(model, { values, season, horizon }) };
    });
    done = from + plan.origins.length;
    return { model, outcome };
  });
  const tested = outcomes.flatMap(({ outcome }) => {
    if (typeof outcome === 'string') return [];
    const figures = figuresOf(outcome.trials, values, season, plan);
    return figures ? [{ ...outcome, figures }] : [];
  });
  if (tested.length === 0) return null;
  const { taken, why } = choose(tested, plan);
  const widening = wideningOf(taken.trials, values);
  return {
    models: outcomes.map(({ model, outcome }) => ({
      ...{ name: model.name, label: model.label },
      figures: tested.find((one) => one.model === model)?.figures ?? null,
      refusal: typeof outcome === 'string' ? outcome : null,
    })),
    chosen: { name: taken.model.name, label: taken.model.label, form: taken.fitted.form },
    ...{ why, plan, widening, trials: taken.trials, predictions: taken.predictions },
    notes: wideningNote(widening),
  };
}

/** Too short for a back-test: the simplest model that sees what there is to see. */
function untried(values: Float64Array, season: number, horizon: number): Found {
  const model = season > 1 ? seasonalNaive : values.length > 5 ? drift : naive;
  const { fitted, predictions } = fitTo(model, { values, season, horizon });
  const refusal = 'too few values to hold any back';
  return {
    models: modelsFor(season).map(({ name, label }) => ({ name, label, figures: null, refusal })),
    chosen: { name: model.name, label: model.label, form: fitted.form },
    why: `${values.length} values are too few to try models on: ${model.label} was taken untried.`,
    ...{ plan: null, trials: [], widening: NOT_WIDENED, predictions },
    notes: ['Nothing is known of how well this forecast and its intervals hold.'],
  };
}

/** A value that never changed is not worth a model. */
function unchanging([value]: Float64Array, horizon: number): Found {
  const same: Prediction = { point: value, lower: { 80: value, 95: value }, upper: { 80: value, 95: value } };
  return {
    models: [],
    chosen: { name: naive.name, label: naive.label, form: 'the same value' },
    why: 'The series never changed: there is nothing to choose by.',
    ...{ plan: null, trials: [], widening: NOT_WIDENED },
    predictions: Array.from({ length: horizon }, () => same),
    notes: ['The intervals have no width: nothing ever changed, which does not say that nothing will.'],
  };
}

const attempt = <T>(work: () => T): T | string => {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
};

/** A power of two near the mean size of the values: dividing by it loses nothing, and models meet numbers about 1. */
function unitOf(values: Float64Array): number {
  const mean = values.reduce((sum, y) => sum + Math.abs(y) / values.length, 0);
  return mean > 0 ? 2 ** Math.round(Math.log2(mean)) : 1;
}

function seasonOf(count: number, { season, step }: Series): { season: number; note: string[] } {
  if (season === 1 || count >= 2 * season + 1) return { season, note: [] };
  const note = `${count} ${step}s are no two seasons of ${season} and one more: no season can be told from chance, and none is forecast.`;
  return { season: 1, note: [note] };
}

const isConstant = (values: Float64Array): boolean => values.every((y) => y === values[0]);

function wideningNote(widening: Widening): string[] {
  const wider = LEVELS.filter((level) => widening[level] > 1).map(
    (level) => `those of ${level} % by ${widening[level].toFixed(2)}`,
  );
  return wider.length > 0
    ? [`The model's own intervals held too little in the back-test and were widened: ${wider.join(', ')}.`]
    : [];
}

/** From this share of zeros on, what is rare is not what these models describe. */
const MANY_ZEROS = 0.3;

function notesOn(values: Float64Array, horizon: number, plan: Plan | null): string[] {
  const zeros = values.filter((y) => y === 0).length / values.length;
  return [
    ...(plan && plan.reach < horizon
      ? [
          `The series allows to try ${plan.reach} step${plan.reach === 1 ? '' : 's'} ahead: how well later ones hold is not known.`,
        ]
      : []),
    ...(values.length > MOST_VALUES ? [`Models learn from the latest ${MOST_VALUES} values at most.`] : []),
    ...(zeros >= MANY_ZEROS && zeros < 1
      ? [
          `${Math.round(100 * zeros)} % of the values are zero: these models describe how much there is, not how rarely.`,
        ]
      : []),
  ];
}
