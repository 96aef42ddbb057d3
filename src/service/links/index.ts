// The front door of links: which customers share a face, a device or a document.

export { linkRoutes } from './routes.js';
