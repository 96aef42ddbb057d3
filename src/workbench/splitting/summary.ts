// What the parts of a data set hold, side by side.

import { type DatasetRecord, PARTS, type Part } from '../datasets/record.js';
import { attributeOf, matedPairs, recordsBySubject } from './subjectFacts.js';

export interface PartSummary {
  /** `null`: in no part yet. */
  readonly part: Part | null;
  readonly subjects: number;
  readonly pictures: number;
  /** Pairs of two pictures of one subject, both with a face. */
  readonly matedPairs: number;
  /** Subjects by value, for each attribute asked for, most first; `unknown` and `several` among the values. */
  readonly attributes: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** One entry a part, in their order; `null` only where somebody is in none. */
export function summarise(
  records: readonly DatasetRecord[],
  attributes: readonly string[] = [],
): PartSummary[] {
  return [...PARTS, null].flatMap((part) => {
    const own = records.filter((record) => record.part === part);
    return part === null && own.length === 0 ? [] : [summaryOf(part, own, attributes)];
  });
}

function summaryOf(
  part: Part | null,
  records: readonly DatasetRecord[],
  attributes: readonly string[],
): PartSummary {
  const subjects = [...recordsBySubject(records).values()];
  return {
    part,
    subjects: subjects.length,
    pictures: records.length,
    matedPairs: subjects.reduce((sum, own) => sum + matedPairs(own), 0),
    attributes: Object.fromEntries(attributes.map((name) => [name, counted(subjects, name)])),
  };
}

function counted(subjects: readonly DatasetRecord[][], name: string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const own of subjects) {
    const value = attributeOf(own, name);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
}
