// The comparisons that an adjustment is fitted on: all mated ones, the hardest non-mated ones, and a draw of the rest
// that stands for it by weight. Each person counts alike, however many pictures there are of them: else mated
// comparisons would be mostly of few people, their pictures’ quality would differ from that of the non-mated ones, and
// the fit would take that for evidence.

import { createRandom } from '../../../trials/index.js';
import { entriesOf, type Meetings, ROLE } from '../../evaluation/meetings.js';
import type { DatasetRows, TrialSet } from '../../evaluation/trialSet.js';

/** Comparisons of one kind; rows by number. */
export interface SampledPairs {
  readonly scores: Float64Array;
  readonly reference: Int32Array;
  readonly probe: Int32Array;
  /** How many comparisons each stands for. */
  readonly counts: Float64Array;
  /** The same, each person counting alike. */
  readonly weights: Float64Array;
}

export interface Sample {
  readonly mated: SampledPairs;
  readonly nonMated: SampledPairs;
}

/** Of the highest non-mated scores, which decide thresholds. */
const HARDEST = 30_000;
/** Of the rest. */
const DRAWN = 40_000;

export function sampleComparisons(
  { mated, nonMated, hardest }: Pick<TrialSet, 'mated' | 'nonMated' | 'hardest'>,
  rows: DatasetRows,
  meetings: Meetings,
  seed: number,
): Sample {
  const weigh = personWeights(meetings);
  const pairs = (
    scores: ArrayLike<number>,
    reference: Int32Array,
    probe: Int32Array,
    counts: Float64Array,
  ): SampledPairs => ({
    scores: Float64Array.from(scores),
    reference,
    probe,
    counts,
    weights: counts.map((count, k) => count * weigh(reference[k]!, probe[k]!)),
  });
  const ones = (length: number) => new Float64Array(length).fill(1);
  const top = Math.min(HARDEST, hardest.scores.length);
  const rest = drawBelow(
    rows,
    meetings,
    top < nonMated.trials ? hardest.scores[top - 1]! : Number.NEGATIVE_INFINITY,
    nonMated.trials - top,
    seed,
  );
  return {
    mated: pairs(mated.scores, mated.left, mated.right, ones(mated.scores.length)),
    nonMated: pairs(
      [...hardest.scores.slice(0, top), ...rest.scores],
      Int32Array.from([...hardest.left.slice(0, top), ...rest.reference]),
      Int32Array.from([...hardest.right.slice(0, top), ...rest.probe]),
      Float64Array.from([...ones(top), ...rest.scores.map(() => rest.count)]),
    ),
  };
}

/** One over the pictures of the person in that part, for both sides. */
function personWeights({ subjects, roles }: Meetings): (reference: number, probe: number) => number {
  const counts = new Map<string, number>();
  const keyOf = (row: number, role: number) => `${role},${subjects[row]}`;
  subjects.forEach((_, row) => {
    const role = roles?.[row] ?? ROLE.none;
    counts.set(keyOf(row, role), (counts.get(keyOf(row, role)) ?? 0) + 1);
  });
  const pictures = (row: number, role: number) => counts.get(keyOf(row, roles ? role : ROLE.none))!;
  return (reference, probe) => 1 / (pictures(reference, ROLE.reference) * pictures(probe, ROLE.probe));
}

/** Non-mated pairs at random among those that score below the hardest; each stands for `count` of them. */
function drawBelow(
  { templates, dimension }: DatasetRows,
  { subjects, captures, roles }: Meetings,
  ceiling: number,
  total: number,
  seed: number,
): { scores: number[]; reference: number[]; probe: number[]; count: number } {
  const drawn = { scores: [] as number[], reference: [] as number[], probe: [] as number[] };
  const everyone = Int32Array.from(subjects.keys());
  const references = roles ? entriesOf(roles, ROLE.reference) : everyone;
  const probes = roles ? entriesOf(roles, ROLE.probe) : everyone;
  const random = createRandom(seed);
  // As many tries as leave next to no doubt that something is found where there is something to find.
  for (let tries = 0; total > 0 && tries < 4 * DRAWN && drawn.scores.length < DRAWN; tries++) {
    const [a, b] = [references[random.below(references.length)]!, probes[random.below(probes.length)]!];
    // Without roles the earlier picture is the reference.
    const [i, j] = roles ? [a, b] : [Math.min(a, b), Math.max(a, b)];
    if (subjects[i] === subjects[j] || captures[i] === captures[j]) continue;
    let score = 0;
    for (let k = 0; k < dimension; k++)
      score += templates[i * dimension + k]! * templates[j * dimension + k]!;
    if (score >= ceiling) continue;
    drawn.scores.push(score);
    drawn.reference.push(i);
    drawn.probe.push(j);
  }
  return { ...drawn, count: drawn.scores.length > 0 ? total / drawn.scores.length : 0 };
}
