// A share of something of which several belong to one person, with an interval that knows it.

import { clopperPearson, type Interval } from './intervals.js';
import { studentQuantile } from './studentQuantile.js';
import { effectiveCount } from './subjectTrials.js';

export interface Share extends Interval {
  /** Of all those that were counted; in [0, 1]. */
  readonly rate: number;
  readonly confidence: number;
  /** How many independent ones the interval takes them for. */
  readonly effectiveTrials: number;
}

/**
 * The share of those that are `one`. The interval is Korn & Graubard's (Survey Methodology 24, 1998): exact, over as many
 * trials as would be so uncertain if they were independent. Where none is, or all are, nothing shows by how much, and
 * each person is one trial.
 *
 * How uncertain, is measured twice, and the more uncertain counts. What people differ by in this sample is the paper's;
 * but where a few people hold most trials and none of theirs is `one`, it does not show what would be if one were, and its
 * interval held the truth 80 times of 100 where it should 95. So it is also reckoned from how alike any person's own are.
 *
 * @param subjects to whom each belongs; any numbers; at least one
 * @param one 0 or 1 for each
 * @param confidence in (0, 1)
 * @throws RangeError where the two have not the same length, or something is neither 0 nor 1
 */
export function shareBySubject(subjects: Int32Array, one: Uint8Array, confidence = 0.95): Share {
  if (one.length !== subjects.length)
    throw new RangeError(`one must be given for all ${subjects.length}, got ${one.length}`);
  if (subjects.length === 0) throw new RangeError('a share is of at least one');
  const tally = new Map<number, Own>();
  let ones = 0;
  subjects.forEach((subject, at) => {
    if (one[at] > 1) throw new RangeError(`one must be 0 or 1, got ${one[at]}`);
    const own = tally.get(subject) ?? { trials: 0, ones: 0 };
    own.trials++;
    own.ones += one[at];
    ones += one[at];
    tally.set(subject, own);
  });
  const rate = ones / subjects.length;
  const effectiveTrials = effectiveOf([...tally.values()], rate, subjects.length, confidence);
  return {
    ...{ rate, confidence, effectiveTrials },
    ...clopperPearson(rate * effectiveTrials, effectiveTrials, confidence),
  };
}

interface Own {
  trials: number;
  ones: number;
}

function effectiveOf(people: readonly Own[], rate: number, trials: number, confidence: number): number {
  if (rate === 0 || rate === 1 || people.length === 1) return effectiveCount(people.map((own) => own.trials));
  const squares = people.reduce((sum, own) => sum + (own.ones - rate * own.trials) ** 2, 0);
  const variance = (squares / trials ** 2) * (people.length / (people.length - 1));
  const byDifferences = squares === 0 ? trials : (rate * (1 - rate)) / variance;
  // As Korn & Graubard: fewer where the variance itself rests upon few people.
  const few = (studentQuantile(confidence, trials - 1) / studentQuantile(confidence, people.length - 1)) ** 2;
  return Math.min(trials, Math.min(byDifferences, byLikeness(people, rate, trials)) * few);
}

/**
 * (Σ n)² / Σ n (1 + (n − 1) ρ), as Kish (Survey Sampling, 1965) has it for clusters of n whose members are alike by ρ; and ρ
 * as Fleiss & Cuzick estimate it (Applied Psychological Measurement 3, 1979), from what differs within each person.
 */
function byLikeness(people: readonly Own[], rate: number, trials: number): number {
  const within = people.reduce((sum, own) => sum + (own.ones * (own.trials - own.ones)) / own.trials, 0);
  const byChance = (trials - people.length) * rate * (1 - rate);
  const likeness = byChance === 0 ? 0 : Math.max(0, 1 - within / byChance);
  return trials ** 2 / people.reduce((sum, own) => sum + own.trials * (1 + (own.trials - 1) * likeness), 0);
}
