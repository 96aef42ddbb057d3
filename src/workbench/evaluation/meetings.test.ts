// Everything in closed form is held against two plain loops over all pairs.

import { describe, expect, test } from 'vitest';
import { createRandom, listedTrials, type PairScores } from '../../trials/index.js';
import { countMeetings, type Meetings, matedMeetings, meetingTrials, ROLE } from './meetings.js';

/** Two plain loops: who is to be compared with whom. */
function plainMeetings({
  subjects,
  captures,
  roles,
}: Meetings): { left: number; right: number; mated: boolean }[] {
  const entries = [...subjects.keys()];
  return entries
    .flatMap((left) => entries.map((right) => ({ left, right })))
    .filter(({ left, right }) =>
      roles ? roles[left] === ROLE.reference && roles[right] === ROLE.probe : left < right,
    )
    .filter(({ left, right }) => captures[left] !== captures[right])
    .map((pair) => ({ ...pair, mated: subjects[pair.left] === subjects[pair.right] }));
}

/** Few captures, so that some lie under two subjects by mistake. */
function drawMeetings(seed: number, withRoles: boolean): Meetings {
  const random = createRandom(seed);
  const draw = (below: number) => Int32Array.from({ length: 40 }, () => random.below(below));
  return { subjects: draw(9), captures: draw(25), ...(withRoles ? { roles: draw(3) } : {}) };
}

function scoresOf(pairs: readonly { left: number; right: number }[], seed: number): PairScores {
  const random = createRandom(seed);
  return {
    scores: Float64Array.from(pairs, () => random.uniform()),
    left: Int32Array.from(pairs, ({ left }) => left),
    right: Int32Array.from(pairs, ({ right }) => right),
  };
}

describe.each([
  ['every picture against every other', false],
  ['references against probes', true],
])('%s', (_, withRoles) => {
  test('are as many, mated and non-mated, as two plain loops find', () => {
    for (let seed = 0; seed < 30; seed++) {
      const meetings = drawMeetings(seed, withRoles);
      const plain = plainMeetings(meetings);
      const mated = plain.filter((pair) => pair.mated).length;
      expect(countMeetings(meetings)).toEqual({ mated, nonMated: plain.length - mated });
    }
  });

  test('are, the mated ones, those that the loops find', () => {
    const meetings = drawMeetings(1, withRoles);
    const inOrder = (pairs: { left: number; right: number }[]) =>
      pairs.map(({ left, right }) => [left, right]).sort(([a, b], [c, d]) => a! - c! || b! - d!);
    const plain = plainMeetings(meetings);
    expect(inOrder(matedMeetings(meetings, () => true))).toEqual(inOrder(plain.filter(({ mated }) => mated)));
    const wanted = matedMeetings(meetings, ({ left }) => left === 3);
    expect(wanted).toHaveLength(plain.filter(({ mated, left }) => mated && left === 3).length);
  });

  test('weigh people as the list of all of them does, wrong labels among them', () => {
    for (let seed = 0; seed < 10; seed++) {
      const meetings = drawMeetings(seed, withRoles);
      const plain = plainMeetings(meetings);
      const mated = scoresOf(
        plain.filter((pair) => pair.mated),
        1,
      );
      const hardest = scoresOf(
        plain.filter((pair) => !pair.mated),
        2,
      );
      const trials = meetingTrials({ mated, hardest, nonMated: { trials: hardest.scores.length } }, meetings);
      const listed = listedTrials(mated, hardest, meetings.subjects);
      const random = createRandom(seed);
      const place = trials.ids.map((id) => listed.ids.indexOf(id));
      const weights = Int32Array.from(listed.ids, () => random.below(4));
      const ours = place.map((subject) => weights[subject]!);
      expect(trials.nonMated.totalWeight(ours)).toBe(listed.nonMated.totalWeight(weights));
      const met = listed.nonMated.meetings!(weights);
      expect([...trials.nonMated.meetings!(ours)]).toEqual(Array.from(place, (subject) => met[subject]));
      expect(trials.nonMated.effective).toBeCloseTo(listed.nonMated.effective, 9);
      expect(trials.mated.effective).toBeCloseTo(listed.mated.effective, 9);
      expect(trials.nonMated.trials).toBe(listed.nonMated.trials);
    }
  });
});

test('of one document and its own selfie there are none: the other selfie counts', () => {
  // Ann: a selfie, the document made from it, another selfie. Bea: a document and a selfie of other days.
  const meetings: Meetings = {
    subjects: Int32Array.of(0, 0, 0, 1, 1),
    captures: Int32Array.of(0, 0, 1, 2, 3),
    roles: Int32Array.of(ROLE.probe, ROLE.reference, ROLE.probe, ROLE.reference, ROLE.probe),
  };
  expect(matedMeetings(meetings, () => true)).toEqual([
    { left: 1, right: 2 },
    { left: 3, right: 4 },
  ]);
  expect(countMeetings(meetings)).toEqual({ mated: 2, nonMated: 3 });
});

test('that were miscounted are refused', () => {
  const meetings = drawMeetings(3, true);
  const none = scoresOf([], 1);
  expect(() => meetingTrials({ mated: none, hardest: none, nonMated: { trials: 1 } }, meetings)).toThrow(
    'the tally holds 1 comparisons',
  );
});
