// The engine's result under each protocol is held against plain loops over the same templates.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../trials/index.js';
import { recordFixture } from '../datasets/record.fixture.js';
import type { DatasetRecord } from '../datasets/record.js';
import { ScoringEngine } from '../scoring/index.js';
import type { Acquired } from '../templates/templateCache.js';
import { compareTwo } from './leaderboard.js';
import { gridProtocol, openProtocol } from './protocol.js';
import { meetingsOfRows, runProtocol } from './runProtocol.js';
import { scoredPictures } from './scoredPictures.js';
import { identificationSection } from './sections/identification.js';
import { numberSubjects, selectRows, templateRows } from './trialSet.js';

const DIMENSION = 16;

let engine: ScoringEngine;
beforeAll(async () => {
  engine = await ScoringEngine.open({ threads: 2 });
});
afterAll(() => engine.close());
const context = () => ({ engine, label: 'test' });

/** Of each of 60 people two selfies, a passport made from the first, and its chip. Every tenth has a video frame. */
const PICTURES: DatasetRecord[] = Array.from({ length: 60 }, (_, person) => `Person${person}`).flatMap(
  (subject, person) => {
    const selfie = recordFixture(`${subject}/selfie.jpg`, { sha256: `s${person}` });
    const derivedFrom = selfie.sha256;
    return [
      selfie,
      recordFixture(`${subject}/later.jpg`, { sha256: `l${person}` }),
      recordFixture(`${subject}/page.jpg`, { sha256: `d${person}`, sourceType: 'document', derivedFrom }),
      recordFixture(`${subject}/chip.jp2`, { sha256: `c${person}`, sourceType: 'chip', derivedFrom }),
      ...(person % 10 === 0
        ? [recordFixture(`${subject}/frame.jpg`, { sha256: `v${person}`, sourceType: 'video' })]
        : []),
    ];
  },
);
const subjects = numberSubjects(PICTURES);

/** A template a picture: its subject's direction and its own noise; every 17th picture failed. */
function acquireSome(noise: number, failing = (picture: number) => picture % 17 === 5): Acquired[] {
  const random = createRandom(7);
  const directions = PICTURES.map(() => Array.from({ length: DIMENSION }, () => random.uniform() - 0.5));
  return PICTURES.map((_, picture): Acquired => {
    const vector = Float32Array.from(
      directions[subjects[picture]!]!,
      (value) => value + noise * (random.uniform() - 0.5),
    );
    const length = Math.hypot(...vector);
    return failing(picture)
      ? { kind: 'failure', code: 'face_not_found', message: 'no face' }
      : {
          kind: 'template',
          seen: { size: [2, 2], perceptualHash: '0000000000000000' },
          vector: vector.map((value) => value / length),
          faces: 1,
          box: [0, 0, 1, 1],
          landmarks: [],
          quality: {},
        };
  });
}

const isReference = ({ sourceType }: DatasetRecord) => sourceType === 'document' || sourceType === 'chip';
const captureOf = ({ sha256, derivedFrom }: DatasetRecord) => derivedFrom ?? sha256;

/** Two plain loops over pictures; a pair of which one failed has no score. */
function plainly(name: 'all-pairs' | 'documents', acquired: readonly Acquired[]) {
  const found: { left: number; right: number; mated: boolean; score: number | undefined }[] = [];
  PICTURES.forEach((a, left) => {
    PICTURES.forEach((b, right) => {
      const meets = name === 'documents' ? isReference(a) && b.sourceType === 'selfie' : left < right;
      if (!meets || captureOf(a) === captureOf(b)) return;
      const [p, q] = [acquired[left]!, acquired[right]!];
      const score =
        p.kind === 'template' && q.kind === 'template'
          ? p.vector.reduce((sum, value, k) => sum + value * q.vector[k]!, 0)
          : undefined;
      found.push({ left, right, mated: a.subject === b.subject, score });
    });
  });
  return found;
}

describe.each(['all-pairs', 'documents'] as const)('the protocol %s', (name) => {
  const protocol = gridProtocol(name, PICTURES);
  const acquired = acquireSome(0.9);
  const rows = templateRows(acquired, subjects, DIMENSION);
  const plain = plainly(name, acquired);
  const made = plain.filter(({ score }) => score !== undefined);

  test('compares what plain loops compare, with the same scores, and counts what failures prevented', async () => {
    const set = await runProtocol(protocol, rows, subjects, context());
    const mated = made.filter((pair) => pair.mated);
    expect([set.mated.scores.length, set.nonMated.trials]).toEqual([
      mated.length,
      made.length - mated.length,
    ]);
    expect(set.lost).toEqual({
      mated: plain.filter((pair) => pair.mated).length - mated.length,
      nonMated: plain.filter((pair) => !pair.mated).length - (made.length - mated.length),
    });
    const scores = new Map(made.map(({ left, right, score }) => [`${left},${right}`, score!]));
    for (const pairs of [set.mated, set.hardest]) {
      pairs.scores.forEach((score, k) => {
        const key = `${rows.pictures[pairs.left[k]!]},${rows.pictures[pairs.right[k]!]}`;
        expect(score).toBeCloseTo(scores.get(key)!, 5);
        scores.delete(key);
      });
    }
    expect(scores.size).toBe(0);
  });

  test('adds to each score what its two pictures add', async () => {
    const adjustments = {
      reference: Float32Array.from(rows.subjects, (_, row) => (row % 7) / 100),
      probe: Float32Array.from(rows.subjects, (_, row) => -(row % 5) / 100),
    };
    const plainSet = await runProtocol(protocol, rows, subjects, context());
    const set = await runProtocol(protocol, rows, subjects, { ...context(), adjustments });
    expect(set.nonMated.trials).toBe(plainSet.nonMated.trials);
    const keyed = ({ scores, left, right }: typeof set.mated) =>
      new Map(Array.from(scores, (score, k) => [`${left[k]},${right[k]}`, score]));
    for (const kind of ['mated', 'hardest'] as const) {
      const before = keyed(plainSet[kind]);
      expect(set[kind].scores).toHaveLength(before.size);
      set[kind].scores.forEach((score, k) => {
        const [left, right] = [set[kind].left[k]!, set[kind].right[k]!];
        const added = adjustments.reference[left]! + adjustments.probe[right]!;
        expect(score).toBeCloseTo(before.get(`${left},${right}`)! + added, 5);
      });
    }
    const wild = { ...adjustments, probe: adjustments.probe.map(() => 0.6) };
    await expect(runProtocol(protocol, rows, subjects, { ...context(), adjustments: wild })).rejects.toThrow(
      'offsets must be one a row and at most 0.49 in size',
    );
  });

  test('is the same within some of the subjects: nothing is lost there', async () => {
    const half = selectRows(
      rows,
      Int32Array.from(rows.subjects.keys()).filter((row) => rows.subjects[row]! < 30),
    );
    const set = await runProtocol(protocol, half, undefined, context());
    const own = made.filter(({ left, right }) => subjects[left]! < 30 && subjects[right]! < 30);
    expect(set.mated.scores.length + set.nonMated.trials).toBe(own.length);
    expect(set.lost).toEqual({ mated: 0, nonMated: 0 });
  });

  test('gives two models that fail on different pictures the same comparisons', async () => {
    const other = acquireSome(1.5, (picture) => picture % 13 === 2);
    const [a, b] = await Promise.all(
      [acquired, other].map(async (one) => {
        const own = templateRows(one, subjects, DIMENSION);
        return scoredPictures(await runProtocol(protocol, own, subjects, context()), own, subjects, protocol);
      }),
    );
    expect(a!.mated.scores).toHaveLength(plain.filter(({ mated }) => mated).length);
    const { result } = compareTwo({ name: 'a', scored: a! }, { name: 'b', scored: b! }, 0.05, {
      replicates: 200,
    });
    expect(result).toMatchObject({ kind: 'difference' });
  });

  test('searches a gallery without ever meeting its own capture', async () => {
    const meetings = meetingsOfRows(protocol, rows);
    const found = await identificationSection(rows, meetings, 30, { replicates: 200, seed: 1 });
    expect(found).toMatchObject({ gallery: 30 });
    const searches = found!.matedSearches + found!.nonMatedSearches;
    const selfies = PICTURES.filter(
      ({ sourceType }, i) => sourceType === 'selfie' && acquired[i]!.kind === 'template',
    ).length;
    // Every selfie but the 30 or fewer that the enrolled documents were made from.
    if (name === 'documents') {
      expect(searches).toBeLessThan(selfies);
      expect(searches).toBeGreaterThanOrEqual(selfies - 30);
    }
  });
});

describe('the protocol documents', () => {
  test('says in the report what it compares, and a digest of it', () => {
    const protocol = gridProtocol('documents', PICTURES);
    expect(protocol.description).toBe(
      'every document or chip portrait (120) as reference compared with every selfie (120) as probe, but for those of one capture',
    );
    const others = PICTURES.map((picture) => ({ ...picture, derivedFrom: null }));
    expect(gridProtocol('documents', others).digest).not.toBe(protocol.digest);
    expect(gridProtocol('all-pairs', others).digest).toBeNull();
    expect(gridProtocol('all-pairs', PICTURES).digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('refuses data without documents, without selfies, or of which it is not known', async () => {
    const selfies = PICTURES.filter((picture) => !isReference(picture));
    await expect(openProtocol('documents', '/', selfies)).rejects.toMatchObject({
      code: 'dataset_invalid',
      message: expect.stringMatching(/^there is no document or chip portrait among the 126 pictures: /),
    });
    expect(() => gridProtocol('documents', PICTURES.filter(isReference))).toThrow('there is no selfie among');
    const plain = PICTURES.map(({ image, subject, file, sha256 }) => ({ image, subject, file, sha256 }));
    expect(() => gridProtocol('documents', plain)).toThrow('of 246 it is not known what they are');
  });
});
