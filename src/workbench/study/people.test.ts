import { describe, expect, it } from 'vitest';
import { recordFixture } from '../datasets/record.fixture.js';
import type { DatasetRecord } from '../datasets/record.js';
import { evenly, foldSubjects, MOST_PICTURES, matedSubjects, studyPeople } from './people.js';

const of = (
  part: 'train' | 'test',
  subjects: number,
  sourceTypes: readonly DatasetRecord['sourceType'][],
): DatasetRecord[] =>
  Array.from({ length: subjects }, (_, i) =>
    sourceTypes.map((sourceType, k) =>
      recordFixture(`${part}-${sourceTypes.length}-${i}/${k}.jpg`, { part, sourceType }),
    ),
  ).flat();

const BOTH = ['document', 'selfie'] as const;
const records = [
  ...of('train', 31, BOTH),
  ...of('train', 50, ['selfie']),
  ...of('test', 30, BOTH),
  ...of('test', 9, ['selfie']),
];
const asked = { folds: 3, seed: 1, fmr: 0.01 };
const dataset = (rows: readonly DatasetRecord[]) => ({ name: 'people', records: rows });
const namesOf = (rows: readonly DatasetRecord[]) => new Set(rows.map(({ subject }) => subject));

describe('the people of a study', () => {
  it('lie in folds of whole subjects, those who can be compared with themselves spread evenly', () => {
    const { folds, protocol, test } = studyPeople(dataset(records), asked);
    expect(protocol.name).toBe('documents');
    expect(folds.map(({ mated }) => mated)).toEqual([11, 10, 10]);
    expect(folds.map(({ subjects }) => subjects)).toEqual([27, 27, 27]);
    const names = folds.map(({ records: rows }) => namesOf(rows));
    expect(new Set(names.flatMap((one) => [...one])).size).toBe(81);
    expect(folds.flatMap(({ records: rows }) => rows).every(({ part }) => part === 'train')).toBe(true);
    // 30 documents against 39 selfies of others.
    expect(test).toMatchObject({ mated: 30, matedTrials: 30, nonMatedTrials: 30 * 38 });
  });

  it('are dealt alike for one seed, whatever the order of the rows, and otherwise for another', () => {
    const train = records.filter(({ part }) => part === 'train');
    const mated = matedSubjects(train, 'documents');
    const folds = foldSubjects(train, mated, 3, 7);
    expect(foldSubjects(train.toReversed(), mated, 3, 7)).toEqual(folds);
    expect(foldSubjects(train, mated, 3, 8)).not.toEqual(folds);
  });

  it('are all compared with all where a part has no documents', () => {
    const some = records.map((record) =>
      record.part === 'test' ? { ...record, sourceType: 'selfie' as const } : record,
    );
    expect(studyPeople(dataset(some), asked).protocol.name).toBe('all-pairs');
  });

  it('can be compared with themselves only by two captures', () => {
    const [document, selfie] = of('train', 1, BOTH) as [DatasetRecord, DatasetRecord];
    const copied = { ...document, derivedFrom: selfie.sha256 };
    expect(matedSubjects([document, selfie], 'documents').size).toBe(1);
    expect(matedSubjects([copied, selfie], 'documents').size).toBe(0);
    expect(matedSubjects([copied, selfie], 'all-pairs').size).toBe(0);
    expect(matedSubjects([document, ...of('train', 2, ['selfie'])], 'documents').size).toBe(0);
  });

  it('are measured by a few pictures of each, documents apart', () => {
    const many = [
      ...of(
        'test',
        1,
        Array.from({ length: 25 }, () => 'selfie' as const),
      ),
      ...of(
        'test',
        1,
        Array.from({ length: 12 }, () => 'document' as const),
      ),
    ];
    expect(evenly(many, 'documents')).toHaveLength(MOST_PICTURES + 12);
    expect(evenly(many, 'all-pairs')).toHaveLength(2 * MOST_PICTURES);
  });

  const train = (rows: number) => [...of('train', rows, BOTH), ...of('test', 30, BOTH)];
  it.each([
    ['nobody in the part test', of('train', 40, BOTH), {}, 'nobody in its part test'],
    ['nobody in the part train', of('test', 40, BOTH), {}, 'nobody in its part train'],
    [
      'too few for the folds',
      train(14),
      {},
      '14 subjects of the part train of people have a document and a selfie of another capture: 3 folds take 15 at least',
    ],
    [
      'too few to prove anything',
      [...of('train', 40, BOTH), ...of('test', 4, BOTH)],
      {},
      '4 subjects of the part test',
    ],
    ['too few for the FMR', train(30), { fmr: 1e-3 }, 'the 90 non-mated comparisons of a fold cannot show'],
  ])('are refused where there are %s', (_, rows, change, message) => {
    const ask = () => studyPeople(dataset(rows), { ...asked, ...change });
    expect(ask).toThrow(expect.objectContaining({ code: 'training_unsuitable' }));
    expect(ask).toThrow(message);
  });

  it('that cannot show the FMR are told which they could', () => {
    const ask = () => studyPeople(dataset(train(30)), { ...asked, fmr: 1e-3 });
    expect(ask).toThrow(expect.objectContaining({ hint: expect.stringContaining('fmr of 1.2e-2 or more') }));
    expect(() => studyPeople(dataset(train(30)), { ...asked, fmr: 0.012 })).not.toThrow();
  });
});
