// The drawing of a forecast: what was, what the back-test had foretold of it, and the fan of what may come.

import { type Prediction, type Series, type Step, stepName } from '../../forecast/index.js';
import { INK, type Mark, markOf } from '../page/charts/marks.js';
import type { Layer, Plot, Point } from '../page/charts/plot.js';
import { extent, linear, type Scale, type Tick } from '../page/charts/scale.js';
import type { TableForecast } from './forecastTable.js';

export const HISTORY: Mark = { colour: INK, dash: [], symbol: 'circle' };
export const AHEAD: Mark = markOf(0);
export const FORETOLD: Mark = markOf(1);

/** So much of the past as an eye can follow, or four times what is forecast. */
const SHOWN = 160;

/** What stands beside the drawing. */
export const KEY = [
  { mark: HISTORY, label: 'observed' },
  { mark: FORETOLD, label: 'back-test' },
  { mark: AHEAD, label: 'forecast, with its 80 % and 95 % intervals' },
] as const;

/** @param title of the upright axis, or nothing */
export function forecastPlot({ series, forecast }: TableForecast, title: string, height: number): Plot {
  const { values } = series;
  const from = Math.max(0, values.length - Math.max(SHOWN, 4 * forecast.steps.length));
  const history = [...values.subarray(from)].map((y, i): Point => [from + i, y]);
  const last = values.length - 1;
  const foretold = apart(forecast.trials, forecast.plan?.reach ?? 1)
    .map(({ origin, predictions }) =>
      predictions.map(({ point }, h): Point => [origin + h, point]).filter(([x]) => x >= from),
    )
    .filter((points) => points.length > 0);
  const ahead: Point[] = [
    [last, values[last]],
    ...forecast.steps.map(({ point }, i): Point => [last + 1 + i, point]),
  ];
  const fan = (level: 80 | 95) =>
    forecast.steps.map(
      ({ lower, upper }: Prediction, i) => [last + 1 + i, lower[level], upper[level]] as const,
    );
  const all = [
    ...history.map(([, y]) => y),
    ...foretold.flatMap((points) => points.map(([, y]) => y)),
    ...fan(95).flatMap(([, low, high]) => [low, high]),
  ];
  const layers: Layer[] = [
    // The start joins the last value, so that a fan of one step is seen as well.
    { kind: 'band', mark: AHEAD, points: [[last, values[last], values[last]], ...fan(95)] },
    { kind: 'band', mark: AHEAD, points: [[last, values[last], values[last]], ...fan(80)] },
    { kind: 'line', mark: HISTORY, points: history, thin: true },
    ...foretold.map((points): Layer => ({ kind: 'line', mark: FORETOLD, points })),
    { kind: 'line', mark: AHEAD, points: ahead },
  ];
  return {
    ...{ height, layers },
    x: { title: '', scale: calendar(series, from, last + forecast.steps.length) },
    y: { title, scale: upright(all) },
  };
}

/** Trials that share no step, ending with the latest: lines over one another cannot be told apart. */
function apart<T extends { readonly origin: number }>(trials: readonly T[], reach: number): readonly T[] {
  let next = Number.POSITIVE_INFINITY;
  return trials
    .toReversed()
    .filter(({ origin }) => {
      if (origin + reach > next) return false;
      next = origin;
      return true;
    })
    .toReversed();
}

function upright(values: readonly number[]): Scale {
  const [low, high] = extent(values) ?? [0, 1];
  const room = 0.04 * (high - low) || Math.abs(high) || 1;
  const bottom = low >= 0 ? Math.max(0, low - room) : low - room;
  const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 });
  const isLarge = Math.max(Math.abs(low), Math.abs(high)) >= 1e5;
  return linear(bottom, high + room, isLarge ? (y) => compact.format(y) : undefined);
}

/** Letters of a step's name that name what it belongs to: a year, a month, a day. */
const BELONGS: Readonly<Record<Step, number>> = { hour: 10, day: 7, week: 4, month: 4, quarter: 4, year: 4 };
const MOST_TICKS = 5;

/** Ticks where a year, a month or a day begins, as many as have room. */
function calendar({ step, first }: Series, low: number, high: number): Scale {
  const belongsTo = (i: number) => stepName(step, first + i).slice(0, BELONGS[step]);
  const each = Array.from(
    { length: high - low + 1 },
    (_, i): Tick => ({
      at: low + i,
      label: stepName(step, first + low + i),
    }),
  );
  const begins = each
    .filter(({ at }) => step === 'year' || belongsTo(at) !== belongsTo(at - 1))
    .map(({ at }): Tick => ({ at, label: belongsTo(at) }));
  // Of less than three years, months or days the steps themselves say more.
  const marks = begins.length >= 3 ? begins : each;
  const every = Math.ceil(marks.length / MOST_TICKS);
  const ticks = marks.filter((_, i) => (marks.length - 1 - i) % every === 0);
  return { place: (x) => x, low, high, ticks, grid: false };
}
