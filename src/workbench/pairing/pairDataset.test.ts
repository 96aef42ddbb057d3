// Data sets of made-up people whose templates lie in the cache as if `fast` had made them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../datasets/dataset.js';
import { population } from '../splitting/people.fixture.js';
import { cacheTemplates, testStore } from '../templates/cached.fixture.js';
import { parseKinds } from './kinds.js';
import { type PairOptions, pairDataset } from './pairDataset.js';

const home = mkdtempSync(join(tmpdir(), 'likeness-pairs-'));
afterAll(() => rmSync(home, { recursive: true }));

const OPTIONS: PairOptions = {
  perSubject: 10,
  nonMated: 4,
  random: true,
  hard: [],
  groups: [],
  ageWithin: 2,
  models: ['fast'],
  seed: 1,
  home,
  store: testStore(),
  threads: 1,
};

/** 40 people: every other one female, born from 1950 on, two a year. */
const PEOPLE = population(40, 40, 1).map(({ record, acquired }) => {
  const number = Number(record.subject.slice(1));
  const groups = { sex: number % 2 ? 'female' : 'male', birthYear: String(1950 + (number >> 1)) };
  return {
    record: { ...record, groups, part: number < 20 ? ('train' as const) : ('test' as const) },
    acquired,
  };
});
const people: Dataset = {
  name: 'people',
  path: home,
  version: '',
  records: PEOPLE.map(({ record }) => record).sort((a, b) => (a.image < b.image ? -1 : 1)),
};
const numberOf = (image: string): number => Number(image.slice(1, 5));
beforeAll(() => cacheTemplates(home, PEOPLE), 120_000);

describe('pairs of a data set', () => {
  test('are of one part, of every kind that is asked for', async () => {
    const hard = parseKinds(['look-alike', 'group', 'age', 'look-alike+group+age']);
    const { pairs, kinds, models, ageFrom } = await pairDataset(people, {
      ...OPTIONS,
      part: 'test',
      hard,
      groups: ['sex'],
    });
    const names = ['mated', 'random', 'look-alike', 'group', 'age', 'look-alike+group+age'];
    expect(kinds.map(({ kind }) => kind)).toEqual(names);
    expect(models.map(({ name }) => name)).toEqual(['fast']);
    expect(ageFrom).toBe('birthYear');
    for (const { kind, reference, probe } of pairs) {
      const [one, other] = [numberOf(reference), numberOf(probe)];
      expect(Math.min(one, other)).toBeGreaterThanOrEqual(20);
      if (kind.includes('group')) expect(one % 2).toBe(other % 2);
      if (kind.includes('age')) expect(Math.abs((one >> 1) - (other >> 1))).toBeLessThanOrEqual(2);
    }
  });

  test('have no random impostors where that is asked for, but never none at all', async () => {
    const { kinds } = await pairDataset(people, {
      ...OPTIONS,
      random: false,
      hard: parseKinds(['look-alike']),
    });
    expect(kinds.map(({ kind }) => kind)).toEqual(['mated', 'look-alike']);
    await expect(pairDataset(people, { ...OPTIONS, random: false })).rejects.toMatchObject({
      code: 'option_invalid',
    });
  });

  test('without look-alikes need no model', async () => {
    const { models, kinds } = await pairDataset(people, { ...OPTIONS, models: ['no such model'] });
    expect(models).toEqual([]);
    expect(kinds.map(({ kind }) => kind)).toEqual(['mated', 'random']);
  });

  test.each([
    [{ hard: parseKinds(['group']) }, 'option_invalid', 'say with --group'],
    [{ hard: parseKinds(['group']), groups: ['region'] }, 'option_invalid', 'there are birthYear, sex'],
    [{ part: 'calibrate' as const }, 'dataset_invalid', 'people has no picture in the part calibrate'],
    [{ probe: ['video' as const] }, 'dataset_invalid', 'no picture can be one of the probes'],
  ])('that cannot be had are refused: %j', async (change, code, message) => {
    await expect(pairDataset(people, { ...OPTIONS, ...change })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test('of one age need an age, and say which attribute would have told it', async () => {
    const records = people.records.map((record) => ({ ...record, groups: { birthYear: 'unknown' } }));
    const hard = parseKinds(['age']);
    await expect(pairDataset({ ...people, records }, { ...OPTIONS, hard })).rejects.toMatchObject({
      code: 'option_invalid',
      message: expect.stringContaining('no picture has the attribute birthYear or age as a number'),
    });
    const aged = people.records.map((record, i) => ({ ...record, groups: { age: String(20 + (i % 30)) } }));
    expect((await pairDataset({ ...people, records: aged }, { ...OPTIONS, hard })).ageFrom).toBe('age');
  });

  test('of a kind that nobody is of are refused, as they would be taken for measured', async () => {
    const records = people.records.map((record) => ({ ...record, groups: { id: record.subject } }));
    const options = { ...OPTIONS, hard: parseKinds(['group']), groups: ['id'] };
    await expect(pairDataset({ ...people, records }, options)).rejects.toMatchObject({
      code: 'dataset_invalid',
      message: 'people has no pair of the kind group',
    });
  });
});
