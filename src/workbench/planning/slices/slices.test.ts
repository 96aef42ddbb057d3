import { describe, expect, it } from 'vitest';
import { recordFixture } from '../../datasets/record.fixture.js';
import type { DatasetRecord, FoundFace } from '../../datasets/record.js';
import { ageOf } from './dimensions.js';
import { countSlices, peopleForPairs, sliceNeed } from './slices.js';

const GOAL = { fnmr: 0.05, within: 0.02, fmr: 1e-3 };

function face(quality: Record<string, number>): FoundFace {
  return { ...(recordFixture('x/x').face as FoundFace), quality };
}

/** So many people with one picture of each of the given kinds. */
const people = (
  count: number,
  prefix: string,
  ...pictures: readonly Partial<DatasetRecord>[]
): DatasetRecord[] =>
  Array.from({ length: count }, (_, i) =>
    pictures.map((picture, k) => recordFixture(`${prefix}${i}/${k}.jpg`, picture)),
  ).flat();

const slice = (records: readonly DatasetRecord[], dimension: string, name: string) =>
  countSlices(records, GOAL)
    .dimensions.find((one) => one.name === dimension)
    ?.slices.find((one) => one.name === name);

describe('what a slice needs', () => {
  it('is what FNMR and FMR take, whichever is more', () => {
    // SciPy: the least n whose Wilson interval of 0.05 n in n is 0.04 wide; n (n − 1) / 2 ≥ ln 0.05 / ln(1 − 0.001) = 2,995.
    expect(sliceNeed(GOAL)).toEqual({ ...GOAL, forFnmr: 469, forFmr: 78, subjects: 469 });
    expect(sliceNeed({ ...GOAL, within: 0.049, fmr: 1e-4 })).toMatchObject({ forFmr: 246, subjects: 246 });
  });

  it('counts pairs of people', () => {
    expect([1, 3, 45, 46].map(peopleForPairs)).toEqual([2, 3, 10, 11]);
  });
});

describe('slices', () => {
  it('tell what is compared with what, and real documents from made ones', () => {
    const made = people(
      4,
      'made',
      { sha256: '1'.repeat(64) },
      { sourceType: 'document', derivedFrom: '9'.repeat(64) },
    );
    const records = [
      ...people(3, 'real', { sourceType: 'selfie' }, { sourceType: 'selfie' }, { sourceType: 'document' }),
      ...made.map((record, i) => ({ ...record, sha256: String(i).padStart(64, '0') })),
    ];
    expect(slice(records, 'Compared', 'document – selfie')).toMatchObject({
      subjects: 3,
      matedPairs: 6,
      cover: 'thin',
    });
    expect(slice(records, 'Compared', 'selfie – selfie')).toMatchObject({ subjects: 3, matedPairs: 3 });
    expect(slice(records, 'Compared', 'made document – selfie')).toMatchObject({
      subjects: 4,
      matedPairs: 4,
    });
    expect(slice(records, 'Compared', 'chip – selfie')).toMatchObject({
      subjects: 0,
      cover: 'empty',
      needed: true,
    });
  });

  it('count no comparison of a picture with what was made of it', () => {
    const records = people(5, 'p', {}, {}).map((record, i) =>
      i % 2 === 0 ? record : { ...record, derivedFrom: recordFixture(`p${(i - 1) / 2}/0.jpg`).sha256 },
    );
    expect(countSlices(records, GOAL)).toMatchObject({ subjects: 0, matedPairs: 0 });
  });

  it('tell years between pictures, and name gaps that a passport would have', () => {
    const records = [
      ...people(6, 'near', { capturedAt: '2024-01-01' }, { capturedAt: '2024-12-30' }),
      ...people(7, 'far', { capturedAt: '2014-01-01' }, { capturedAt: '2022-06-01T10:00:00Z' }),
      ...people(2, 'unknown', { capturedAt: null }, {}),
    ];
    expect(slice(records, 'Age gap', 'under 1 year')).toMatchObject({ subjects: 6 });
    expect(slice(records, 'Age gap', '5 to 10 years')).toMatchObject({ subjects: 7 });
    expect(slice(records, 'Age gap', '1 to 5 years')).toMatchObject({ cover: 'empty', needed: true });
    expect(countSlices(records, GOAL).dimensions.find(({ name }) => name === 'Age gap')?.unknown).toBe(2);
  });

  it('take the angle of the more turned head from its component, 100 · cos²', () => {
    const turned = (degrees: number) => ({
      face: face({ HeadPoseYaw: 100 * Math.cos((degrees * Math.PI) / 180) ** 2 }),
    });
    const records = [...people(3, 'a', turned(2), turned(9)), ...people(5, 'b', turned(25), turned(0))];
    expect(slice(records, 'HeadPoseYaw', 'to 10°')).toMatchObject({ subjects: 3 });
    expect(slice(records, 'HeadPoseYaw', '20 to 30°')).toMatchObject({ subjects: 5 });
  });

  it('take the quality of the worse picture', () => {
    const records = people(4, 'a', { face: face({ Sharpness: 90 }) }, { face: face({ Sharpness: 20 }) });
    expect(slice(records, 'Sharpness', 'low (to 30)')).toMatchObject({ subjects: 4 });
    expect(slice(records, 'Sharpness', 'high (70 to 100)')).toMatchObject({ subjects: 0, cover: 'empty' });
  });

  it('know each attribute, of people and of pictures', () => {
    const records = [
      ...people(3, 'f', { groups: { sex: 'female' } }, { groups: { sex: 'female', documentType: 'P' } }),
      ...people(2, 'm', { groups: { sex: 'male' } }, { groups: { sex: 'male' } }),
    ];
    expect(slice(records, 'sex', 'female')).toMatchObject({ subjects: 3, needed: true });
    expect(slice(records, 'sex', 'male')).toMatchObject({ subjects: 2 });
    expect(slice(records, 'documentType', 'P')).toMatchObject({ subjects: 3 });
  });

  it('put ages into bands, so that children and the elderly are missed where there are none', () => {
    const records = people(3, 'a', { groups: { age: '34' } }, { groups: { age: '31' } });
    expect(slice(records, 'age', '30 to 44')).toMatchObject({ subjects: 3 });
    expect(slice(records, 'age', 'under 18')).toMatchObject({ cover: 'empty', needed: true });
    expect(slice(records, 'age', '65 and over')).toMatchObject({ cover: 'empty', needed: true });
    expect(['34', '30-39', '60 to 70', '70+', 'child', 'elderly', '?', undefined].map(ageOf)).toEqual([
      ...[34, 34.5, 65, 70, 12, 70],
      undefined,
      undefined,
    ]);
  });

  it('leave out what is no group: a name for everybody', () => {
    const records = people(40, 'a', {}, {}).map((record) => ({
      ...record,
      groups: { case: record.subject },
    }));
    expect(countSlices(records, GOAL).dimensions.map(({ name }) => name)).not.toContain('case');
  });

  it('are of the part test where the data set is divided, and of pictures with a face', () => {
    const failed = { face: { kind: 'failure', code: 'face_not_found', message: '' } as const };
    const records = [
      ...people(3, 'test', { part: 'test' }, { part: 'test' }),
      ...people(9, 'train', { part: 'train' }, { part: 'train' }),
      ...people(4, 'none', { part: 'test' }, { part: 'test', ...failed }),
    ];
    expect(countSlices(records, GOAL)).toMatchObject({ part: 'test', subjects: 3, matedPairs: 3 });
  });

  it('find where two slices meet in too few, though either has enough', () => {
    const of = (sex: string, documentType: string) => ({ groups: { sex, documentType } });
    const both = (count: number, prefix: string, groups: Partial<DatasetRecord>) =>
      people(count, prefix, groups, groups);
    const records = [
      ...both(500, 'a', of('female', 'passport')),
      ...both(500, 'b', of('male', 'card')),
      ...both(20, 'c', of('female', 'card')),
      ...both(480, 'd', of('male', 'passport')),
    ];
    const { combinations } = countSlices(records, GOAL);
    expect(combinations).toHaveLength(1);
    expect(combinations[0]).toMatchObject({
      dimensions: ['documentType', 'sex'],
      slices: ['card', 'female'],
      subjects: 20,
    });
    expect(combinations[0]!.expected).toBeCloseTo((520 * 520) / 1500, 6);
  });

  it('name the fields that are missing, with how many pictures have them', () => {
    const records = [
      ...people(3, 'a', { groups: { sex: 'f', region: 'EU', age: '30' } }, { sourceType: 'document' }),
      ...people(1, 'b', {
        capturedAt: null,
        terms: { ...recordFixture('x/x').terms, licence: 'own', consent: 'given' },
      }),
    ];
    const missing = new Map(countSlices(records, GOAL).missing.map(({ field, known }) => [field, known]));
    expect(missing.get('sex')).toBeCloseTo(3 / 7, 12);
    expect(missing.get('captured_at')).toBeCloseTo(6 / 7, 12);
    expect(missing.get('documentType')).toBe(0);
    expect(missing.has('source_type')).toBe(false);
  });
});
