// From a table to a forecast: reads it, and says in this house's errors what the forecaster refuses.

import { type ErrorCode, LikenessError } from '../../errors.js';
import {
  type Forecast,
  type ForecastOptions,
  forecast,
  type Series,
  SeriesError,
  type SeriesErrorKind,
  type SeriesOptions,
  seriesOf,
} from '../../forecast/index.js';
import { readRows } from './readRows.js';

export interface ForecastTableOptions extends SeriesOptions, Pick<ForecastOptions, 'onProgress'> {
  readonly table: string;
  /** Columns. */
  readonly date: string;
  readonly value: string;
  /** Steps ahead; a season, or twelve steps where there is none. */
  readonly horizon?: number;
}

export interface TableForecast {
  readonly table: string;
  readonly value: string;
  readonly series: Series;
  readonly forecast: Forecast;
}

const CODES: Readonly<Record<SeriesErrorKind, ErrorCode>> = {
  dates: 'series_date_invalid',
  steps: 'series_irregular',
  values: 'series_value_invalid',
  short: 'series_too_short',
};

/** Where a season is none, or as long as a year of weeks, a picture of so many steps is still one. */
const USUAL_HORIZON = 12;

/**
 * @throws LikenessError where the table cannot be read, or is no series; `series_too_short` where nothing can be said
 */
export async function forecastTable({
  table,
  date,
  value,
  horizon,
  onProgress,
  ...options
}: ForecastTableOptions): Promise<TableForecast> {
  const rows = await readRows(table, date, value);
  try {
    const series = seriesOf(rows, options);
    const usual = series.season > 1 && series.season <= 24 ? series.season : USUAL_HORIZON;
    return {
      ...{ table, value, series },
      forecast: forecast(series, { horizon: horizon ?? usual, ...(onProgress && { onProgress }) }),
    };
  } catch (error) {
    if (error instanceof SeriesError)
      throw new LikenessError(CODES[error.kind], `${table}: ${error.message}`);
    throw error;
  }
}
