// What every model of a series is: something that is fitted to values and then says what comes next, with limits.

/** The shares of the future that an interval is to hold. */
export const LEVELS = [80, 95] as const;
export type Level = (typeof LEVELS)[number];

/** Normal quantiles: half of what is left lies on either side. */
export const Z: Readonly<Record<Level, number>> = { 80: 1.2815515655446004, 95: 1.959963984540054 };

/** The model's word on one step of the future. */
export interface Prediction {
  /** The median: what is as likely to be exceeded as not. */
  readonly point: number;
  readonly lower: Readonly<Record<Level, number>>;
  readonly upper: Readonly<Record<Level, number>>;
}

export interface Fitted {
  /** What was fitted, as people write it: `ETS(M,Ad,M)`. */
  readonly form: string;
  /** @param horizon steps, from 1 */
  readonly forecast: (horizon: number) => readonly Prediction[];
}

/** What a model may go by. */
export interface Past {
  /** Finite, oldest first. */
  readonly values: Float64Array;
  /** Steps in a season; 1 for none. */
  readonly season: number;
  /** Steps ahead that will be asked for; only a model that learns each step by itself needs to know. */
  readonly horizon: number;
}

export type ModelName = 'seasonal-naive' | 'naive' | 'drift' | 'smoothing' | 'arima' | 'trees';

export interface Model {
  readonly name: ModelName;
  /** For tables. */
  readonly label: string;
  /** Fewest values that it can be fitted to. */
  readonly fewest: (season: number) => number;
  /** @throws RangeError where the values admit no such model */
  readonly fit: (past: Past) => Fitted;
}

/** A prediction from a centre and a standard deviation, both on a scale on which errors are normal. */
export function normalPrediction(
  centre: number,
  deviation: number,
  back: (value: number) => number = (value) => value,
): Prediction {
  const at = (times: number) => back(centre + times * deviation);
  return {
    point: back(centre),
    lower: { 80: at(-Z[80]), 95: at(-Z[95]) },
    upper: { 80: at(Z[80]), 95: at(Z[95]) },
  };
}
