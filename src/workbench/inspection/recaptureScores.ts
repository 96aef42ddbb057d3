// The limits of recapture as the scores that a row keeps. Limits are native measures, rows hold scores of 0 to 100 to a
// tenth, and every component's score falls towards its limits: a picture that scores less than its component does at
// the limit is beyond it.

import { COMPONENTS, type ComponentName, type PictureRole, QUALITY_LIMITS } from '../../face/index.js';
import type { SourceType } from '../datasets/record.js';

/**
 * Score at the limit, to a tenth as in the rows. Null where that is 0.0: no score lies below, so that rows do not tell
 * on which side of the limit a picture is. Components that are not named have no limit.
 */
export const RECAPTURE_SCORES: Readonly<Record<PictureRole, Readonly<Record<string, number | null>>>> = {
  selfie: scoresOf('selfie'),
  document: scoresOf('document'),
};

function scoresOf(role: PictureRole): Record<string, number | null> {
  const limits = Object.entries(QUALITY_LIMITS[role]).flatMap(([name, { min, max }]) => {
    // A component with two limits has one score at both.
    const limit = min ?? max;
    if (limit === undefined) return [];
    const score = Math.round(10 * COMPONENTS[name as ComponentName].score(limit)) / 10;
    return [[name, score === 0 ? null : score] as const];
  });
  return Object.fromEntries(limits);
}

/** By which limits a picture is judged; where its type is not known, by those for selfies. */
export const roleOf = (sourceType: SourceType | null): PictureRole =>
  sourceType === 'document' || sourceType === 'chip' ? 'document' : 'selfie';

/** Whether a score is beyond its limit; undefined where there is none, or rows do not tell. */
export function isOutside(component: string, score: number, role: PictureRole): boolean | undefined {
  const limit = RECAPTURE_SCORES[role][component];
  return typeof limit === 'number' ? score < limit : undefined;
}
