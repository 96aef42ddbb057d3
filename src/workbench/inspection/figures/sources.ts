// What the pictures are pictures of, and which comparisons across types they give.

import { groupedBy } from '../../datasets/grouped.js';
import { type DatasetRecord, SOURCE_TYPES, type SourceType } from '../../datasets/record.js';
import type { Inspection } from '../inspection.js';
import { isOutside, roleOf } from '../recaptureScores.js';
import { captureOf, pairsAmong, pairsBetween } from './captures.js';
import { percentilesOf } from './distribution.js';
import { failureRateOf } from './failureRate.js';
import { interEyeOf } from './sizes.js';

const TYPES: readonly (SourceType | null)[] = [...SOURCE_TYPES, null];

export function sourcesOf(records: readonly DatasetRecord[]): Inspection['sources'] {
  const byType = groupedBy(records, ({ sourceType }) => sourceType);
  return {
    types: TYPES.flatMap((sourceType) => {
      const own = byType.get(sourceType);
      return own ? [typeOf(sourceType, own)] : [];
    }),
    pairs: matedPairs(records),
    derived: records.filter(({ derivedFrom }) => derivedFrom !== null).length,
  };
}

const typeOf = (
  sourceType: SourceType | null,
  own: readonly DatasetRecord[],
): Inspection['sources']['types'][number] => ({
  sourceType,
  subjects: new Set(own.map(({ subject }) => subject)).size,
  pictures: own.length,
  fta: failureRateOf(own),
  interEye: percentilesOf(own.flatMap((record) => interEyeOf(record) ?? [])),
  outside: own.filter(isBeyondAnyLimit).length,
});

/** Whether some component of its face is beyond its limit of recapture, as far as rows tell. */
export function isBeyondAnyLimit({ face, sourceType }: DatasetRecord): boolean {
  if (face.kind === 'failure') return false;
  const role = roleOf(sourceType);
  return Object.entries(face.quality).some(([name, score]) => isOutside(name, score, role));
}

function matedPairs(records: readonly DatasetRecord[]): Inspection['sources']['pairs'] {
  const acquired = records.filter(({ face }) => face.kind === 'face');
  const capture = captureOf(records);
  const people = [...groupedBy(acquired, ({ subject }) => subject).values()].map((own) =>
    groupedBy(own, ({ sourceType }) => sourceType),
  );
  return TYPES.flatMap((a, i) =>
    TYPES.slice(i).flatMap((b) => {
      const pairs = people.map((own) => {
        const [ofA, ofB] = [own.get(a) ?? [], own.get(b) ?? []];
        return a === b ? pairsAmong(ofA, capture) : pairsBetween(ofA, ofB, capture);
      });
      const mated = pairs.reduce((sum, n) => sum + n, 0);
      return mated === 0 ? [] : [{ a, b, subjects: pairs.filter((n) => n > 0).length, mated }];
    }),
  );
}
