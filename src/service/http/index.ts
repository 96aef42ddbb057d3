// The front door of http: the server, and what the routes of all resources are made of.

export type { Access, Routes, Server } from './context.js';
export { once, type Settle } from './idempotency.js';
export { momentOf, wholeDays } from './moments.js';
export { PageOf, PageQuery, pageOf, uuidOfCursor } from './pages.js';
export { Problem, type ProblemBody, problemOf, Refusal, statusOf, type Unmet, Unready } from './problems.js';
export {
  type Attempts,
  DEFAULT_RATES,
  openAttempts,
  openRates,
  type Rate,
  type RateLimits,
  type Rates,
} from './rates.js';
export { bodies, failures, fileIn, Instant, PlainText, Uuid } from './schemas.js';
export { buildServer, type ServerOptions } from './server.js';
export { versionOfPackage } from './version.js';
export { whileAsked } from './whileAsked.js';
