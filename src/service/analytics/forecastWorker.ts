// A thread for one forecast: two years of days take seconds, for which the event loop cannot wait.

import { parentPort, workerData } from 'node:worker_threads';
import { forecast, SeriesError, seriesOf } from '../../forecast/index.js';
import type { ForecastAnswer, ForecastRequest } from './forecasting.js';

const { days, horizon } = workerData as ForecastRequest;

function answer(): ForecastAnswer {
  try {
    const { chosen, why, models, steps, notes } = forecast(seriesOf(days, { by: 'day' }), { horizon });
    return { kind: 'done', expected: { chosen, why, models, steps, notes } };
  } catch (error) {
    if (error instanceof SeriesError) return { kind: 'short', message: error.message };
    return { kind: 'failed', name: error instanceof Error ? error.name : 'error' };
  }
}

parentPort!.postMessage(answer());
