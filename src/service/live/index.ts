// The front door of live: pages are told that something has changed.

export { liveRoutes } from './routes.js';
export { openWatch } from './watch.js';
