// How many people, and how many pictures each.

import { groupedBy } from '../../datasets/grouped.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { Inspection } from '../inspection.js';
import { captureOf, pairsAmong } from './captures.js';
import { binned, percentilesOf } from './distribution.js';

const EDGES = [1, 2, 3, 5, 10, 20, 50, 100];
/** Those with most pictures who are named, and those without a face. */
const NAMED = 8;
const NAMED_WITHOUT = 24;

export function subjectsOf(records: readonly DatasetRecord[]): Inspection['subjects'] {
  const capture = captureOf(records);
  const people = [...groupedBy(records, ({ subject }) => subject)].map(([subject, own]) => {
    const acquired = own.filter(({ face }) => face.kind === 'face');
    return {
      subject,
      pictures: own.length,
      acquired: acquired.length,
      mated: pairsAmong(acquired, capture),
    };
  });
  const sizes = people.map(({ pictures }) => pictures);
  const mated = people.reduce((sum, person) => sum + person.mated, 0);
  const without = people.filter(({ acquired }) => acquired === 0);
  return {
    histogram: binned(sizes, EDGES),
    median: percentilesOf(sizes)?.median ?? 0,
    several: people.filter(({ pictures }) => pictures > 1).length,
    most: people
      .toSorted((a, b) => b.pictures - a.pictures || (a.subject < b.subject ? -1 : 1))
      .slice(0, NAMED)
      .map((person) => ({
        subject: person.subject,
        pictures: person.pictures,
        matedShare: mated > 0 ? person.mated / mated : 0,
      })),
    withoutFace: {
      count: without.length,
      named: without.slice(0, NAMED_WITHOUT).map(({ subject }) => subject),
    },
  };
}
