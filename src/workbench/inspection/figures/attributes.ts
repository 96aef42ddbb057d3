// Groups of the subjects, and whether each is large enough for anything to be said of it.

import { groupedBy } from '../../datasets/grouped.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { Attribute } from '../inspection.js';
import { captureOf, pairsAmong } from './captures.js';
import { withFace } from './parts.js';

/**
 * Fewest people with two captures of whom `likeness evaluate` states an FNMR: the default of `differentials` in
 * src/trials/groups. Intervals by resampling of people are too narrow below some thirty of them (Cameron, Gelbach &
 * Miller, Review of Economics and Statistics 90, 2008).
 */
export const FEWEST_PEOPLE = 30;

/** Values that are listed. */
const LISTED = 40;

/** By name. */
export function attributesOf(records: readonly DatasetRecord[]): Attribute[] {
  const names = [...new Set(records.flatMap(({ groups }) => Object.keys(groups)))].sort();
  const capture = captureOf(records);
  return names.map((name) => attributeOf(name, records, capture));
}

function attributeOf(
  name: string,
  records: readonly DatasetRecord[],
  capture: (record: DatasetRecord) => string,
): Attribute {
  const said = records.filter(({ groups }) => Object.hasOwn(groups, name));
  const missing = records.filter(({ groups }) => !Object.hasOwn(groups, name));
  const bySubject = [...groupedBy(said, ({ subject }) => subject).values()];
  const values = [...groupedBy(said, ({ groups }) => groups[name]!)]
    .map(([value, own]) => {
      const people = [...groupedBy(own, ({ subject }) => subject).values()];
      const mated = people.filter((pictures) => pairsAmong(withFace(pictures), capture) > 0).length;
      return {
        value,
        subjects: people.length,
        pictures: own.length,
        matedSubjects: mated,
        enough: mated >= FEWEST_PEOPLE,
      };
    })
    .sort((a, b) => b.subjects - a.subjects || (a.value < b.value ? -1 : 1));
  return {
    name,
    values: values.slice(0, LISTED),
    distinct: values.length,
    missing: {
      subjects: new Set(missing.map(({ subject }) => subject)).size,
      pictures: missing.length,
    },
    contradicting: bySubject.filter((own) => new Set(own.map(({ groups }) => groups[name])).size > 1).length,
  };
}
