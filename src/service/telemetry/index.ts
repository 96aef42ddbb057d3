// The front door of telemetry.

export { type Check, healthRoutes } from './health.js';
export { type Logger, openLog } from './log.js';
export { type Measured, type Metrics, openMetrics } from './metrics.js';
export { traced } from './traces.js';
