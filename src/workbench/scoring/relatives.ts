// The few pairs of a grid that are not non-mated comparisons: two templates of one subject, or of one picture.
// They are found from lists, so that the loop over all scores need not ask for the subject of each.

import type { Grid } from './grid.js';

/** What a pair is to the trial. */
export type Relation = 'mated' | 'same picture' | 'non-mated';

export interface Relatives {
  relation(row: number, column: number): Relation;
  /** Calls for each column in [from, to) that is mated to `row` or of its picture, once. */
  visit(
    row: number,
    from: number,
    to: number,
    call: (column: number, relation: 'mated' | 'same picture') => void,
  ): void;
}

export function findRelatives({ left, right }: Grid): Relatives {
  const bySubject = groupsOf(left.subjects, right.subjects);
  const pictures =
    left.pictures && right.pictures ? { left: left.pictures, right: right.pictures } : undefined;
  const byPicture = pictures && groupsOf(pictures.left, pictures.right);
  const relation = (row: number, column: number): Relation => {
    if (pictures !== undefined && pictures.left[row] === pictures.right[column]) return 'same picture';
    return left.subjects[row] === right.subjects[column] ? 'mated' : 'non-mated';
  };
  return {
    relation,
    visit(row, from, to, call) {
      bySubject(row, from, to, (column) => call(column, relation(row, column) as 'mated' | 'same picture'));
      // A picture may by mistake be under two subjects.
      byPicture?.(row, from, to, (column) => {
        if (left.subjects[row] !== right.subjects[column]) call(column, 'same picture');
      });
    },
  };
}

type VisitGroup = (row: number, from: number, to: number, call: (column: number) => void) => void;

/** Columns by label, ascending, in one array; each row knows where its own begin. */
function groupsOf(rowLabels: Int32Array, columnLabels: Int32Array): VisitGroup {
  const { numbers, of } = numberLabels(columnLabels);
  const starts = new Int32Array(numbers.size + 1);
  for (const group of of) starts[group + 1]++;
  for (let group = 0; group < numbers.size; group++) starts[group + 1] += starts[group];
  const ends = starts.slice(0, -1);
  const members = new Int32Array(columnLabels.length);
  for (let column = 0; column < of.length; column++) members[ends[of[column]]++] = column;
  const groupOfRow = rowLabels.map((label) => numbers.get(label) ?? -1);
  return (row, from, to, call) => {
    const group = groupOfRow[row];
    if (group < 0) return;
    const end = starts[group + 1];
    for (let k = firstAtLeast(members, starts[group], end, from); k < end && members[k] < to; k++) {
      call(members[k]);
    }
  };
}

function numberLabels(labels: Int32Array): { numbers: Map<number, number>; of: Int32Array } {
  const numbers = new Map<number, number>();
  const of = labels.map((label) => {
    const number = numbers.get(label) ?? numbers.size;
    numbers.set(label, number);
    return number;
  });
  return { numbers, of };
}

/** The first index in [start, end) of ascending values at which they reach `least`; `end` if none does. */
function firstAtLeast(values: Int32Array, start: number, end: number, least: number): number {
  while (start < end) {
    const middle = (start + end) >>> 1;
    if (values[middle] < least) start = middle + 1;
    else end = middle;
  }
  return start;
}
