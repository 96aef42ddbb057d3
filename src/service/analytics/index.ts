// The front door of analytics: what the team wants to know of all decisions together.

export { LEAST_PEOPLE } from './fewPeople.js';
export { type Analysing, analyticsRoutes } from './routes.js';
