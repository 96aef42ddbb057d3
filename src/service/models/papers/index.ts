// The front door of papers: what is written down of an installed model.

export { type PaperReading, paperRoutes } from './routes.js';
