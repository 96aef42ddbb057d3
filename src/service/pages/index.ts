// The front door of pages/.

export { builtPages, pageRoutes } from './pages.js';
