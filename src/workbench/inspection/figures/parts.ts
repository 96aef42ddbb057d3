// What the pictures may be used for, and whether somebody is in two parts.

import { groupedBy } from '../../datasets/grouped.js';
import { type DatasetRecord, PARTS } from '../../datasets/record.js';
import type { Inspection } from '../inspection.js';
import { captureOf, pairsAmong } from './captures.js';

const NAMED = 24;

export function partsOf(records: readonly DatasetRecord[]): Inspection['parts'] {
  const capture = captureOf(records);
  const byPart = groupedBy(records, ({ part }) => part);
  const isInSeveral = (own: readonly DatasetRecord[]) =>
    new Set(own.flatMap(({ part }) => part ?? [])).size > 1;
  const shared = [...groupedBy(records, ({ subject }) => subject)].flatMap(([subject, own]) =>
    isInSeveral(own) ? [subject] : [],
  );
  return {
    parts: [...PARTS, null].flatMap((part) => {
      const own = byPart.get(part);
      if (!own) return [];
      const people = [...groupedBy(own, ({ subject }) => subject).values()];
      const mated = people.filter((pictures) => pairsAmong(withFace(pictures), capture) > 0);
      return [{ part, subjects: people.length, pictures: own.length, matedSubjects: mated.length }];
    }),
    shared: { count: shared.length, named: shared.slice(0, NAMED) },
    sharedCaptures: [...groupedBy(records, capture).values()].filter(isInSeveral).length,
  };
}

export const withFace = (records: readonly DatasetRecord[]): DatasetRecord[] =>
  records.filter(({ face }) => face.kind === 'face');
