// What exact and near duplicates have in common: one of two rows with the same photograph goes.

import { evidenceOf } from '../people/evidence.js';
import { type Group, groupOf, meanScore } from '../people/faces.js';
import type { Superfluous } from '../people/superfluous.js';
import { type Comparison, makeProposal, moveOf, type Proposal } from '../proposal.js';
import { certainty, type Findings, mostAlike, withAlong } from './kind.js';

export function duplicates(findings: Findings, exact: boolean): Proposal[] {
  return findings.superfluous
    .filter(({ copy }) => copy.isExact === exact && copy.probability >= findings.precision)
    .map((one) => proposalOf(one, findings));
}

function proposalOf({ dropped, kept, copy }: Superfluous, findings: Findings): Proposal {
  const { records, faces } = findings;
  const [gone, stays] = [records[dropped]!, records[kept]!];
  const across = gone.subject !== stays.subject;
  const comparisons = across
    ? [gone.subject, stays.subject].flatMap((s) => supportOf(s, kept, findings))
    : [];
  const names = across
    ? ` The names are ${gone.subject} and ${stays.subject}: ${whichStays(comparisons)}`
    : '';
  return makeProposal({
    kind: copy.isExact ? 'exact-duplicate' : 'near-duplicate',
    probability: copy.probability,
    // What was made of it is under the wrong name too, or as good as that of the other.
    moves: (across ? withAlong(faces, gone) : [gone]).map((record) => moveOf(record, null)),
    reason: `${
      copy.isExact
        ? `The same bytes as ${stays.image}.`
        : `The same photograph as ${stays.image}, with ${certainty(copy.probability)}: the hashes differ in ${copy.hashDistance} of 64 bits.`
    }${names}`,
    comparisons,
    copyOf: { image: stays.image, hashDistance: copy.hashDistance },
    beside: [
      { title: 'the copy that stays', images: [stays.image] },
      ...(across
        ? comparisons.map(({ subject }) => ({
            title: `others of ${subject}`,
            images: mostAlike(faces, othersOf(subject, kept, findings), questioned(kept, findings)),
          }))
        : []),
    ],
  });
}

const whichStays = (comparisons: readonly Comparison[]): string =>
  comparisons.length > 0
    ? 'it stays with the pictures that it is most like.'
    : 'neither has another picture, so nothing tells which is right; the first stays.';

/** How like the other pictures of a subject the photograph is; nothing where there are none. */
function supportOf(subject: string, kept: number, findings: Findings): Comparison[] {
  const others = othersOf(subject, kept, findings);
  const one = questioned(kept, findings);
  if (others.rows.length === 0 || one.rows.length === 0) return [];
  const score = meanScore(one, others);
  const llr = evidenceOf(findings.population.own, score, 1, others.rows.length);
  return [{ subject, pictures: others.rows.length, score, llr }];
}

function othersOf(subject: string, kept: number, { faces, records }: Findings): Group {
  const number = faces.subjects.indexOf(subject);
  const rows = number < 0 ? [] : faces.rowsOf[number]!;
  return groupOf(
    faces,
    rows.filter((row) => faces.records[row] !== records[kept]),
  );
}

/** The photograph; nothing where it has no face. */
function questioned(kept: number, { faces, records }: Findings): Group {
  const row = faces.records.indexOf(records[kept]!);
  return groupOf(faces, row < 0 ? [] : [row]);
}
