// The front door of erasure: a person's key is destroyed, and a receipt says so.

export { type Erasing, type ErasureTarget, erase } from './erase.js';
export { type Burial, bury, destroySubject, eraseSubject, type Graveyard } from './eraseSubject.js';
export { removalBy, removeObjects, workOnErasures } from './jobs.js';
export { erasureRoutes, Receipt } from './routes.js';
