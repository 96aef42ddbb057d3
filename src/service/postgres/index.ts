// The front door of the embedded server.

export { findPostgres } from './findPostgres.js';
export { type PostgresOptions, type PostgresServer, startPostgres } from './startPostgres.js';
export type { PostgresEvent } from './supervise.js';
