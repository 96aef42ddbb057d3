import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ModelManifest, ModelStore } from '../../face/index.js';
import { declareTraining, fileTraining, lineageOf, modelsTrainedOn, readPapers } from './papers.js';
import { peopleOf, shared, subjectDigest } from './people.js';
import { pictures, storeModel, trainingRun } from './registry.fixture.js';

let home: string;
let store: ModelStore;
let model: ModelManifest;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'likeness-papers-'));
  store = new ModelStore(home);
  model = await storeModel(store, 'model', 1);
});
afterEach(() => rm(home, { recursive: true }));

describe('people', () => {
  test('are named by the SHA-256 of their names, each once, in order', () => {
    // printf 'Zo\xc3\xab' | sha256sum
    expect(subjectDigest('Zoe\u0308')).toBe(
      'c6a12698582fc1104ea24107a2d7268145ff06ef859707729d01fd060897f067',
    );
    const { subjects } = peopleOf([...pictures('b', 2), ...pictures('a', 1)]);
    expect(subjects).toEqual([...new Set(subjects)].toSorted());
    expect(subjects).toHaveLength(3);
  });

  test('are the same whether a file system composes their names or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(subjectDigest(name.normalize('NFD'))).toBe(subjectDigest(name.normalize('NFC')));
      }),
    );
  });

  test('of two lists that share nobody share nothing, whatever the lists', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 20 }), (n, k) => {
        const all = pictures('p', n + k + 1);
        const [a, b] = [peopleOf(all.slice(0, 2 * n)), peopleOf(all.slice(2 * n))];
        expect(shared(a, b)).toEqual({ subjects: 0, pictures: 0 });
        expect(shared(a, a)).toEqual({ subjects: n, pictures: 2 * n });
      }),
    );
  });
});

describe('papers', () => {
  test('of a model that has none are absent', async () => {
    expect(await readPapers(store, model.sha256)).toEqual({
      manifest: model,
      training: undefined,
      evaluation: undefined,
      calibratedOn: undefined,
      digests: {},
    });
  });

  test('are read as they were written', async () => {
    const run = trainingRun(pictures('train', 3));
    await fileTraining(store, model.sha256, run);
    expect((await readPapers(store, model.sha256)).training).toEqual(run);
  });

  test.each([
    ['no JSON', '{', /not JSON/],
    ['of no known kind', '{"kind":"guess"}', /kind/],
    [
      'a run that names nobody',
      JSON.stringify({ ...trainingRun(pictures('x', 1)), people: { subjects: [], pictures: [] } }),
      /people\.subjects: must name somebody/,
    ],
    ['a run with a field too many', JSON.stringify({ ...trainingRun(pictures('x', 1)), extra: 1 }), /extra/],
  ])('that are %s are refused, and which field it is is said', async (_, text, message) => {
    await store.putPaper(model.sha256, 'training.json', text);
    await expect(readPapers(store, model.sha256)).rejects.toMatchObject({
      code: 'manifest_invalid',
      message: expect.stringMatching(message),
    });
  });

  test('a declaration never takes the place of a run’s record', async () => {
    await fileTraining(store, model.sha256, trainingRun(pictures('train', 3)));
    const declared = { kind: 'declared', at: '2026-11-24T12:00:00Z', by: 'me', data: 'nothing' } as const;
    await expect(declareTraining(store, model.sha256, declared)).rejects.toMatchObject({
      code: 'training_invalid',
    });
  });
});

describe('whom a model saw', () => {
  test('are those of its own training and of all models before it', async () => {
    const base = await storeModel(store, 'base', 2);
    await fileTraining(store, base.sha256, trainingRun(pictures('first', 2)));
    await fileTraining(
      store,
      model.sha256,
      trainingRun(pictures('second', 3), { name: 'base', digest: base.sha256 }),
    );
    const { people, unknown, recorded } = await lineageOf(store, await readPapers(store, model.sha256));
    expect(people).toEqual(peopleOf([...pictures('first', 2), ...pictures('second', 3)]));
    expect({ unknown, recorded }).toEqual({ unknown: [], recorded: true });
    const found = await modelsTrainedOn(store, peopleOf(pictures('first', 1)));
    expect(found.map(({ name }) => name)).toEqual(['base', 'model']);
    expect(await modelsTrainedOn(store, peopleOf(pictures('third', 1)))).toEqual([]);
  });

  test('are, of a fusion, those of all models that were fused, and of all before them', async () => {
    const [first, second, root] = [2, 3, 4].map((seed) => storeModel(store, `base${seed}`, seed));
    const [a, b, c] = [await first!, await second!, await root!];
    const named = ({ name, sha256 }: ModelManifest) => ({ name, digest: sha256 });
    const elsewhere = { name: 'somewhere-else', digest: '9'.repeat(64) };
    await fileTraining(store, c.sha256, trainingRun(pictures('root', 2)));
    await fileTraining(store, a.sha256, trainingRun(pictures('a', 2), named(c)));
    await fileTraining(store, b.sha256, trainingRun(pictures('b', 3), named(c), elsewhere));
    await fileTraining(store, model.sha256, trainingRun(pictures('own', 1), named(a), named(b)));
    const { people, unknown } = await lineageOf(store, await readPapers(store, model.sha256));
    expect(people).toEqual(
      peopleOf([...pictures('root', 2), ...pictures('a', 2), ...pictures('b', 3), ...pictures('own', 1)]),
    );
    expect(unknown).toEqual(['somewhere-else']);
    const names = async (person: string) =>
      (await modelsTrainedOn(store, peopleOf(pictures(person, 1)))).map(({ name }) => name);
    expect(await names('b')).toEqual(['base3', 'model']);
    expect(await names('root')).toEqual(['base2', 'base3', 'base4', 'model']);
  });

  test('are found in records of before fusions, which name one base or none', async () => {
    const base = await storeModel(store, 'base', 2);
    const former = (run: object, before: object | null) => {
      const { bases: _, ...rest } = run as { bases: unknown };
      return JSON.stringify({ ...rest, base: before });
    };
    const from = { name: 'base', digest: base.sha256 };
    await store.putPaper(base.sha256, 'training.json', former(trainingRun(pictures('first', 2)), null));
    await store.putPaper(model.sha256, 'training.json', former(trainingRun(pictures('second', 3)), from));
    const papers = await readPapers(store, model.sha256);
    expect(papers.training).toEqual(trainingRun(pictures('second', 3), from));
    const { people, unknown } = await lineageOf(store, papers);
    expect(people).toEqual(peopleOf([...pictures('first', 2), ...pictures('second', 3)]));
    expect(unknown).toEqual([]);
  });

  test('ends where nothing is on record, and says of whom', async () => {
    const base = { name: 'somewhere-else', digest: '9'.repeat(64) };
    await fileTraining(store, model.sha256, trainingRun(pictures('second', 3), base));
    const { unknown } = await lineageOf(store, await readPapers(store, model.sha256));
    expect(unknown).toEqual(['somewhere-else']);
  });

  test('is found even where two records name each other', async () => {
    const other = await storeModel(store, 'other', 2);
    await fileTraining(
      store,
      other.sha256,
      trainingRun(pictures('a', 1), { name: 'model', digest: model.sha256 }),
    );
    await fileTraining(
      store,
      model.sha256,
      trainingRun(pictures('b', 1), { name: 'other', digest: other.sha256 }),
    );
    const { people } = await lineageOf(store, await readPapers(store, model.sha256));
    expect(people.subjects).toHaveLength(2);
  });
});
