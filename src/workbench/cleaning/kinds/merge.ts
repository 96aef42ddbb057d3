// Two folders that are one person: the one with more pictures gives its name.

import { groupOf } from '../people/faces.js';
import type { Twins } from '../people/twins.js';
import { makeProposal, type Proposal } from '../proposal.js';
import { certainty, comparisonOf, type Findings, type Kind, mostAlike, movesOf, pictures } from './kind.js';

export const merge: Kind = {
  name: 'merge',
  title: 'One person under two names',
  about:
    'The pictures of two subjects are of one person. Applied, those of the smaller subject go to the larger one, whose name and part they take.',
  find: ({ twins, decisions, faces, precision }) => {
    const certain = twins.filter(({ probability }) => probability >= precision);
    const root = rootsOf(certain, faces);
    // What another proposal takes out of the folder does not go along.
    const elsewhere = new Set(decisions.flatMap(rowsMoved));
    const seen = new Set<number>();
    return certain.flatMap((pair) => {
      if (seen.has(pair.a.subject)) return [];
      seen.add(pair.a.subject);
      return proposalOf(pair, root(pair.a.subject), elsewhere, faces);
    });
  },
};

const rowsMoved = (decision: Findings['decisions'][number]): readonly number[] =>
  decision.kind === 'split'
    ? decision.groups.slice(1).flatMap(({ group }) => group.rows)
    : decision.group.group.rows;

function proposalOf(
  { a, b, probability }: Twins,
  target: number,
  elsewhere: ReadonlySet<number>,
  faces: Findings['faces'],
): Proposal[] {
  const moved = groupOf(
    faces,
    faces.rowsOf[a.subject]!.filter((row) => !elsewhere.has(row)),
  );
  if (moved.rows.length === 0) return [];
  const [from, to] = [faces.subjects[a.subject]!, faces.subjects[target]!];
  return [
    makeProposal({
      kind: 'merge',
      probability,
      moves: movesOf(faces, moved, to),
      reason: `${from} is ${to}, with ${certainty(probability)}: ${pictures(a.group.rows.length)} of the one, ${pictures(b.group.rows.length)} of the other.`,
      comparisons: [comparisonOf(faces, b)],
      beside: [{ title: `of ${faces.subjects[b.subject]!}`, images: mostAlike(faces, b.group, moved) }],
    }),
  ];
}

/** Of several folders that are one person all go to the largest. */
function rootsOf(
  pairs: readonly Twins[],
  { rowsOf, subjects }: Findings['faces'],
): (subject: number) => number {
  const above = new Map<number, number>();
  const root = (subject: number): number => {
    let at = subject;
    for (let next = above.get(at); next !== undefined; next = above.get(at)) at = next;
    return at;
  };
  for (const { a, b } of pairs) {
    const [x, y] = [root(a.subject), root(b.subject)];
    if (x === y) continue;
    const more = rowsOf[y]!.length - rowsOf[x]!.length || (subjects[y]! < subjects[x]! ? 1 : -1);
    if (more > 0) above.set(x, y);
    else above.set(y, x);
  }
  return root;
}
