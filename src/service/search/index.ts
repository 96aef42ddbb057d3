// The front door of search: exact 1:N in this process.

export type { Gallery, Hit, SearchOptions } from './gallery.js';
export { type IdentificationThreshold, identificationThreshold } from './identificationThreshold.js';
export { openPgvectorGallery } from './pgvectorGallery.js';
export { bytesOfReference } from './referenceTable.js';
export { openSearchPool, type SearchPool } from './searchPool.js';
