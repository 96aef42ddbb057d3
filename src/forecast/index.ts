// The front door of the room: from a series to its forecast, with what it is worth. Pure functions, no I/O.

export type { Plan, Trial } from './backtest/backtest.js';
export type { Widening } from './backtest/calibration.js';
export type { Coverage, Figures } from './backtest/figures.js';
export { type Forecast, type ForecastOptions, forecast, type ModelReport } from './forecast.js';
export { LEVELS, type Level, type ModelName, type Prediction } from './models/model.js';
export { type Row, type Series, type SeriesOptions, seriesOf } from './series/series.js';
export { STEPS, type Step, stepName } from './series/step.js';
export { SeriesError, type SeriesErrorKind } from './seriesError.js';
