// The front door: one face in, all its quality components out.

import type { Picture } from '../../image/index.js';
import type { Detection } from '../detect.js';
import type { Face } from '../face.js';
import { COMPONENT_NAMES, COMPONENTS, type ComponentName } from './components.js';
import { contextOf } from './context.js';

/** One component of one face. */
export interface ComponentQuality {
  /** The native measure, in `unit`. */
  readonly native: number;
  readonly unit: string;
  /** 0 (worst) to 100 (best). */
  readonly score: number;
}

/** The quality of one face. */
export interface Quality {
  readonly components: Readonly<Record<ComponentName, ComponentQuality>>;
}

/**
 * Measures all quality components of a face.
 *
 * @param scale pixels of the picture per pixel of the original: `DecodedPicture.source.scale`, 1 if not shrunk
 * @param others the other faces that were found in the picture
 */
export function assessQuality(
  picture: Picture,
  scale: number,
  face: Face,
  others: readonly Detection[] = [],
): Quality {
  const context = contextOf(picture, scale, face, others);
  const entries = COMPONENT_NAMES.map((name) => {
    const { measure, score, unit } = COMPONENTS[name];
    const native = measure(context);
    return [name, { native, unit, score: score(native) }] as const;
  });
  return { components: Object.fromEntries(entries) as Record<ComponentName, ComponentQuality> };
}
