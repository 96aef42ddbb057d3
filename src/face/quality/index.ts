// The front door of quality: how good a face is for comparison, and what to do where it is not good enough.

export { assessQuality, type ComponentQuality, type Quality } from './assess.js';
export type { PictureRole, QualityComponent } from './component.js';
export { COMPONENT_NAMES, COMPONENTS, type ComponentName } from './components.js';
export type { QualityContext } from './context.js';
export { LEAST_INTER_EYE, type NativeLimits, QUALITY_LIMITS, type QualityLimits } from './limits.js';
export { type RecaptureReason, recaptureReasons } from './recapture.js';
