// The front door of analytics: what the team wants to know of all decisions together.

export { type Analysing, analyticsRoutes } from './routes.js';
