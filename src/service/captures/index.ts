// The front door of captures.

export { authenticateCapture, type Capture, expireCaptures } from './captures.js';
export { captureRoutes } from './routes.js';
