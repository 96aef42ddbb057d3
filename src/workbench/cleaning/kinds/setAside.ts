// A picture that is far from its subject's others and near to nobody: its row goes.

import { groupOf } from '../people/faces.js';
import { makeProposal, type Proposal } from '../proposal.js';
import { certainty, comparisonOf, type Findings, type Kind, mostAlike, movesOf, pictures } from './kind.js';

export const setAside: Kind = {
  name: 'set-aside',
  title: 'Of somebody else',
  about:
    'Far from the other pictures of its subject, and near to nobody else’s: another person, or a face that the model cannot read. Applied, its row goes; the file and the former rows stay, and undo brings it back.',
  find: ({ decisions, faces }) =>
    decisions.flatMap((decision) => (decision.kind === 'set-aside' ? proposalOf(decision, faces) : [])),
};

function proposalOf(
  {
    group: { group, withOwner, misplaced, candidates },
  }: Extract<Findings['decisions'][number], { kind: 'set-aside' }>,
  faces: Findings['faces'],
): Proposal {
  const subject = faces.subjectOf[group.rows[0]!]!;
  const others = groupOf(
    faces,
    faces.rowsOf[subject]!.filter((row) => !group.rows.includes(row)),
  );
  const [nearest] = candidates;
  return makeProposal({
    kind: 'set-aside',
    probability: misplaced,
    moves: movesOf(faces, group, null),
    reason: `Not of ${faces.subjects[subject]!}, with ${certainty(misplaced)}: far from ${pictures(others.rows.length)}. ${
      nearest
        ? `${faces.subjects[nearest.subject]!} is nearest, and not near enough to be the same.`
        : 'Nobody is near.'
    }`,
    comparisons: [
      ...(withOwner ? [comparisonOf(faces, withOwner)] : []),
      ...(nearest ? [comparisonOf(faces, nearest)] : []),
    ],
    beside: [
      { title: `others of ${faces.subjects[subject]!}`, images: mostAlike(faces, others, group) },
      ...(nearest
        ? [
            {
              title: `nearest: ${faces.subjects[nearest.subject]!}`,
              images: mostAlike(faces, nearest.group, group),
            },
          ]
        : []),
    ],
  });
}
