// A picture that is far from its subject's others and near to another's: it goes there.

import { groupOf } from '../people/faces.js';
import { makeProposal, type Proposal } from '../proposal.js';
import { certainty, comparisonOf, type Findings, type Kind, mostAlike, movesOf, pictures } from './kind.js';

export const relabel: Kind = {
  name: 'relabel',
  title: 'Under a wrong name',
  about:
    'Far from the other pictures of its subject, and near to those of another one. Applied, it goes to that one.',
  find: ({ decisions, faces }) =>
    decisions.flatMap((decision) => (decision.kind === 'relabel' ? proposalOf(decision, faces) : [])),
};

function proposalOf(
  { group: { group, withOwner }, to }: Extract<Findings['decisions'][number], { kind: 'relabel' }>,
  faces: Findings['faces'],
): Proposal {
  const from = faces.subjects[faces.subjectOf[group.rows[0]!]!]!;
  const target = faces.subjects[to.subject]!;
  const others = groupOf(
    faces,
    faces.rowsOf[faces.subjectOf[group.rows[0]!]!]!.filter((row) => !group.rows.includes(row)),
  );
  return makeProposal({
    kind: 'relabel',
    probability: to.probability,
    moves: movesOf(faces, group, target),
    reason: `Of ${target} rather than of ${from}, with ${certainty(to.probability)}: near to ${pictures(to.group.rows.length)} of the one, far from ${pictures(others.rows.length)} of the other.`,
    comparisons: [...(withOwner ? [comparisonOf(faces, withOwner)] : []), comparisonOf(faces, to)],
    beside: [
      { title: `others of ${from}`, images: mostAlike(faces, others, group) },
      { title: `of ${target}`, images: mostAlike(faces, to.group, group) },
    ],
  });
}
