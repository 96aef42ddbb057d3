// The front door of retention: how long what is kept, holds, and the jobs that delete.

export { type Hold, type HoldTarget, holdsOn, listHolds, placeHold, releaseHold } from './holds.js';
export { workOnRetention } from './jobs.js';
export { DEFAULT_PERIODS, type Periods, PURPOSES, type PurposeName } from './purposes.js';
export { removeMarked } from './removal.js';
export { type Retaining, retentionRoutes } from './routes.js';
export { type RetentionOptions, type RetentionRun, runRetention } from './run.js';
export { changePeriods, currentPeriods, periodsOf, type RetentionVersion } from './settings.js';
export { type Sweep, sweepPictures } from './sweep.js';
