// The front door of seeing, for whoever looks without a worker: `npm run study:capture`.

export { openLook } from './look.js';
export { openNetwork } from './network.js';
