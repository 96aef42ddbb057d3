// Who meets whom where a protocol lists no pairs: every two pictures, or every document with every selfie; never two of
// one capture, since comparing those says nothing of the face. Comparisons are counted in closed form, so that what
// failures to acquire prevented is known without a list of millions of pairs.

import {
  type AllPairsScores,
  allPairsTrials,
  type OmittedPairs,
  type PairScores,
  probeGalleryTrials,
  type SubjectTrials,
} from '../../trials/index.js';

/** What a picture is in a comparison, as a number that a typed array holds. */
export const ROLE = { none: 0, reference: 1, probe: 2 } as const;

/** What decides whether two pictures (or templates, by row) meet: one entry each. */
export interface Meetings {
  /** Who each is of, by any numbers. */
  readonly subjects: Int32Array;
  /** Pictures with one number show one capture. */
  readonly captures: Int32Array;
  /** `ROLE` of each: only a reference meets a probe. Absent where every one meets every other. */
  readonly roles?: Int32Array;
}

/** Entries of one role, ascending. */
export const entriesOf = (roles: Int32Array, role: number): Int32Array =>
  Int32Array.from(roles.keys()).filter((entry) => roles[entry] === role);

/** How many comparisons there are, of one subject and of two. */
export function countMeetings(meetings: Meetings): { mated: number; nonMated: number } {
  const { subjects, captures } = meetings;
  const everyone = new Int32Array(subjects.length);
  const mated = meetingsWithin(meetings, subjects) - meetingsWithin(meetings, subjects, captures);
  const all = meetingsWithin(meetings, everyone) - meetingsWithin(meetings, captures);
  return { mated, nonMated: all - mated };
}

/** Two entries that meet; the left is the reference where there are roles. */
export interface Meeting {
  readonly left: number;
  readonly right: number;
}

/** Mated ones that are `wanted`, by subject. */
export function matedMeetings(meetings: Meetings, wanted: (meeting: Meeting) => boolean): Meeting[] {
  const { subjects, captures } = meetings;
  return [...groupsBy(subjects)].flatMap(([, members]) =>
    pairsOf(members, meetings).filter((pair) => captures[pair.left] !== captures[pair.right] && wanted(pair)),
  );
}

/** Those of one capture under two subjects, by a wrong label: they would be non-mated, and are not compared. */
function omittedMeetings(meetings: Meetings): Meeting[] {
  const { subjects, captures } = meetings;
  return [...groupsBy(captures)].flatMap(([, members]) =>
    pairsOf(members, meetings).filter(({ left, right }) => subjects[left] !== subjects[right]),
  );
}

/** What was scored: by entries, the reference left where there are roles. */
export interface ScoredMeetings extends Pick<AllPairsScores, 'mated' | 'hardest'> {
  /** All of them, whether their scores are among `hardest` or not. */
  readonly nonMated: { readonly trials: number };
}

/**
 * The comparisons with the persons in them, for intervals and tests.
 * @throws RangeError where `scored` holds more or fewer non-mated comparisons than meet
 */
export function meetingTrials(
  { mated, nonMated, hardest }: ScoredMeetings,
  meetings: Meetings,
): SubjectTrials {
  const { subjects, roles } = meetings;
  const omitted = columnsOf(omittedMeetings(meetings));
  if (!roles) return allPairsTrials({ mated, nonMated, hardest }, subjects, omitted);
  const [references, probes] = [entriesOf(roles, ROLE.reference), entriesOf(roles, ROLE.probe)];
  const place = new Int32Array(roles.length);
  for (const entries of [references, probes]) {
    entries.forEach((entry, k) => {
      place[entry] = k;
    });
  }
  const turned = <P extends OmittedPairs>(pairs: P): P => ({
    ...pairs,
    left: pairs.right.map((entry) => place[entry]!),
    right: pairs.left.map((entry) => place[entry]!),
  });
  const subjectsOf = (entries: Int32Array) => entries.map((entry) => subjects[entry]!);
  return probeGalleryTrials(
    { mated: turned<PairScores>(mated), nonMated, hardest: turned<PairScores>(hardest) },
    subjectsOf(probes),
    subjectsOf(references),
    turned(omitted),
  );
}

/** How many would meet if only entries did that have all labels in common, of one capture or not. */
function meetingsWithin({ roles }: Meetings, ...labels: readonly Int32Array[]): number {
  const counts = new Map<string, { all: number; references: number; probes: number }>();
  for (let entry = 0; entry < labels[0]!.length; entry++) {
    const key = labels.map((label) => label[entry]).join();
    const count = counts.get(key) ?? { all: 0, references: 0, probes: 0 };
    counts.set(key, count);
    count.all++;
    if (roles?.[entry] === ROLE.reference) count.references++;
    if (roles?.[entry] === ROLE.probe) count.probes++;
  }
  let sum = 0;
  for (const { all, references, probes } of counts.values())
    sum += roles ? references * probes : (all * (all - 1)) / 2;
  return sum;
}

/** Every two of the members that their roles let meet. */
function pairsOf(members: readonly number[], { roles }: Meetings): Meeting[] {
  if (!roles) return members.flatMap((left, i) => members.slice(i + 1).map((right) => ({ left, right })));
  const probes = members.filter((entry) => roles[entry] === ROLE.probe);
  return members
    .filter((entry) => roles[entry] === ROLE.reference)
    .flatMap((left) => probes.map((right) => ({ left, right })));
}

function groupsBy(labels: Int32Array): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  labels.forEach((label, entry) => {
    const members = groups.get(label);
    if (members) members.push(entry);
    else groups.set(label, [entry]);
  });
  return groups;
}

const columnsOf = (pairs: readonly Meeting[]): OmittedPairs => ({
  left: Int32Array.from(pairs, ({ left }) => left),
  right: Int32Array.from(pairs, ({ right }) => right),
});
