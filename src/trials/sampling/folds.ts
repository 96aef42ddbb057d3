// Parts of a data set that share no subject: what is learned or tuned on one part says nothing of how well a person
// in it would be known by another.
import { createRandom, shuffle } from './random.js';

/**
 * Splits rows into parts such that all rows of a subject fall into one part. Subjects are taken in random order, the
 * one after the other to the part with the fewest rows so far, so parts differ by no more than one subject's rows.
 * The split depends on who has how many rows, not on the order of the rows.
 *
 * @param subjects the subject of each row; any numbers
 * @param parts from 1 to the number of subjects
 * @param seed a whole number in [0, 2³²)
 * @returns for each part its rows, ascending
 */
export function splitBySubject(subjects: Int32Array, parts: number, seed: number): Int32Array[] {
  const rowsOf = new Map<number, number[]>();
  subjects.forEach((subject, row) => {
    const rows = rowsOf.get(subject);
    if (rows) rows.push(row);
    else rowsOf.set(subject, [row]);
  });
  if (!Number.isInteger(parts) || parts < 1 || parts > rowsOf.size) {
    throw new RangeError(`parts must be from 1 to the ${rowsOf.size} subjects, got ${parts}`);
  }
  const order = Int32Array.from(rowsOf.keys()).sort();
  shuffle(order, createRandom(seed));
  const folds: number[][] = Array.from({ length: parts }, () => []);
  for (const subject of order) {
    const smallest = folds.reduce((least, fold) => (fold.length < least.length ? fold : least));
    for (const row of rowsOf.get(subject)!) smallest.push(row);
  }
  return folds.map((fold) => Int32Array.from(fold).sort());
}
