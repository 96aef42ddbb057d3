// The pictures of a data set that have a face, by subject, and groups of them. A group is compared through the sum of
// its templates: the mean score of all pairs of two groups is one dot product.

import type { DatasetRecord } from '../../datasets/record.js';
import type { Acquired } from '../../templates/templateCache.js';
import type { Captures } from './captures.js';

export interface Faces {
  readonly records: readonly DatasetRecord[];
  /** One a record, of unit length. */
  readonly templates: readonly Float32Array[];
  /** Names, by number. */
  readonly subjects: readonly string[];
  /** The number of each record's subject. */
  readonly subjectOf: Int32Array;
  /** The rows of each subject. */
  readonly rowsOf: readonly (readonly number[])[];
  /** Other pictures of the same capture, which go where it goes: by the name of the one that stands for it. */
  readonly along: Captures['along'];
}

/** Rows that are taken to show one person. */
export interface Group {
  readonly rows: readonly number[];
  /** Of their templates. */
  readonly sum: Float32Array;
}

/** @param left pictures that are not to be looked at, by name */
export function facesOf(
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
  left: ReadonlySet<string> = new Set(),
  along: Captures['along'] = new Map(),
): Faces {
  const found = records.flatMap((record, i) => {
    const one = acquired[i]!;
    return one.kind === 'template' && !left.has(record.image) ? [{ record, template: one.vector }] : [];
  });
  const numbers = new Map<string, number>();
  for (const { record } of found) if (!numbers.has(record.subject)) numbers.set(record.subject, numbers.size);
  const rowsOf: number[][] = Array.from(numbers, () => []);
  const subjectOf = Int32Array.from(found, ({ record }) => numbers.get(record.subject)!);
  for (const [row, subject] of subjectOf.entries()) rowsOf[subject]!.push(row);
  return {
    records: found.map(({ record }) => record),
    templates: found.map(({ template }) => template),
    subjects: [...numbers.keys()],
    subjectOf,
    rowsOf,
    along,
  };
}

export function groupOf({ templates }: Pick<Faces, 'templates'>, rows: readonly number[]): Group {
  if (rows.length === 1) return { rows, sum: templates[rows[0]!]! };
  const sum = new Float32Array(templates[0]?.length ?? 0);
  for (const row of rows) add(sum, templates[row]!, 1);
  return { rows, sum };
}

/** The group without one of its rows. */
export function without({ templates }: Pick<Faces, 'templates'>, group: Group, row: number): Group {
  const sum = group.sum.slice();
  add(sum, templates[row]!, -1);
  return { rows: group.rows.filter((other) => other !== row), sum };
}

/** The mean score of every template of one group with every one of the other; they share none. */
export const meanScore = (a: Group, b: Group): number => dot(a.sum, b.sum) / (a.rows.length * b.rows.length);

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function add(sum: Float32Array, template: Float32Array, sign: number): void {
  for (let k = 0; k < sum.length; k++) sum[k]! += sign * template[k]!;
}
