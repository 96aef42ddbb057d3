// A recipe on a data set whose pictures are nowhere: their templates by `fast` are in the cache, as after an ingest.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { normal, randomStream } from '../../autograd/index.js';
import { ensureModel, ModelStore } from '../../face/index.js';
import { createDataset, replaceRecords } from '../datasets/dataset.js';
import { recordFixture } from '../datasets/record.fixture.js';
import type { DatasetRecord } from '../datasets/record.js';
import { readPapers } from '../registry/papers.js';
import { peopleOf, shared } from '../registry/people.js';
import { cacheTemplates } from '../templates/cached.fixture.js';
import { fileRecipe, parseRecipe } from './index.js';

const PEOPLE = 60;
const LENGTH = 128;

let home: string;
let store: ModelStore;
let records: DatasetRecord[];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'recipes-'));
  store = new ModelStore(home);
  await ensureModel(store, 'fast');
  const draw = normal(randomStream(1, 'people'));
  const pictures = Array.from({ length: PEOPLE }, (_, person) => {
    const identity = Array.from({ length: LENGTH }, draw);
    return (['document', 'selfie'] as const).map((sourceType) => {
      const seen = identity.map(
        (value, k) => value + 0.6 * draw() + (sourceType === 'document' && k < 9 ? 2 : 0),
      );
      const length = Math.hypot(...seen);
      const record = recordFixture(`P${String(person).padStart(2, '0')}/${sourceType}.jpg`, {
        sourceType,
        part: person < 40 ? 'train' : 'test',
        perceptualHash: hashOf(person, sourceType),
        terms: { source: null, licence: 'own cases', consent: 'given', purpose: null, retainUntil: null },
      });
      return { record, vector: Float32Array.from(seen, (value) => value / length) };
    });
  }).flat();
  records = pictures.map(({ record }) => record);
  await cacheTemplates(
    home,
    pictures.map(({ record, vector }) => ({
      record,
      acquired: {
        kind: 'template',
        seen: { size: [250, 250], perceptualHash: record.perceptualHash! },
        vector,
        faces: 1,
        box: [80, 70, 90, 110],
        landmarks: Array.from({ length: 10 }, () => 100),
        quality: {},
      },
    })),
  );
});

afterAll(() => rm(home, { recursive: true }));

/** Far from every other, as of pictures that have nothing to do with each other. */
function hashOf(person: number, sourceType: string): string {
  const random = randomStream(person, sourceType);
  return Array.from({ length: 16 }, () => Math.floor(16 * random()).toString(16)).join('');
}

async function dataset(name: string, rows: readonly DatasetRecord[]): Promise<string> {
  const path = join(home, name);
  await replaceRecords(await createDataset(path), rows, 'made for a test');
  return path;
}

const train = (path: string, more: object = {}) =>
  fileRecipe(
    parseRecipe(
      { kind: 'adapter', name: 'documents', dataset: path, base: 'fast', ...more },
      'the test',
      '/',
    ),
    {
      home,
      threads: 1,
      command: 'likeness train documents.json',
    },
  );

describe('a recipe', () => {
  test('leaves a model in the registry with whom it saw, how and why', async () => {
    const { model, findings } = await train(await dataset('people', records));
    expect(model).toMatchObject({
      name: 'documents',
      kind: 'embedder',
      documentOutput: 'document',
      templateLength: 132,
    });
    const { training } = await readPapers(store, model.sha256);
    if (training?.kind !== 'run') throw new Error('no record of a run');
    expect(training.people.subjects).toHaveLength(40);
    expect(shared(training.people, peopleOf(records.filter(({ part }) => part === 'test')))).toEqual({
      subjects: 0,
      pictures: 0,
    });
    expect(training.bases).toMatchObject([{ name: 'fast' }]);
    expect(training.dataset.terms).toEqual([
      { licence: 'own cases', source: null, consent: 'given', pictures: 80 },
    ]);
    expect(training.recipe).toMatchObject({ kind: 'adapter', heads: 'offset', seed: 1 });
    expect(Object.keys(training.reasons)).toEqual(['base', 'heads', 'crowd']);
    expect(findings.map(({ what }) => what)).toContain('least Cllr, people who were watched');
  });

  test('gives the same model again', async () => {
    const path = await dataset('again', records);
    const [first, second] = [await train(path), await train(path)];
    expect(second.model.sha256).toBe(first.model.sha256);
  });

  test('never takes the place of another model by its name', async () => {
    const path = await dataset('name', records);
    await expect(train(path, { name: 'fast' })).rejects.toMatchObject({ code: 'option_invalid' });
    await train(path);
    await expect(train(path, { crowd: null })).rejects.toMatchObject({ code: 'option_invalid' });
  });

  test('is not trained where a picture lies in two parts', async () => {
    const twice = { ...records[0]!, image: 'P59/again.jpg', subject: 'P59', part: 'test' as const };
    await expect(train(await dataset('leak', [...records, twice]))).rejects.toMatchObject({
      code: 'split_leaks',
    });
  });

  test('needs somebody in the part train', async () => {
    const undivided = records.map((record) => ({ ...record, part: null }));
    await expect(train(await dataset('undivided', undivided))).rejects.toMatchObject({
      code: 'training_unsuitable',
      hint: 'Divide it first: `likeness data split`.',
    });
  });
});

describe('a recipe that cannot be read', () => {
  test.each([
    [{ kind: 'potion' }, 'kind must be one of'],
    [{ kind: 'adapter', dataset: 'x' }, 'name'],
    [{ kind: 'adapter', name: 'Big Name', dataset: 'x' }, 'name: must be lower-case'],
    [{ kind: 'adapter', name: 'a', dataset: 'x', crowd: { weight: 2 } }, 'crowd.weight'],
    [{ kind: 'adapter', name: 'a', dataset: 'x', colour: 'blue' }, 'colour'],
  ])('is refused with the field that is wrong: %o', (value, message) => {
    expect(() => parseRecipe(value, 'r.json', '/')).toThrow(message);
    expect(() => parseRecipe(value, 'r.json', '/')).toThrow(
      expect.objectContaining({ code: 'recipe_invalid' }),
    );
  });
});
