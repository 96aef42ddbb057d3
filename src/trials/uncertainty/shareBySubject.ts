// A share of something of which several belong to one person, with an interval that knows it.

import { clopperPearson, type Interval } from './intervals.js';
import { studentQuantile } from './studentQuantile.js';

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
  const tally = new Map<number, { trials: number; ones: number }>();
  subjects.forEach((subject, at) => {
    if (one[at] > 1) throw new RangeError(`one must be 0 or 1, got ${one[at]}`);
    const own = tally.get(subject) ?? { trials: 0, ones: 0 };
    own.trials++;
    own.ones += one[at];
    tally.set(subject, own);
  });
  return shareOfPeople(
    [...tally.values()].map((own) => ({ ...own, people: 1 })),
    confidence,
  );
}

/** So many people had so many trials each, of which so many were `one`. */
export interface PeopleAlike {
  readonly people: number;
  readonly trials: number;
  readonly ones: number;
}

/**
 * The same of people who were counted already, those alike together: a million of them are a few hundred entries.
 * @throws RangeError where there is no trial, or somebody has more that are `one` than trials
 */
export function shareOfPeople(groups: readonly PeopleAlike[], confidence = 0.95): Share {
  const faulty = groups.find(({ trials, ones, people }) => ones > trials || ones < 0 || people < 0);
  if (faulty) throw new RangeError(`nobody can have ${faulty.ones} of ${faulty.trials}`);
  const people = total(groups, () => 1);
  const trials = total(groups, (own) => own.trials);
  if (trials === 0) throw new RangeError('a share is of at least one');
  const rate = total(groups, (own) => own.ones) / trials;
  const effectiveTrials = effectiveOf(groups, { people, trials, rate }, confidence);
  return {
    ...{ rate, confidence, effectiveTrials },
    ...clopperPearson(rate * effectiveTrials, effectiveTrials, confidence),
  };
}

const total = (groups: readonly PeopleAlike[], of: (own: PeopleAlike) => number): number =>
  groups.reduce((sum, own) => sum + own.people * of(own), 0);

interface Counted {
  readonly people: number;
  readonly trials: number;
  readonly rate: number;
}

function effectiveOf(
  groups: readonly PeopleAlike[],
  { people, trials, rate }: Counted,
  confidence: number,
): number {
  // As many as would be so uncertain if each person stood or fell as one (Kish, Survey Sampling, 1965).
  if (rate === 0 || rate === 1 || people === 1) return trials ** 2 / total(groups, (own) => own.trials ** 2);
  const squares = total(groups, (own) => (own.ones - rate * own.trials) ** 2);
  const variance = (squares / trials ** 2) * (people / (people - 1));
  const byDifferences = squares === 0 ? trials : (rate * (1 - rate)) / variance;
  // As Korn & Graubard: fewer where the variance itself rests upon few people.
  const few = (studentQuantile(confidence, trials - 1) / studentQuantile(confidence, people - 1)) ** 2;
  return Math.min(trials, Math.min(byDifferences, byLikeness(groups, { people, trials, rate })) * few);
}

/**
 * (Σ n)² / Σ n (1 + (n − 1) ρ), as Kish (Survey Sampling, 1965) has it for clusters of n whose members are alike by ρ; and ρ
 * as Fleiss & Cuzick estimate it (Applied Psychological Measurement 3, 1979), from what differs within each person.
 */
function byLikeness(groups: readonly PeopleAlike[], { people, trials, rate }: Counted): number {
  const within = total(groups, (own) =>
    own.trials === 0 ? 0 : (own.ones * (own.trials - own.ones)) / own.trials,
  );
  const byChance = (trials - people) * rate * (1 - rate);
  const likeness = byChance === 0 ? 0 : Math.max(0, 1 - within / byChance);
  return trials ** 2 / total(groups, (own) => own.trials * (1 + (own.trials - 1) * likeness));
}
