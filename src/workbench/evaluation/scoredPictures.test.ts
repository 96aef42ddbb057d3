import { describe, expect, test } from 'vitest';
import { scoreAllPairs } from '../../trials/index.js';
import type { Acquired } from '../templates/templateCache.js';
import { packEvidence, unpackEvidence } from './evidence.js';
import { ROLE } from './meetings.js';
import type { GridProtocol } from './protocol.js';
import { scoredPictures, trialsOf } from './scoredPictures.js';
import {
  gridTrialSet,
  type ListedPair,
  listedTrialSet,
  numberSubjects,
  selectRows,
  templateRows,
} from './trialSet.js';

/** Five pictures of three people; the second picture of Ann shows no face. Templates are unit vectors in a plane. */
const PICTURES = ['Ann', 'Ann', 'Ann', 'Bea', 'Cid'].map((subject) => ({ subject }));
const ANGLES = [0, undefined, 20, 90, 60];
const ACQUIRED: Acquired[] = ANGLES.map((degrees) =>
  degrees === undefined
    ? { kind: 'failure', code: 'face_not_found', message: 'no face' }
    : {
        kind: 'template',
        seen: { size: [2, 2], perceptualHash: '0000000000000000' },
        vector: at(degrees),
        faces: 1,
        box: [0, 0, 1, 1],
        landmarks: [],
        quality: {},
      },
);
const subjects = numberSubjects(PICTURES);
const rows = templateRows(ACQUIRED, subjects, 2);

function at(degrees: number): Float32Array {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.from([Math.cos(angle), Math.sin(angle)]);
}

const cosine = (degrees: number): number => Math.cos((degrees * Math.PI) / 180);
const protocol: GridProtocol = {
  name: 'all-pairs',
  description: 'every picture compared with every other',
  digest: null,
  captures: Int32Array.of(0, 1, 2, 3, 4),
};
const allPairs = async () =>
  gridTrialSet(
    await scoreAllPairs(rows),
    { subjects: rows.subjects, captures: rows.pictures },
    { ...protocol, subjects },
  );

describe('the comparisons of a data set', () => {
  test('are of the pictures that gave a template; the others are counted as lost', async () => {
    expect(subjects).toEqual(Int32Array.of(0, 0, 0, 1, 2));
    expect([rows.pictures, rows.subjects]).toEqual([Int32Array.of(0, 2, 3, 4), Int32Array.of(0, 0, 1, 2)]);
    const { mated, nonMated, lost } = await allPairs();
    expect(mated.scores[0]).toBeCloseTo(cosine(20), 6);
    expect([mated.scores.length, nonMated.trials]).toEqual([1, 5]);
    // Picture 1 would have met two more of Ann, and one of Bea and of Cid.
    expect(lost).toEqual({ mated: 2, nonMated: 2 });
  });

  test('of a list are those that could be made', () => {
    const pairs: ListedPair[] = [
      { mated: true, left: 0, right: 2 },
      { mated: true, left: 1, right: 2 },
      { mated: false, left: 3, right: 4 },
      { mated: false, left: 4, right: 1 },
    ];
    const { mated, nonMated, hardest, lost } = listedTrialSet(pairs, rows);
    expect(mated.scores[0]).toBeCloseTo(cosine(20), 6);
    expect([mated.left[0], mated.right[0]]).toEqual([0, 1]);
    expect(nonMated.tail[0]).toBeCloseTo(cosine(30), 6);
    expect([hardest.left[0], hardest.right[0]]).toEqual([2, 3]);
    expect(lost).toEqual({ mated: 1, nonMated: 1 });
  });

  test('of some of the rows are those of their pictures', () => {
    const some = selectRows(rows, Int32Array.of(3, 0));
    expect([some.pictures, some.subjects]).toEqual([Int32Array.of(4, 0), Int32Array.of(2, 0)]);
    expect(some.templates).toEqual(Float32Array.of(...at(60), ...at(0)));
  });
});

describe('comparisons in the terms of the data set', () => {
  test('hold what failures prevented, as the lowest score', async () => {
    const scored = scoredPictures(await allPairs(), rows, subjects, protocol);
    const found = Array.from(scored.mated.scores, (score, k) => [
      scored.mated.left[k],
      scored.mated.right[k],
      Math.round(1e6 * score) / 1e6,
    ]);
    expect(found).toEqual([
      [0, 2, Math.round(1e6 * cosine(20)) / 1e6],
      [0, 1, -1],
      [1, 2, -1],
    ]);
  });

  test('as trials have every comparison of the data set, whoever failed', async () => {
    const trials = trialsOf(scoredPictures(await allPairs(), rows, subjects, protocol));
    expect([trials.mated.scores.length, trials.nonMated.trials]).toEqual([3, 7]);
    expect([...trials.mated.scores].slice(1)).toEqual([-1, -1]);
  });

  test('go through a report and come back to the last bit', async () => {
    const scored = scoredPictures(await allPairs(), rows, subjects, protocol);
    const back = unpackEvidence(JSON.parse(JSON.stringify(packEvidence(scored))));
    const plain = (pairs: typeof scored.mated) => [[...pairs.scores], [...pairs.left], [...pairs.right]];
    expect(plain(back.mated)).toEqual(plain(scored.mated));
    expect(plain(back.nonMated)).toEqual(plain(scored.nonMated));
    expect([...back.subjects]).toEqual([...subjects]);
    expect([back.captures, back.roles]).toEqual([undefined, undefined]);
  });

  test('with captures and roles do so too, and are worth the same comparisons', async () => {
    const captures = Int32Array.of(0, 0, 2, 3, 4);
    const roles = Int32Array.of(ROLE.reference, ROLE.probe, ROLE.probe, ROLE.probe, ROLE.reference);
    const scored = { ...scoredPictures(await allPairs(), rows, subjects, protocol), captures, roles };
    // Ann's reference meets her third picture, but not the second, of its capture; Cid's meets all of Ann and Bea.
    const cut = {
      ...scored,
      mated: { scores: Float64Array.of(0.9), left: Int32Array.of(0), right: Int32Array.of(2) },
      nonMated: { scores: Float64Array.of(0.5), left: Int32Array.of(4), right: Int32Array.of(2) },
    };
    const back = unpackEvidence(JSON.parse(JSON.stringify(packEvidence(cut))));
    expect([back.captures, back.roles]).toEqual([captures, roles]);
    const trials = trialsOf(back);
    expect([trials.mated.scores.length, trials.nonMated.trials]).toEqual([1, 4]);
    expect(() => unpackEvidence({ ...packEvidence(cut), roles: one(1) })).toThrow(
      '5 pictures with 1 captures or roles',
    );
  });

  test.each([
    [
      'a score that is no number',
      { scores: base64(Float32Array.of(Number.NaN)), left: one(0), right: one(1) },
    ],
    ['a picture that is not there', { scores: base64(Float32Array.of(0.5)), left: one(0), right: one(9) }],
    ['fewer pictures than scores', { scores: base64(Float32Array.of(0.5)), left: one(0), right: '' }],
  ])('refuse %s', async (_, mated) => {
    const evidence = packEvidence(scoredPictures(await allPairs(), rows, subjects, protocol));
    expect(() => unpackEvidence({ ...evidence, mated })).toThrow(RangeError);
  });
});

function base64({ buffer }: Float32Array | Int32Array): string {
  return Buffer.from(buffer).toString('base64');
}

function one(value: number): string {
  return base64(Int32Array.of(value));
}
