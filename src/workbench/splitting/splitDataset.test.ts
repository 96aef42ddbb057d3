// Data sets of made-up people whose templates lie in the cache as if `fast` had made them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LikenessError } from '../../errors.js';
import { createRandom } from '../../trials/index.js';
import { createDataset, type Dataset, openDataset, replaceRecords, undoChange } from '../datasets/dataset.js';
import type { DatasetRecord, Part } from '../datasets/record.js';
import { fileTraining } from '../registry/papers.js';
import { peopleOf } from '../registry/people.js';
import { storeModel, trainingRun } from '../registry/registry.fixture.js';
import { cacheTemplates, testStore } from '../templates/cached.fixture.js';
import type { SplitLeaks } from './checkSplit.js';
import {
  acquiredOf,
  direction,
  hashAtDistance,
  near,
  type PlannedPicture,
  picturesOf,
  population,
  unit,
} from './people.fixture.js';
import { checkSplit, type SplitOptions, splitDataset } from './splitDataset.js';

const home = mkdtempSync(join(tmpdir(), 'likeness-split-'));
afterAll(() => rmSync(home, { recursive: true }));

const OPTIONS: SplitOptions = {
  model: 'fast',
  shares: { train: 0.6, calibrate: 0.2, test: 0.2 },
  seed: 1,
  home,
  store: testStore(),
  threads: 1,
};
const PEOPLE = population(200, 60, 1).map(({ record, acquired }) => ({
  record: { ...record, groups: { sex: Number(record.subject.slice(1)) % 2 ? 'female' : 'male' } },
  acquired,
}));

let datasets = 0;
async function datasetOf(pictures: readonly PlannedPicture[]): Promise<Dataset> {
  await cacheTemplates(home, pictures);
  const empty = await createDataset(join(home, `people${datasets++}`));
  return replaceRecords(empty, pictures.map(({ record }) => record).sort(byImage), 'made');
}
const byImage = (a: DatasetRecord, b: DatasetRecord) => (a.image < b.image ? -1 : 1);
const partsOf = ({ records }: Dataset) => new Map(records.map(({ subject, part }) => [subject, part]));
const refused = async (work: Promise<unknown>): Promise<SplitLeaks> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown as LikenessError,
  );
  expect(error?.code).toBe('split_leaks');
  return error as SplitLeaks;
};

let people: Dataset;
beforeAll(async () => {
  people = await datasetOf(PEOPLE);
}, 120_000);

describe('a split', () => {
  test('gives each subject one part, and each part its share, of every group too', async () => {
    const { dataset, placed, parts, together } = await splitDataset(people, {
      ...OPTIONS,
      stratify: ['sex'],
    });
    expect([placed, together]).toEqual([200, []]);
    expect(parts.map(({ part, subjects }) => [part, subjects])).toEqual([
      ['train', 120],
      ['calibrate', 40],
      ['test', 40],
    ]);
    const pairs = parts.reduce((sum, { matedPairs }) => sum + matedPairs, 0);
    for (const [k, share] of [0.6, 0.2, 0.2].entries())
      expect(parts[k]!.matedPairs / pairs).toBeCloseTo(share, 1);
    for (const { attributes, subjects } of parts)
      expect(Math.abs(attributes.sex!.female! - subjects / 2)).toBeLessThanOrEqual(2);
    for (const record of dataset.records) expect(record.part).toBe(partsOf(dataset).get(record.subject));
    people = dataset;
  });

  test('is another for another seed, and can be taken back', async () => {
    const other = await splitDataset(people, { ...OPTIONS, seed: 2, existing: 'anew' });
    expect(partsOf(other.dataset)).not.toEqual(partsOf(people));
    expect(await undoChange(people.path)).toMatchObject({
      change: 'split: of 200 subjects into train 0.6, calibrate 0.2, test 0.2, seed 2',
    });
    const back = await openDataset(people.path);
    expect(partsOf(back)).toEqual(partsOf(people));
    people = back;
  });

  test('is not made over another unless that is said', async () => {
    await expect(splitDataset(people, OPTIONS)).rejects.toMatchObject({
      code: 'split_present',
      hint: expect.stringMatching(/--extend.*--anew/),
    });
  });

  test('that is extended leaves everybody where they are, and new pictures with their subject', async () => {
    const random = createRandom(9);
    const added = Array.from({ length: 20 }, (_, i) =>
      picturesOf(`new${i}`, direction(random), 2, random),
    ).flat();
    const known = PEOPLE[0]!;
    const more = picturesOf(`${known.record.subject}x`, direction(random), 1, random).map((one) => ({
      ...one,
      record: { ...one.record, subject: known.record.subject },
    }));
    await cacheTemplates(home, [...added, ...more]);
    const records = [...people.records, ...[...added, ...more].map(({ record }) => record)].sort(byImage);
    const grown = await replaceRecords(people, records, 'more');
    const { dataset, placed, parts } = await splitDataset(grown, { ...OPTIONS, seed: 5, existing: 'extend' });
    expect(placed).toBe(20);
    expect(parts.map(({ subjects }) => subjects)).toEqual([132, 44, 44]);
    for (const [subject, part] of partsOf(people)) expect(partsOf(dataset).get(subject)).toBe(part);
    await undoChange(dataset.path);
    await undoChange(dataset.path);
    people = await openDataset(people.path);
  });

  test('by an attribute that nobody has is refused', async () => {
    const options = { ...OPTIONS, stratify: ['region'], existing: 'anew' } as const;
    await expect(splitDataset(people, options)).rejects.toMatchObject({
      code: 'option_invalid',
      message: 'no picture has the attribute region: there are sex',
    });
  });

  test.each([
    [{ train: 0.6, calibrate: 0.3, test: 0.2 }, 'together they must be 1'],
    [{ train: 1.2, calibrate: -0.2, test: 0 }, 'each must lie from 0 to 1'],
    [{ train: Number.NaN, calibrate: 0.5, test: 0.5 }, 'each must lie from 0 to 1'],
  ])('of the shares %j is refused', async (shares, message) => {
    await expect(splitDataset(people, { ...OPTIONS, shares })).rejects.toMatchObject({
      code: 'option_invalid',
      message: expect.stringContaining(message),
    });
  });

  test('that would leave a part without anybody is refused', async () => {
    const random = createRandom(3);
    const two = await datasetOf(
      ['q1', 'q2'].flatMap((name) => picturesOf(name, direction(random), 1, random)),
    );
    await expect(splitDataset(two, OPTIONS)).rejects.toMatchObject({
      code: 'dataset_invalid',
      message: expect.stringContaining('has 2 subjects, too few for 3 parts'),
    });
    expect((await openDataset(two.path)).records.every(({ part }) => part === null)).toBe(true);
  });
});

/** People of two names, each with the evidence that must be found; some more of each sort than chance puts together. */
function planted(kind: 'file' | 'copy' | 'person', cases: number): PlannedPicture[] {
  const random = createRandom(kind.charCodeAt(0));
  return Array.from({ length: cases }, (_, i) => {
    const [one, other] = [`${kind}${i}a`, `${kind}${i}b`];
    const person = direction(random);
    const [first] = picturesOf(one, person, 1, random) as [PlannedPicture];
    if (kind === 'person') return [first, ...picturesOf(other, person, 2, random)];
    const [second] = picturesOf(other, direction(random), 1, random) as [PlannedPicture];
    if (kind === 'file') {
      const record = { ...second.record, sha256: first.record.sha256 };
      return [first, { record, acquired: first.acquired }];
    }
    const record = { ...second.record, perceptualHash: hashAtDistance(first.record.perceptualHash!, 10) };
    const { vector } = first.acquired as { vector: Float32Array };
    const noise = near(vector, random);
    return [first, { record, acquired: acquiredOf(record, unit(vector.map((v, k) => 5 * v + noise[k]!))) }];
  }).flat();
}

const EVIDENCE = { file: 'same-picture', copy: 'near-duplicate', person: 'same-person' } as const;

describe('planted leaks', () => {
  test('of each sort are refused with the evidence, nothing is written, and together they may stay', async () => {
    const kinds = ['file', 'copy', 'person'] as const;
    const dataset = await datasetOf([...PEOPLE, ...kinds.flatMap((kind) => planted(kind, 8))]);
    const { leaks, message } = await refused(splitDataset(dataset, OPTIONS));
    const found = leaks.map((leak) => {
      if (leak.kind !== 'suspects-apart') throw new Error(leak.kind);
      const [a, b] = leak.subjects;
      expect([a.slice(0, -1), a.at(-1), b.at(-1)]).toEqual([b.slice(0, -1), 'a', 'b']);
      expect(leak.parts[0]).not.toBe(leak.parts[1]);
      expect(message).toContain(`${a} is in ${leak.parts[0]}, ${b} in ${leak.parts[1]}`);
      const kind = kinds.find((one) => a.startsWith(one))!;
      expect(leak.evidence.map((one) => one.kind)).toContain(EVIDENCE[kind]);
      return kind;
    });
    expect(new Set(found)).toEqual(new Set(kinds));
    expect((await openDataset(dataset.path)).version).toBe(dataset.version);

    const kept = await splitDataset(dataset, { ...OPTIONS, keepTogether: true });
    const parts = partsOf(kept.dataset);
    const names = kinds.flatMap((kind) => Array.from({ length: 8 }, (_, i) => `${kind}${i}`));
    for (const name of names) expect(parts.get(`${name}a`)).toBe(parts.get(`${name}b`));
    expect(kept.together.map(({ subjects }) => subjects[0].slice(0, -1)).sort()).toEqual(names.sort());
  });

  test('in the parts that there are, a check finds', async () => {
    const pictures = [...PEOPLE, ...planted('person', 3)].map(({ record, acquired }): PlannedPicture => {
      const isTest = record.image === 'p0001/0.jpg' || record.subject === 'person1b';
      return { record: { ...record, part: isTest ? 'test' : 'train' }, acquired };
    });
    const dataset = await datasetOf(pictures);
    const { leaks, together } = await checkSplit(dataset, OPTIONS);
    expect(together.map(({ subjects }) => subjects[0]).sort()).toEqual(['person0a', 'person2a']);
    expect(leaks).toMatchObject([
      { kind: 'subject-in-parts', subject: 'p0001' },
      { kind: 'suspects-apart', subjects: ['person1a', 'person1b'], parts: ['train', 'test'] },
    ]);
  });

  test('between a part that stays and a new subject are refused, also when they are to be kept together', async () => {
    const [first, ...double] = planted('person', 1) as [PlannedPicture, ...PlannedPicture[]];
    const apart = [
      { ...first, record: { ...first.record, part: 'train' as Part } },
      ...double.map((one) => ({ ...one, record: { ...one.record, part: 'test' as Part } })),
    ];
    const dataset = await datasetOf([...PEOPLE, ...apart]);
    const { leaks } = await refused(
      splitDataset(dataset, { ...OPTIONS, existing: 'extend', keepTogether: true }),
    );
    expect(leaks).toMatchObject([{ subjects: ['person0a', 'person0b'], parts: ['train', 'test'] }]);
  });

  test('a data set without parts has none to check', async () => {
    await expect(checkSplit(await datasetOf(PEOPLE.slice(0, 5)), OPTIONS)).rejects.toMatchObject({
      code: 'dataset_invalid',
    });
  });
});

describe('whom a base model was trained on', () => {
  test('goes to train; whom it saw in a part that stays is a leak', async () => {
    const dataset = await datasetOf(PEOPLE);
    const seen = dataset.records.filter(({ subject }) => subject < 'p0010');
    const { sha256, name } = await storeModel(OPTIONS.store, `base${process.pid}`, 1 + process.pid);
    try {
      await fileTraining(OPTIONS.store, sha256, { ...trainingRun(seen), people: peopleOf(seen) });
      const { dataset: split, toTrain } = await splitDataset(dataset, { ...OPTIONS, unseenBy: name });
      expect(toTrain).toEqual(Array.from({ length: 10 }, (_, i) => `p000${i}`));
      for (const subject of toTrain) expect(partsOf(split).get(subject)).toBe('train');
      const moved = split.records.map((record) =>
        record.subject === 'p0003' ? { ...record, part: 'test' as Part } : record,
      );
      const torn = await replaceRecords(split, moved, 'moved');
      expect((await checkSplit(torn, { ...OPTIONS, unseenBy: name })).leaks).toMatchObject([
        { kind: 'seen-in-training', subject: 'p0003', part: 'test', model: name },
      ]);
    } finally {
      rmSync(join(tmpdir(), 'likeness-test-home', 'models', sha256), { recursive: true });
    }
  });

  test('cannot be asked of a model whose training is not on record', async () => {
    await expect(
      splitDataset(people, { ...OPTIONS, unseenBy: 'fast', existing: 'anew' }),
    ).rejects.toMatchObject({
      code: 'option_invalid',
      message: 'whom fast was trained on is not on record',
    });
  });
});
