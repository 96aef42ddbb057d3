// From verdicts to what is to be done: a group goes to whom it is, or out, or becomes a subject of its own, where that
// is certain enough; of a folder in which nobody can be told to be wrong, all become subjects of their own.

import type { Candidate, FolderVerdict, GroupVerdict } from './verdicts.js';

export type Decision =
  | { readonly kind: 'relabel'; readonly group: GroupVerdict; readonly to: Candidate }
  /** One picture of somebody else, nobody knows of whom. */
  | { readonly kind: 'set-aside'; readonly group: GroupVerdict }
  /** The first keeps the name. */
  | { readonly kind: 'split'; readonly groups: readonly GroupVerdict[]; readonly probability: number };

/** @param precision what a decision must be right with */
export function decide(verdict: FolderVerdict, precision: number): Decision[] {
  const decisions: Decision[] = [];
  const open: number[] = [];
  for (const [place, group] of verdict.groups.entries()) {
    const [to] = group.candidates;
    if (to && to.probability >= precision) decisions.push({ kind: 'relabel', group, to });
    else if (group.misplaced < precision) open.push(place);
    else if (group.group.rows.length === 1) decisions.push({ kind: 'set-aside', group });
    else {
      const groups = [verdict.groups.find((other) => other !== group)!, group];
      decisions.push({ kind: 'split', groups, probability: group.misplaced });
    }
  }
  return [...decisions, ...undecided(verdict, open, precision)];
}

/** The most groups that are certain enough to be of as many people. */
function undecided(verdict: FolderVerdict, open: readonly number[], precision: number): Decision[] {
  let places = open;
  while (places.length >= 2) {
    const probability = verdict.apart(places);
    if (probability >= precision) {
      return [{ kind: 'split', groups: places.map((place) => verdict.groups[place]!), probability }];
    }
    const fewer = places.map((place) => places.filter((other) => other !== place));
    places = fewer.reduce((best, some) => (verdict.apart(some) > verdict.apart(best) ? some : best));
  }
  return [];
}
