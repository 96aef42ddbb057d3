// What happens to a picture in a test of robustness: nothing, or one effect at one severity.

import { type DecodedPicture, encodePng } from '../../../image/index.js';
import {
  type Base,
  baseOf,
  before,
  degradeBy,
  EFFECTS,
  type Effect,
  type FaceInPicture,
} from '../../degrade/index.js';

/** Severities of each effect, from nearly none (0) to as bad as it gets in practice (1). */
export const SEVERITIES = [0.2, 0.4, 0.6, 0.8, 1] as const;

export type Condition =
  | { readonly kind: 'nothing'; readonly base: Base }
  | { readonly kind: 'effect'; readonly base: Base; readonly effect: Effect; readonly severity: number };

export const CONDITIONS: readonly Condition[] = [
  { kind: 'nothing', base: 'portrait' },
  { kind: 'nothing', base: 'photograph' },
  ...[...EFFECTS.values()].flatMap((effect) =>
    SEVERITIES.map((severity): Condition => ({ kind: 'effect', base: baseOf(effect), effect, severity })),
  ),
];

/** The picture under a condition, as a file. */
export async function under(
  condition: Condition,
  picture: DecodedPicture,
  face: FaceInPicture,
  seed: number,
): Promise<Uint8Array> {
  if (condition.kind === 'nothing') return encodePng(before(picture, face, condition.base));
  const degraded = await degradeBy(picture, face, condition.effect, condition.severity, seed);
  return degraded.file?.extension === '.jpg' ? degraded.file.bytes : encodePng(degraded);
}
