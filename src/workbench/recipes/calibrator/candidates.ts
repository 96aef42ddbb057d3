// What may be added to a score: one number each to be fitted, with the value that each picture has of it.

import { heldQuality, type QualityTerm, type ScoreAdjustment, type Side } from '../../../trials/index.js';
import { entriesOf, ROLE } from '../../evaluation/meetings.js';

/** A candidate; a comparison's feature is the sum of what its two rows have. */
export interface Candidate {
  /** In words, for findings. */
  readonly name: string;
  /** One a row. */
  readonly reference: Float64Array;
  readonly probe: Float64Array;
  /** The adjustment where a unit of the feature adds so much to a score. */
  readonly adjustment: (added: number) => ScoreAdjustment;
}

/** A row as candidates see it. */
export interface CandidateRow {
  readonly type: string | null | undefined;
  readonly quality: Readonly<Record<string, number>>;
}

/** Caps of a quality: beyond these shares of the pictures nothing is known. */
const CAPS = [0.01, 0.99] as const;

/** Of references of a type, for it to be tried. */
const FEWEST_OF_A_TYPE = 30;

/**
 * @param roles of the rows; without them a picture may stand on either side, so that both get the same slope
 * @param components that are tried
 */
export function candidatesOf(
  rows: readonly CandidateRow[],
  roles: Int32Array | undefined,
  components: readonly string[],
  referenceType: boolean,
): Candidate[] {
  const everyone = Int32Array.from(rows.keys());
  const sides: readonly (readonly [name: string, sides: readonly Side[], rows: Int32Array])[] = roles
    ? [
        ['the reference', ['reference'], entriesOf(roles, ROLE.reference)],
        ['the probe', ['probe'], entriesOf(roles, ROLE.probe)],
      ]
    : [['both pictures', ['reference', 'probe'], everyone]];
  const references = roles ? entriesOf(roles, ROLE.reference) : everyone;
  return [
    ...(referenceType ? typeCandidates(rows, references) : []),
    ...components.flatMap((component) =>
      sides.flatMap(([name, of, own]) => qualityCandidate(rows, component, name, of, own) ?? []),
    ),
  ];
}

/** Each type but the commonest, which adds nothing. */
function typeCandidates(rows: readonly CandidateRow[], references: Int32Array): Candidate[] {
  const counts = new Map<string, number>();
  for (const row of references) {
    const { type } = rows[row]!;
    if (type) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const types = [...counts].filter(([, count]) => count >= FEWEST_OF_A_TYPE).sort(([, a], [, b]) => b - a);
  return types.slice(1).map(([type]) => ({
    name: `reference is a ${type}`,
    reference: Float64Array.from(rows, (row) => Number(row.type === type)),
    probe: new Float64Array(rows.length),
    adjustment: (added) => ({ referenceTypes: { [type]: added }, qualities: [] }),
  }));
}

function qualityCandidate(
  rows: readonly CandidateRow[],
  component: string,
  name: string,
  sides: readonly Side[],
  own: Int32Array,
): Candidate | undefined {
  const values = Float64Array.from(own, (row) => rows[row]!.quality[component] ?? Number.NaN)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (values.length === 0) return undefined;
  const [lowest, highest] = CAPS.map((share) => values[Math.round(share * (values.length - 1))]!) as [
    number,
    number,
  ];
  if (lowest === highest) return undefined;
  const range = [lowest, highest] as const;
  const centre =
    values.reduce((sum, value) => sum + heldQuality({ centre: 0, range }, value), 0) / values.length;
  const held = Float64Array.from(rows, ({ quality }) =>
    heldQuality({ centre, range }, quality[component] ?? centre),
  );
  const nothing = new Float64Array(rows.length);
  return {
    name: `${component} of ${name}`,
    reference: sides.includes('reference') ? held : nothing,
    probe: sides.includes('probe') ? held : nothing,
    adjustment: (added) => ({
      referenceTypes: {},
      qualities: sides.map((of): QualityTerm => ({ component, of, slope: added, centre, range })),
    }),
  };
}

/** All of them together. */
export const together = (parts: readonly ScoreAdjustment[]): ScoreAdjustment => ({
  referenceTypes: Object.assign({}, ...parts.map(({ referenceTypes }) => referenceTypes)),
  qualities: parts.flatMap(({ qualities }) => qualities),
});
