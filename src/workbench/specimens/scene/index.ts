// The front door of the scene: a sheet on a table, its light, and the camera over it.

export { drawBackdrop } from './backdrop.js';
export { type CameraSettings, exposed } from './camera.js';
export { composeScene, type Frame } from './compose.js';
export { type Disturbance, EVERYDAY, type Interval } from './disturbance.js';
export { laidSheet, zoneBox } from './laid.js';
export { type Photograph, photograph } from './photograph.js';
export { drawPose, type Pose, viewOf } from './pose.js';
export { drawScene, type Laid, type Scene } from './scene.js';
export { type Surface, surfaceOf } from './surface.js';
