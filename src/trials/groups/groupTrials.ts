// Trials of one demographic group, and of two that meet: subsets of a whole run, to which every statistic by subject
// applies as it does to the whole. Errors come from the kept tail; comparisons are counted in closed form.
import { effectiveCount, type NonMatedTrials, type SubjectTrials } from '../uncertainty/subjectTrials.js';

/** Who is of which group. */
export interface SubjectGroups {
  /** What the groups are called: distinct. */
  readonly names: readonly string[];
  /** The group of each subject as `SubjectTrials` numbers them: an index into `names`, or −1 where not known. */
  readonly of: Int32Array;
}

/** @throws RangeError for a group of someone who is not there, of no name, or two groups of one name */
export function requireGroups({ subjects }: SubjectTrials, { names, of }: SubjectGroups): void {
  if (names.length < 1 || new Set(names).size !== names.length) {
    throw new RangeError(`names of groups must be distinct, one at least, got ${JSON.stringify(names)}`);
  }
  if (of.length !== subjects) {
    throw new RangeError(`groups must be given for all ${subjects} subjects, got ${of.length}`);
  }
  const other = of.find((group) => group < -1 || group >= names.length);
  if (other !== undefined) {
    throw new RangeError(`a group must be in [−1, ${names.length - 1}], got ${other}`);
  }
}

/** Gives the trials of groups; opened once for a run. */
export interface GroupTrials {
  /** Mated and non-mated comparisons within a group. */
  within(group: number): SubjectTrials;
  /** Non-mated comparisons between two different groups; no mated ones. */
  across(group: number, other: number): SubjectTrials;
}

export function groupTrials(trials: SubjectTrials, groups: SubjectGroups): GroupTrials {
  requireGroups(trials, groups);
  const { of, names } = groups;
  const squares = squaredMeetings(trials, of, names.length);
  const totalWeight = trials.nonMated.totalWeight.bind(trials.nonMated);
  const meetings = trials.nonMated.meetings?.bind(trials.nonMated);
  const onlyOf = (weights: Int32Array, g: number) => weights.map((w, s) => (of[s] === g ? w : 0));
  return {
    within(group) {
      const members = membersOf(of, (g) => g === group);
      return subset(trials, members, squares(group, group), {
        belongs: (left, right) => of[left] === group && of[right] === group,
        totalWeight,
        meetings,
      });
    },
    across(group, other) {
      const members = membersOf(of, (g) => g === group || g === other);
      const found = subset(trials, members, squares(group, other), {
        belongs: (left, right) =>
          (of[left] === group && of[right] === other) || (of[left] === other && of[right] === group),
        totalWeight: (all) =>
          totalWeight(all) - totalWeight(onlyOf(all, group)) - totalWeight(onlyOf(all, other)),
        meetings:
          meetings &&
          ((all) => {
            const [withGroup, withOther] = [meetings(onlyOf(all, group)), meetings(onlyOf(all, other))];
            return withGroup.map((sum, s) => (of[s] === group ? withOther[s] : sum));
          }),
      });
      return { ...found, mated: matedOf(trials, new Int32Array(trials.subjects).fill(-1), members.length) };
    },
  };
}

/** Which comparisons of a run are meant; weights and sums are those of all its subjects, of whom no others count. */
interface Meant {
  readonly belongs: (left: number, right: number) => boolean;
  readonly totalWeight: (all: Int32Array) => number;
  readonly meetings: ((all: Int32Array) => Float64Array) | undefined;
}

function membersOf(of: Int32Array, belongs: (group: number) => boolean): Int32Array {
  return Int32Array.from(of.keys()).filter((subject) => belongs(of[subject]));
}

/** Weights of members as weights of all, in which no one else counts. */
function expand({ subjects }: SubjectTrials, members: Int32Array): (weights: Int32Array) => Int32Array {
  return (weights) => {
    const all = new Int32Array(subjects);
    members.forEach((subject, k) => {
      all[subject] = weights[k];
    });
    return all;
  };
}

function subset(
  trials: SubjectTrials,
  members: Int32Array,
  squares: number,
  { belongs, totalWeight, meetings }: Meant,
): SubjectTrials {
  const weigh = expand(trials, members);
  const number = new Int32Array(trials.subjects).fill(-1);
  members.forEach((subject, k) => {
    number[subject] = k;
  });
  const { scores, left, right } = trials.nonMated;
  const kept = Uint32Array.from(scores.keys()).filter((k) => belongs(left[k], right[k]));
  const tail = {
    scores: Float64Array.from(kept, (k) => scores[k]),
    left: Int32Array.from(kept, (k) => number[left[k]]),
    right: Int32Array.from(kept, (k) => number[right[k]]),
  };
  const comparisons = totalWeight(weigh(new Int32Array(members.length).fill(1)));
  return {
    subjects: members.length,
    ids: members.map((subject) => trials.ids[subject]),
    mated: matedOf(trials, number, members.length),
    nonMated: {
      ...(keepsAll(trials) ? tail : withFloor(tail, scores[scores.length - 1])),
      trials: comparisons,
      effective: squares === 0 ? 0 : comparisons ** 2 / squares,
      totalWeight: (weights) => totalWeight(weigh(weights)),
      ...(meetings && {
        meetings: (weights: Int32Array) => {
          const sums = meetings(weigh(weights));
          return Float64Array.from(members, (subject) => sums[subject]);
        },
      }),
    },
  };
}

function keepsAll({ nonMated }: SubjectTrials): boolean {
  return nonMated.scores.length === nonMated.trials;
}

/**
 * The tail closed with a mark at the lowest score that the whole run kept: what a group has above it is all there,
 * be it nothing. No threshold within reach of the whole counts the mark.
 */
function withFloor(tail: Pick<NonMatedTrials, 'scores' | 'left' | 'right'>, floor: number): typeof tail {
  return {
    scores: Float64Array.from([...tail.scores, floor]),
    left: Int32Array.from([...tail.left, 0]),
    right: Int32Array.from([...tail.right, 0]),
  };
}

function matedOf({ mated }: SubjectTrials, number: Int32Array, count: number): SubjectTrials['mated'] {
  const kept = Uint32Array.from(mated.scores.keys()).filter((k) => number[mated.subject[k]] >= 0);
  const subject = Int32Array.from(kept, (k) => number[mated.subject[k]]);
  const perSubject = new Float64Array(count);
  for (const s of subject) perSubject[s]++;
  return {
    scores: Float64Array.from(kept, (k) => mated.scores[k]),
    subject,
    perSubject,
    effective: effectiveCount(perSubject),
  };
}

/**
 * Sums of c² over the pairs of subjects between (or within) groups, c being how often the two were compared: what
 * Kish's effective number needs. Counted where all pairs are listed, else asked of `meetings` for one person each.
 */
function squaredMeetings(
  trials: SubjectTrials,
  of: Int32Array,
  groups: number,
): (group: number, other: number) => number {
  const { subjects, nonMated } = trials;
  const squares = new Float64Array(groups * groups);
  const add = (s: number, t: number, times: number) => {
    if (of[s] < 0 || of[t] < 0) return;
    squares[Math.min(of[s], of[t]) * groups + Math.max(of[s], of[t])] += times * times;
  };
  if (keepsAll(trials)) {
    for (const [pair, times] of countMeetings(nonMated, subjects)) {
      add(Math.floor(pair / subjects), pair % subjects, times);
    }
  } else {
    if (!nonMated.meetings) throw new RangeError('trials of a kept tail must tell who met whom: meetings');
    const alone = new Int32Array(subjects);
    for (let s = 0; s < subjects; s++) {
      if (of[s] < 0) continue;
      alone.fill(0)[s] = 1;
      const met = nonMated.meetings(alone);
      for (let t = 0; t < s; t++) add(s, t, met[t]);
    }
  }
  return (group, other) => squares[Math.min(group, other) * groups + Math.max(group, other)];
}

/** How often each two subjects met, by the number of the lower times all subjects plus that of the higher. */
function countMeetings({ left, right }: NonMatedTrials, subjects: number): Map<number, number> {
  const met = new Map<number, number>();
  for (let k = 0; k < left.length; k++) {
    const pair = Math.min(left[k], right[k]) * subjects + Math.max(left[k], right[k]);
    met.set(pair, (met.get(pair) ?? 0) + 1);
  }
  return met;
}
