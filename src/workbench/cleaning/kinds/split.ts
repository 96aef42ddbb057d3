// One folder that is two people or more, of whom none can be said to be wrong: each becomes a subject of their own.

import { makeProposal, type Proposal } from '../proposal.js';
import { certainty, comparisonOf, type Findings, type Kind, mostAlike, movesOf, pictures } from './kind.js';

export const split: Kind = {
  name: 'split',
  title: 'Two people under one name',
  about:
    'The pictures of one subject fall into groups that are different people. Which of them the name belongs to is not known, so nobody is blamed: applied, the first group keeps the name, and each other one gets the name with a number.',
  find: ({ decisions, faces, records }) => {
    const taken = new Set(records.map(({ subject }) => subject));
    return decisions.flatMap((decision) =>
      decision.kind === 'split' ? proposalOf(decision, faces, taken) : [],
    );
  },
};

function proposalOf(
  { groups, probability }: Extract<Findings['decisions'][number], { kind: 'split' }>,
  faces: Findings['faces'],
  taken: Set<string>,
): Proposal {
  const [first, ...others] = groups;
  const subject = faces.subjects[faces.subjectOf[first!.group.rows[0]!]!]!;
  const sizes = groups.map(({ group }) => pictures(group.rows.length));
  return makeProposal({
    kind: 'split',
    probability,
    moves: others.flatMap(({ group }) => movesOf(faces, group, freeName(subject, taken))),
    reason: `${subject} is ${groups.length} people, with ${certainty(probability)}: ${sizes.join(', ')}. Nothing tells whose the name is.`,
    comparisons: others.flatMap(({ withOwner }) => (withOwner ? [comparisonOf(faces, withOwner)] : [])),
    beside: [
      { title: `stays ${subject}`, images: mostAlike(faces, first!.group, others[0]!.group) },
      ...groups.flatMap(({ group, candidates: [nearest] }) =>
        nearest
          ? [
              {
                title: `nearest to ${group === first!.group ? 'that' : 'the one in question'}: ${faces.subjects[nearest.subject]!}`,
                images: mostAlike(faces, nearest.group, group).slice(0, 1),
              },
            ]
          : [],
      ),
    ],
  });
}

/** The name with the first number that no subject has; `~` stands in no name that a person would type. */
function freeName(subject: string, taken: Set<string>): string {
  for (let number = 2; ; number++) {
    const name = `${subject}~${number}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
