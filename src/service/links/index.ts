// The front door of links: which customers share a face, a device or a document, and who tried too often.

export { alarmRoutes } from './alarmRoutes.js';
export { linkRoutes } from './routes.js';
