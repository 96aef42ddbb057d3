// Which components fall outside their limits, and what the customer should do about each.

import type { Quality } from './assess.js';
import type { PictureRole } from './component.js';
import { COMPONENT_NAMES, COMPONENTS, type ComponentName } from './components.js';
import { QUALITY_LIMITS, type QualityLimits } from './limits.js';

/** One component outside its limits. */
export interface RecaptureReason {
  readonly component: ComponentName;
  /** The native measure, and the limit that it is beyond, both in the component's unit. */
  readonly native: number;
  readonly limit: number;
  /** A plain sentence for the customer. */
  readonly advice: string;
}

/** Why a picture should be taken again; none where it is good enough. */
export function recaptureReasons(
  quality: Quality,
  role: PictureRole,
  limits: QualityLimits = QUALITY_LIMITS[role],
): RecaptureReason[] {
  return COMPONENT_NAMES.flatMap((component) => {
    const { native } = quality.components[component];
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = limits[component] ?? {};
    if (native >= min && native <= max) return [];
    const advice = COMPONENTS[component].advice(native, role);
    return [{ component, native, limit: native < min ? min : max, advice }];
  });
}
