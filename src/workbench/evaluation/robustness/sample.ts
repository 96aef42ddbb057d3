// On whom robustness is tried: a few subjects, each with one photograph that is degraded and others that are not.

import { createRandom, shuffle } from '../../../trials/index.js';
import type { Acquired } from '../../templates/templateCache.js';
import type { ProtocolPicture } from '../protocol.js';

/** Places of pictures. */
export interface SampledSubject {
  /** The photograph that is degraded … */
  readonly reference: number;
  /** … and those that it is compared with as they are. */
  readonly probes: readonly number[];
}

/** More pictures of a subject add little to what its first ones say. */
const MOST_PROBES = 4;

/**
 * At most so many subjects, drawn by the seed from those with two photographs or more in which a face was found:
 * pictures of documents, and those made from others, are left aside.
 */
export function drawSample(
  pictures: readonly ProtocolPicture[],
  acquired: readonly Acquired[],
  subjects: number,
  seed: number,
): SampledSubject[] {
  const bySubject = new Map<string, number[]>();
  const seen = new Set<string>();
  pictures.forEach(({ subject, sha256, sourceType, derivedFrom }, i) => {
    const isPhotograph = !derivedFrom && sourceType !== 'document' && sourceType !== 'chip';
    if (!isPhotograph || acquired[i]!.kind !== 'template' || seen.has(sha256)) return;
    seen.add(sha256);
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), i]);
  });
  const several = [...bySubject.values()].filter((places) => places.length > 1);
  const random = createRandom(seed);
  const order = Int32Array.from(several.keys());
  shuffle(order, random);
  return Array.from(order.subarray(0, subjects), (which) => {
    const places = Int32Array.from(several[which]!);
    shuffle(places, random);
    return { reference: places[0]!, probes: [...places.subarray(1, 1 + MOST_PROBES)] };
  });
}
