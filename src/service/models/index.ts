// The front door of models: which ones serve, how the one that is tried compares with the one that decides, and how it
// comes to decide.

export { activeCheck, agreeOnActive, modelToOpen } from './active.js';
export type { Challenger } from './challenger.js';
export { type PaperReading, paperRoutes } from './papers/index.js';
export { promotionRoutes } from './promotionRoutes.js';
export { drawPeople, driftOf, type Moved } from './report/index.js';
export { clearRole, lockRoles, type ModelInRole, type ModelRoles, readRoles, setRole } from './roles.js';
export { type Modelling, modelRoutes } from './routes.js';
export { DriftMeasure } from './schemas.js';
export { askShadow, type Shadowing, scoreByShadow } from './shadow.js';
export { openChallenger, workOnReembedding, workOnShadow } from './work.js';
