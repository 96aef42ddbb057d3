// The front door of erasure: a person's key is destroyed, and a receipt says so.

export { type Burial, bury, type Erasing, type ErasureTarget, erase, type OnErased } from './erase.js';
export { removalBy, removeObjects, workOnErasures } from './jobs.js';
export { erasureRoutes, Receipt } from './routes.js';
