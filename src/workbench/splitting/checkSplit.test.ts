import { describe, expect, it } from 'vitest';
import { recordFixture } from '../datasets/record.fixture.js';
import { subjectDigest } from '../registry/people.js';
import { partsOf, requireCleanSplit, SplitLeaks, seenInTraining } from './checkSplit.js';
import { hashAtDistance } from './people.fixture.js';

const [ONE, OTHER] = ['f0f0f0f00f0f0f0f', '00ff00ff00ff00ff'];
const ann = recordFixture('Ann/1.jpg', { part: 'train', perceptualHash: ONE });
const ben = recordFixture('Ben/1.jpg', { part: 'test', perceptualHash: OTHER });

function leaksOf(...records: Parameters<typeof requireCleanSplit>[0]) {
  try {
    requireCleanSplit(records);
    return [];
  } catch (error) {
    if (!(error instanceof SplitLeaks)) throw error;
    expect(error.code).toBe('split_leaks');
    return error.leaks;
  }
}

describe('a split, before anything is trained or measured on it,', () => {
  it('passes where nobody is in two parts, or there are no parts', () => {
    expect(leaksOf(ann, ben)).toEqual([]);
    expect(leaksOf({ ...ann, part: null }, { ...ben, part: null, perceptualHash: ONE })).toEqual([]);
  });

  it('is refused where a subject is in two parts', () => {
    expect(leaksOf(ann, ben, recordFixture('Ann/2.jpg', { part: 'test' }))).toContainEqual({
      kind: 'subject-in-parts',
      subject: 'Ann',
      parts: ['test', 'train'],
    });
  });

  it('is refused where one file is in two parts under two names, but not within one part', () => {
    const copy = { ...ben, sha256: ann.sha256 };
    expect(leaksOf(ann, copy)).toEqual([
      {
        kind: 'suspects-apart',
        subjects: ['Ann', 'Ben'],
        parts: ['train', 'test'],
        evidence: [
          {
            kind: 'same-picture',
            a: { image: 'Ann/1.jpg', subject: 'Ann' },
            b: { image: 'Ben/1.jpg', subject: 'Ben' },
          },
        ],
      },
    ]);
    expect(leaksOf(ann, { ...copy, part: 'train' })).toEqual([]);
  });

  it('is refused where nearly one picture is in two parts', () => {
    expect(leaksOf(ann, { ...ben, perceptualHash: hashAtDistance(ONE, 4) })).toMatchObject([
      { kind: 'suspects-apart', evidence: [{ kind: 'near-duplicate', hashDistance: 4 }] },
    ]);
    expect(leaksOf(ann, { ...ben, perceptualHash: hashAtDistance(ONE, 14) })).toEqual([]);
  });

  it('says who, where and why, in words and as data', () => {
    const error = new SplitLeaks(
      leaksOf(ann, { ...ben, sha256: ann.sha256, perceptualHash: hashAtDistance(ONE, 2) }),
    );
    expect(error.message).toBe(
      [
        'the parts share people or pictures, in 1 case:',
        '  Ann is in train, Ben in test',
        '    one picture, or one made from the other: Ann/1.jpg and Ben/1.jpg',
        '    nearly one picture, 2 of 64 bits apart: Ann/1.jpg and Ben/1.jpg',
      ].join('\n'),
    );
    expect(error.toJSON().error).toMatchObject({ code: 'split_leaks', leaks: error.leaks });
    expect(error.hint).toContain('likeness data clean');
  });

  it('names twenty cases and counts the others', () => {
    const leaks = Array.from({ length: 23 }, (_, i) => ({
      kind: 'subject-in-parts' as const,
      subject: `s${i}`,
      parts: ['train', 'test'] as const,
    }));
    expect(new SplitLeaks(leaks).message.split('\n')).toHaveLength(22);
    expect(new SplitLeaks(leaks).message).toMatch(/ {2}and 3 more$/);
  });
});

describe('whom a model saw', () => {
  const people = { subjects: [subjectDigest('Ann')], pictures: [ben.sha256] };
  const seen = (part: 'train' | 'calibrate' | 'test') => {
    const records = [ann, ben].map((record) => ({ ...record, part }));
    return seenInTraining(records, partsOf(records), { name: 'base', people });
  };

  it('may not be tested or calibrated with, by name or by picture', () => {
    for (const part of ['calibrate', 'test'] as const)
      expect(seen(part)).toEqual([
        { kind: 'seen-in-training', subject: 'Ann', part, model: 'base', images: [] },
        { kind: 'seen-in-training', subject: 'Ben', part, model: 'base', images: ['Ben/1.jpg'] },
      ]);
  });

  it('may be trained on again', () => expect(seen('train')).toEqual([]));
});
