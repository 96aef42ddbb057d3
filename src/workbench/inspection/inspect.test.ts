import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { recordFixture } from '../datasets/record.fixture.js';
import { inspectionOf } from './inspect.js';
import { BESIDE, datasetOf, RECORDS } from './inspection.fixture.js';
import { InspectionSchema } from './inspection.js';

const ON = '2026-11-28';
const found = inspectionOf(datasetOf(RECORDS), ON, BESIDE);
const use = (name: string) => found.uses.find((one) => one.use === name)!;

/** So many people with so many selfies each. */
const people = (subjects: number, pictures: number) =>
  Array.from({ length: subjects * pictures }, (_, i) =>
    recordFixture(`P${Math.floor(i / pictures)}/${i % pictures}.jpg`, {
      sha256: i.toString(16).padStart(64, '0'),
      perceptualHash: (i * 2654435761).toString(16).padStart(16, '0').slice(-16),
    }),
  );

describe('an inspection', () => {
  test('is as its schema says, also of nothing at all', () => {
    expect(v.safeParse(InspectionSchema, found).issues).toBeUndefined();
    expect(v.safeParse(InspectionSchema, inspectionOf(datasetOf([]), ON, BESIDE)).issues).toBeUndefined();
  });

  test('counts people and pictures', () => {
    expect(found.dataset).toMatchObject({ subjects: 4, pictures: 9, acquired: 7 });
    expect(found.subjects).toMatchObject({
      histogram: [
        { from: 1, to: 2, count: 1 },
        { from: 2, to: 3, count: 2 },
        { from: 3, to: 5, count: 1 },
      ],
      several: 3,
      median: 2,
      withoutFace: { count: 1, named: ['Cem'] },
    });
    expect(found.subjects.most[0]).toEqual({ subject: 'Ann', pictures: 4, matedShare: 1 });
  });

  test('counts comparisons of two captures, not of a picture with a copy or with what was made of it', () => {
    // Ann's four pictures make six pairs, of which document and print are one capture; Bob's two are the same bytes.
    expect(found.evidence[0]).toMatchObject({ of: 'all', mated: 5, matedSubjects: 1, matedWorth: 1 });
    // Seven pictures make 21 pairs, six of them Ann's and one Bob's.
    expect(found.evidence[0]!.nonMated).toBe(14);
    expect(found.sources.pairs).toEqual([
      { a: 'selfie', b: 'selfie', subjects: 1, mated: 1 },
      { a: 'selfie', b: 'document', subjects: 1, mated: 4 },
    ]);
    // Five selfies against two documents, both Ann's: six comparisons with others, four with herself.
    expect(found.evidence.find(({ of }) => of === 'documents')).toMatchObject({ mated: 4, nonMated: 6 });
  });

  test('says which FMR so many people could carry: the rule of 3 over each two of them', () => {
    const [all] = inspectionOf(datasetOf(people(100, 2)), ON, BESIDE).evidence;
    // 4,950 pairs of people of whom each meets the other four times are worth 4,950 independent comparisons.
    expect(all).toMatchObject({ mated: 100, matedWorth: 100, nonMated: 19_800, nonMatedWorth: 4950 });
    expect(all!.lowestFmr).toBeCloseTo(-Math.log(0.05) / 4950, 12);
    expect(all!.claims.map(({ fmr, possible }) => [fmr, possible])).toEqual([
      [1e-2, true],
      [1e-3, true],
      [1e-4, false],
      [1e-5, false],
      [1e-6, false],
    ]);
    // n (n − 1) / 2 ≥ 29,957: 246 people.
    expect(all!.claims[2]!.requiredSubjects).toBe(246);
  });

  test('finds who lies in two parts', () => {
    expect(found.parts).toMatchObject({
      parts: [
        { part: 'train', subjects: 1, pictures: 3, matedSubjects: 1 },
        { part: 'test', subjects: 1, pictures: 1, matedSubjects: 0 },
        { part: null, subjects: 3, pictures: 5, matedSubjects: 0 },
      ],
      shared: { count: 1, named: ['Ann'] },
      sharedCaptures: 0,
    });
    expect(use('parts').answer).toBe('no');
  });

  test('finds a picture that lies in two parts under two names', () => {
    const [one] = people(1, 1);
    const copy = { ...one!, image: 'Q/1.jpg', subject: 'Q', part: 'test' as const };
    const { parts } = inspectionOf(datasetOf([{ ...one!, part: 'train' }, copy]), ON, BESIDE);
    expect(parts).toMatchObject({ shared: { count: 0 }, sharedCaptures: 1 });
  });

  test('tells groups that are large enough from those that are not', () => {
    expect(found.attributes).toEqual([
      {
        name: 'sex',
        values: [
          { value: 'male', subjects: 2, pictures: 3, matedSubjects: 0, enough: false },
          { value: 'female', subjects: 1, pictures: 4, matedSubjects: 1, enough: false },
        ],
        distinct: 2,
        missing: { subjects: 1, pictures: 2 },
        contradicting: 0,
      },
    ]);
    const grouped = people(59, 2).map((record, i) => ({ ...record, groups: { sex: i < 60 ? 'f' : 'm' } }));
    const [sex] = inspectionOf(datasetOf(grouped), ON, BESIDE).attributes;
    expect(sex!.values.map(({ value, matedSubjects, enough }) => [value, matedSubjects, enough])).toEqual([
      ['f', 30, true],
      ['m', 29, false],
    ]);
  });

  test('knows when pictures were taken, and passes over what is no day', () => {
    expect(found.time).toMatchObject({
      known: 3,
      unknown: 6,
      future: 1,
      years: [
        { year: '2010', pictures: 1 },
        { year: '2020', pictures: 1 },
        { year: '2027', pictures: 1 },
      ],
      lapse: { subjects: 1, longest: 3652, histogram: [{ from: 5 * 365.25, to: 10 * 365.25, count: 1 }] },
    });
  });

  test('measures pictures and faces', () => {
    expect(found.sizes.shortSide.histogram).toEqual([
      { from: 200, to: 300, count: 6 },
      { from: 300, to: 400, count: 0 },
      { from: 400, to: 600, count: 2 },
    ]);
    // Bob's eyes are 30 and 40 pixels apart: 50.
    expect(found.sizes.interEye.pixels).toMatchObject({ p95: 50 });
    expect(found.sizes.undecoded).toBe(1);
  });

  test('judges each picture by the limits for its type', () => {
    const sharpness = found.quality.find(({ component }) => component === 'Sharpness')!;
    expect(sharpness.limits).toEqual([
      { role: 'selfie', score: 41.7, judged: 5, outside: 1 },
      { role: 'document', score: 20.9, judged: 2, outside: 1 },
    ]);
    expect(sharpness.worst.slice(0, 3)).toEqual([
      { image: 'Ann/printed.jpg', subject: 'Ann', score: 20, outside: true },
      { image: 'Ann/document.jpg', subject: 'Ann', score: 30, outside: false },
      { image: 'Ann/2.jpg', subject: 'Ann', score: 41.6, outside: true },
    ]);
    expect(sharpness.histogram.reduce((sum, n) => sum + n, 0)).toBe(7);
    // A document has no limit of yaw, so that 10 is not beyond it.
    expect(found.sources.types.map(({ sourceType, outside }) => [sourceType, outside])).toEqual([
      ['selfie', 1],
      ['document', 1],
    ]);
  });

  test('lists failures to acquire, and pictures of several people', () => {
    expect(found.acquisition.fta).toMatchObject({ errors: 2, trials: 9 });
    expect(found.acquisition.byCode).toEqual([
      { code: 'face_not_found', pictures: 1 },
      { code: 'image_corrupt', pictures: 1 },
    ]);
    expect(found.acquisition.several).toEqual({
      pictures: 1,
      most: 3,
      worst: [{ image: 'Ann/2.jpg', subject: 'Ann', faces: 3 }],
    });
  });

  test('finds what is there twice, byte for byte and to the eye', () => {
    const [bob, dee] = ['Bob', 'Dee'].map((subject) => ({ image: `${subject}/1.jpg`, subject }));
    expect(found.duplicates.exact).toEqual({ repeated: 2, acrossSubjects: 1, pairs: [{ a: bob, b: dee }] });
    // Cem's hash is three bits from Bob's and Dee's, which are one capture; the print is of Ann's document.
    expect(found.duplicates.near).toMatchObject({ bits: 3, withinSubjects: 0, acrossSubjects: 2 });
    expect(found.duplicates.near!.pairs.map(({ b, distance }) => [b.subject, distance])).toEqual([
      ['Cem', 3],
      ['Cem', 3],
    ]);
    expect(use('labels').answer).toBe('no');
  });

  test('misses no hash within three bits, wherever these are', () => {
    const base = 0x0123456789abcdefn;
    for (const bits of [
      [0, 1, 2],
      [0, 20, 40],
      [15, 16, 63],
      [3, 47, 48],
    ]) {
      const other = bits.reduce((hash, bit) => hash ^ (1n << BigInt(bit)), base);
      const [a, b] = people(2, 1).map((record, i) => ({
        ...record,
        perceptualHash: [base, other][i]!.toString(16).padStart(16, '0'),
      }));
      expect(inspectionOf(datasetOf([a!, b!]), ON, BESIDE).duplicates.near!.acrossSubjects).toBe(1);
    }
  });

  test('says so where everything looks alike, in place of counting for hours', () => {
    const alike = people(1500, 1).map((record) => ({ ...record, perceptualHash: '0'.repeat(16) }));
    expect(inspectionOf(datasetOf(alike), ON, BESIDE).duplicates.near).toBeNull();
  });

  test('knows what is not stated and what is overdue', () => {
    expect(found.terms.overdue).toEqual({ subjects: 1, pictures: 1 });
    expect(found.terms.unstated).toEqual({
      source: { subjects: 0, pictures: 0 },
      licence: { subjects: 0, pictures: 0 },
      consent: { subjects: 1, pictures: 2 },
      purpose: { subjects: 0, pictures: 0 },
      retain_until: { subjects: 1, pictures: 1 },
    });
    expect(use('terms')).toMatchObject({ answer: 'no', remedy: expect.stringContaining('--overdue') });
  });

  test('draws the same sample each time, nobody twice', () => {
    const { sample } = inspectionOf(datasetOf(people(40, 3)), ON, BESIDE);
    expect(new Set(sample.map(({ subject }) => subject)).size).toBe(12);
    expect(inspectionOf(datasetOf(people(40, 3).reverse()), ON, BESIDE).sample).toEqual(sample);
  });

  test('is not led in circles by pictures that were made from one another', () => {
    const [a, b] = people(1, 2);
    const ring = [
      { ...a!, derivedFrom: b!.sha256 },
      { ...b!, derivedFrom: a!.sha256 },
    ];
    expect(inspectionOf(datasetOf(ring), ON, BESIDE).dataset.pictures).toBe(2);
  });
});

describe('the verdict', () => {
  const answers = (records: Parameters<typeof datasetOf>[0]) =>
    Object.fromEntries(
      inspectionOf(datasetOf(records), ON, BESIDE).uses.map(({ use: name, answer }) => [name, answer]),
    );

  test('of nothing is no', () => {
    expect(answers([])).toMatchObject({
      comparisons: 'no',
      documents: 'no',
      parts: 'no',
      lapse: 'no',
      groups: 'no',
    });
  });

  test('of a data set with everything is yes', () => {
    const terms = {
      ...{ source: 's', licence: 'l', consent: 'c', purpose: 'p' },
      retainUntil: '2030-01-01',
    };
    const records = people(300, 2).map((record, i) => ({
      ...record,
      terms,
      sourceType: i % 2 === 0 ? ('selfie' as const) : ('document' as const),
      capturedAt: i % 2 === 0 ? '2012-01-01' : '2024-01-01',
      groups: { sex: i < 300 ? 'f' : 'm' },
      part: i < 200 ? ('train' as const) : ('test' as const),
    }));
    expect(answers(records)).toEqual({
      ...{ comparisons: 'yes', documents: 'yes', parts: 'yes', lapse: 'yes' },
      ...{ groups: 'yes', labels: 'yes', quality: 'yes', terms: 'yes' },
    });
  });
});
