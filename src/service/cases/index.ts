// The front door of cases: what a person has to decide, with everything to decide it by.

export { type Cases, openCases } from './context.js';
export { needsPerson, openCaseOnReview } from './open.js';
export { placeSeed } from './placeSeed.js';
export { SECONDS_OF_LOOK } from './queue.js';
export { CASE_REASONS, type CaseReason, labelOf } from './reasons.js';
export { caseRoutes } from './routes.js';
export { Case, CaseDetail } from './schemas.js';
export { DEFAULT_SETTINGS } from './settings.js';
export { supervisorRoutes } from './supervisorRoutes.js';
export { AccuracyBody, Seed } from './supervisorSchemas.js';
