// What all kinds of proposals have in common: a name, what the page says of them, and how they are found.

import type { DatasetRecord } from '../../datasets/record.js';
import type { Decision } from '../people/decide.js';
import { dot, type Faces, type Group } from '../people/faces.js';
import type { Population } from '../people/population.js';
import type { Superfluous } from '../people/superfluous.js';
import type { Twins } from '../people/twins.js';
import type { GroupComparison } from '../people/verdicts.js';
import { type Comparison, type KindName, type Move, moveOf, type Proposal } from '../proposal.js';

/** All that is known of a data set when proposals are made. */
export interface Findings {
  readonly records: readonly DatasetRecord[];
  readonly superfluous: readonly Superfluous[];
  readonly faces: Faces;
  readonly population: Population;
  readonly decisions: readonly Decision[];
  readonly twins: readonly Twins[];
  /** What each proposal must be right with. */
  readonly precision: number;
}

export interface Kind {
  readonly name: KindName;
  /** Its heading. */
  readonly title: string;
  /** What it means, and what applying does. */
  readonly about: string;
  readonly find: (findings: Findings) => Proposal[];
}

/** So many pictures of a subject are shown beside a questioned one. */
const SHOWN = 4;

/** Of the pictures of a group, and of those that were made from them. */
export const movesOf = (faces: Faces, { rows }: Group, to: string | null): Move[] =>
  rows.flatMap((row) => withAlong(faces, faces.records[row]!).map((record) => moveOf(record, to)));

/** A picture and those that go along with it. */
export const withAlong = ({ along }: Pick<Faces, 'along'>, record: DatasetRecord): DatasetRecord[] => [
  record,
  ...(along.get(record.image) ?? []),
];

export const comparisonOf = (faces: Faces, { subject, group, score, llr }: GroupComparison): Comparison => ({
  subject: faces.subjects[subject]!,
  pictures: group.rows.length,
  score,
  llr,
});

/** The pictures of a group, those most like the questioned ones first. */
export function mostAlike({ records, templates }: Faces, group: Group, questioned: Group): string[] {
  return group.rows
    .map((row) => ({ image: records[row]!.image, score: dot(templates[row]!, questioned.sum) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, SHOWN)
    .map(({ image }) => image);
}

/** A probability as text: `99.3 %`, and never 100 %, which nothing that was inferred is. */
export const certainty = (probability: number): string =>
  probability === 1
    ? '100\u00a0%'
    : probability > 0.9995
      ? 'more than 99.9\u00a0%'
      : `${(100 * probability).toFixed(1)}\u00a0%`;

export const pictures = (count: number): string => (count === 1 ? 'one picture' : `${count} pictures`);
