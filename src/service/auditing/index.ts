// The front door of auditing: the log and the evidence of decisions, over HTTP, and the log where it lies.

export { type DatabaseCheck, type DatabaseReport, verifyDatabase } from './database.js';
export { type Auditing, auditRoutes } from './routes.js';
