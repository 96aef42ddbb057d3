// The comparisons that a data set offers to learn from: each picture against the others of its subject, and pictures of
// others against the same. Both kinds have the same sizes, else the size itself would say whether a pair is mated.

import { createRandom, type Random } from '../../../trials/index.js';
import { type Faces, type Group, groupOf, meanScore, without } from './faces.js';
import { type Folder, halvesOf } from './partition.js';

/** Mean scores of groups. */
export interface ScoredGroups {
  readonly scores: readonly number[];
  /** Pictures on either side of each, one after the other. */
  readonly sizes: readonly number[];
}

export interface Comparisons {
  /** Of pictures under one name. */
  readonly mated: ScoredGroups;
  /** Of pictures under two names. */
  readonly nonMated: ScoredGroups;
}

/** Non-mated comparisons in all, about: the rule of 30 then lets a fit lean on a prior of 3e-4. */
const NON_MATED = 100_000;
/** Against one group no more: they would be the same pictures over and over. */
const MOST_EACH = 50;

/** @param groups of each folder, the largest first: against it its pictures are held */
export function compareWithin(
  faces: Faces,
  folders: readonly Folder[],
  groups: readonly (readonly Group[])[],
): Comparisons {
  const random = createRandom(1);
  const several = folders.reduce((sum, { rows }) => sum + (rows.length > 1 ? rows.length : 0), 0);
  const each = Math.min(MOST_EACH, Math.ceil(NON_MATED / Math.max(1, several)));
  const mated = { scores: [] as number[], sizes: [] as number[] };
  const nonMated = { scores: [] as number[], sizes: [] as number[] };
  const hold = (subject: number, probe: Group, rest: Group): void => {
    const sizes = [probe.rows.length, rest.rows.length] as const;
    mated.scores.push(meanScore(probe, rest));
    mated.sizes.push(...sizes);
    for (let k = 0; k < each; k++) {
      const other = drawGroup(faces, subject, probe.rows.length, random);
      if (!other) continue;
      nonMated.scores.push(meanScore(other, rest));
      nonMated.sizes.push(...sizes);
    }
  };
  for (const [i, folder] of folders.entries()) compareFolder(faces, folder, groups[i]!, hold);
  return { mated, nonMated };
}

/** Every picture against the others of its folder's largest group, and the two halves of that group. */
function compareFolder(
  faces: Faces,
  folder: Folder,
  groups: readonly Group[],
  hold: (subject: number, probe: Group, rest: Group) => void,
): void {
  const { subject, rows, tree } = folder;
  if (tree.kind === 'leaf') return;
  const main = groups[0]!;
  const inMain = new Set(main.rows);
  for (const row of rows) {
    const among = inMain.has(row) && main.rows.length === 1 ? groupOf(faces, rows) : main;
    const isAmong = among !== main || inMain.has(row);
    hold(subject, groupOf(faces, [row]), isAmong ? without(faces, among, row) : among);
  }
  if (main.rows.length < rows.length || Math.min(tree.left.size, tree.right.size) < 2) return;
  hold(subject, ...halvesOf(folder, tree, faces));
}

/** Tries to hit upon another subject with so many pictures. */
const TRIES = 8;

function drawGroup(faces: Faces, not: number, size: number, random: Random): Group | undefined {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const row = random.below(faces.records.length);
    const subject = faces.subjectOf[row]!;
    const rows = faces.rowsOf[subject]!;
    if (subject === not || rows.length < size) continue;
    return groupOf(faces, size === 1 ? [row] : rows.slice(0, size));
  }
  return undefined;
}
