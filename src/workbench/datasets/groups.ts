// Who belongs to which group, from a CSV file: a column `subject` and one column for each attribute.
//   subject,sex,region
//   Aaron_Eckhart,male,Americas

import { LikenessError } from '../../errors.js';
import { csvRows } from './csvRows.js';

/** One attribute by which subjects are told apart, as ISO/IEC 19795-10 asks. */
export interface GroupAttribute {
  readonly name: string;
  /** The group of each subject that the file knows and that has a value. */
  readonly groupOf: ReadonlyMap<string, string>;
}

/**
 * Attributes in the order of their columns. Empty cells mean unknown.
 * @param name of the file, for messages
 * @throws `groups_invalid`
 */
export function parseGroups(text: string, name: string): GroupAttribute[] {
  const [header, ...rows] = csvRows(text, name, 'groups_invalid');
  const refuse = (why: string) => new LikenessError('groups_invalid', `${name}: ${why}`);
  const key = header?.indexOf('subject') ?? -1;
  if (!header || key < 0) throw refuse('the first line names no column `subject`');
  const attributes = header.flatMap((column, at) => (at === key ? [] : [{ column, at }]));
  if (attributes.length === 0) throw refuse('there is no column besides `subject`');
  if (new Set(header).size < header.length) throw refuse('two columns have one name');
  const seen = new Set<string>();
  rows.forEach((row, i) => {
    const subject = row[key]!;
    if (seen.has(subject)) throw refuse(`line ${i + 2}: ${subject} was there before`);
    seen.add(subject);
  });
  return attributes.map(({ column, at }) => ({
    name: column,
    groupOf: new Map(rows.filter((row) => row[at] !== '').map((row) => [row[key]!, row[at]!])),
  }));
}
