// A folder as groups of pictures that show one person each: cut where the evidence against one person outweighs what
// is known beforehand.

import { averageLinkage, type Joint, type Link, leavesOf } from './averageLinkage.js';
import { type Evidence, evidenceOf } from './evidence.js';
import { dot, type Faces, type Group, groupOf, without } from './faces.js';
import { apartLogOdds, type Priors } from './priors.js';

/** The pictures of one subject, with their tree, which hangs on nothing else and is made once. */
export interface Folder {
  readonly subject: number;
  /** Its leaves stand for these rows, in their order. */
  readonly tree: Link;
  readonly rows: readonly number[];
}

export function folderOf(faces: Faces, subject: number): Folder {
  const rows = faces.rowsOf[subject]!;
  return { subject, tree: averageLinkage(rows.map((row) => faces.templates[row]!)), rows };
}

/** The two groups that a joint of the tree was made of. */
export const halvesOf = (folder: Folder, { left, right }: Joint, faces: Faces): readonly [Group, Group] => [
  groupBelow(folder, left, faces),
  groupBelow(folder, right, faces),
];

const groupBelow = ({ rows }: Folder, link: Link, faces: Faces): Group =>
  groupOf(
    faces,
    leavesOf(link).map((index) => rows[index]!),
  );

/** The groups of a folder, the largest first; of equal size the one with the earlier picture. */
export function partition(folder: Folder, faces: Faces, evidence: Evidence, priors: Priors): Group[] {
  const groups: Group[] = [];
  const stack = [folder.tree];
  for (let link = stack.pop(); link; link = stack.pop()) {
    if (link.kind === 'joint' && areApart(link.left.size, link.right.size, link.score, evidence, priors))
      stack.push(link.left, link.right);
    else groups.push(...trimmed(groupBelow(folder, link, faces), faces, evidence, priors));
  }
  return groups.sort((a, b) => b.rows.length - a.rows.length || a.rows[0]! - b.rows[0]!);
}

const areApart = (n: number, m: number, score: number, evidence: Evidence, priors: Priors): boolean =>
  apartLogOdds(priors, n, m) > evidenceOf(evidence, score, n, m);

/** A tree joins an outlier wherever it is least far; pictures that the rest of their group speaks against come out. */
function trimmed(group: Group, faces: Faces, evidence: Evidence, priors: Priors): Group[] {
  const out: Group[] = [];
  let kept = group;
  while (kept.rows.length > 2) {
    const others = kept.rows.length - 1;
    const { sum } = kept;
    // With the rest of the group: its sum less the template itself, whose square is one.
    const worst = kept.rows
      .map((row) => ({ row, score: (dot(faces.templates[row]!, sum) - 1) / others }))
      .reduce((lowest, one) => (one.score < lowest.score ? one : lowest));
    if (!areApart(1, others, worst.score, evidence, priors)) break;
    out.push(groupOf(faces, [worst.row]));
    kept = without(faces, kept, worst.row);
  }
  return [kept, ...out];
}
