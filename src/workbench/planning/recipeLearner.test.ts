// An adapter really trained, over templates that are put into the cache: no picture is looked at.

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normal, randomStream } from '../../autograd/index.js';
import { defaultModels, embedderManifest, ensureModel, ModelStore } from '../../face/index.js';
import { fnmrAtFmr } from '../../trials/index.js';
import { createDataset, replaceRecords } from '../datasets/dataset.js';
import { recordFixture } from '../datasets/record.fixture.js';
import type { DatasetRecord } from '../datasets/record.js';
import { pipelineDigest } from '../templates/pipelineDigest.js';
import { TemplateCache } from '../templates/templateCache.js';
import { openRecipeLearner, type RecipeLearner } from './recipeLearner.js';

const HOME = join(tmpdir(), 'likeness-test-home');
const folder = mkdtempSync(join(tmpdir(), 'likeness-recipe-learner-'));
const people = join(folder, 'people');
const recipe = join(folder, 'recipe.json');
let learner: RecipeLearner;

/** Documents are what a person looks like, with one thing changed in all of them: what there is to learn. */
beforeAll(async () => {
  const store = new ModelStore(HOME);
  const [detector, landmarks] = await defaultModels(store);
  const model = embedderManifest(await ensureModel(store, 'fast'));
  const records: DatasetRecord[] = [];
  const vectors: Float32Array[] = [];
  const draw = normal(randomStream(1, 'people'));
  for (let i = 0; i < 120; i++) {
    const face = Float32Array.from({ length: model.templateLength }, draw);
    for (const sourceType of ['selfie', 'document'] as const) {
      const part = i < 80 ? 'train' : 'test';
      records.push(recordFixture(`${part}${i}/${sourceType}.jpg`, { part, sourceType }));
      const seen = face.map((value, k) =>
        sourceType === 'document' && k % 3 === 0 ? 0.8 * value + 1.2 * draw() : value + 0.5 * draw(),
      );
      const length = Math.hypot(...seen);
      vectors.push(seen.map((value) => value / length));
    }
  }
  await replaceRecords(await createDataset(people), records, 'ingest: 240 pictures added');
  const key = await pipelineDigest({
    detector: detector!.manifest.sha256,
    landmarks: landmarks!.manifest.sha256,
    model,
    role: 'selfie',
  });
  const cache = await TemplateCache.open(HOME, key, new Set());
  for (const [i, { sha256 }] of records.entries()) {
    const {
      box,
      landmarks: points,
      quality,
    } = records[i]!.face as Extract<DatasetRecord['face'], { kind: 'face' }>;
    const seen = { size: [250, 250] as const, perceptualHash: '7480343f621d7b5e' };
    await cache.add(sha256, {
      kind: 'template',
      seen,
      vector: vectors[i]!,
      faces: 1,
      box,
      landmarks: points,
      quality,
    });
  }
  await cache.close();
  writeFileSync(
    recipe,
    JSON.stringify({
      kind: 'adapter',
      name: 'documents',
      dataset: 'elsewhere',
      base: 'fast',
      heads: 'siblings',
      batch: 16,
      epochs: 10,
      hidden: 32,
      crowd: null,
    }),
  );
  learner = await openRecipeLearner(recipe, people, { home: HOME, threads: 1 });
});

afterAll(async () => {
  await learner.close();
  rmSync(folder, { recursive: true });
});

describe('a recipe as a learner', () => {
  it('may be trained on the part train alone', () => {
    expect(learner.subjects).toHaveLength(80);
    expect(learner.subjects.every((subject) => subject.startsWith('train'))).toBe(true);
  });

  it('compares documents with selfies of the part test, the same before and after training', async () => {
    const before = await learner.untrained!();
    const after = await learner.trainAt({ subjects: learner.subjects, repeat: 0, seed: 1 });
    for (const trials of [before, after]) {
      expect(trials.subjects).toBe(40);
      expect(trials.mated.scores).toHaveLength(40);
      expect(trials.nonMated.trials).toBe(40 * 39);
    }
    expect(after.ids).toEqual(before.ids);
    expect([...after.mated.scores]).not.toEqual([...before.mated.scores]);
    const missed = ({ mated, nonMated }: typeof before) => {
      const at = fnmrAtFmr(mated.scores, nonMated.scores, 0.05);
      return at.kind === 'threshold' ? at.fnmr.rate : Number.NaN;
    };
    expect(missed(after)).toBeLessThanOrEqual(missed(before));
  });

  it('refuses fewer subjects than a batch, as the recipe does', async () => {
    const draw = { subjects: learner.subjects.slice(0, 10), repeat: 0, seed: 1 };
    await expect(learner.trainAt(draw)).rejects.toMatchObject({ code: 'training_unsuitable' });
  });

  it('leaves nothing of its trainings behind', async () => {
    const runs = () => readdirSync(join(HOME, 'runs')).filter((name) => name.startsWith('plan-'));
    const before = runs();
    const other = await openRecipeLearner(recipe, people, { home: HOME, threads: 1 });
    await expect(other.trainAt({ subjects: [], repeat: 0, seed: 1 })).rejects.toMatchObject({
      code: 'training_unsuitable',
    });
    await other.close();
    expect(runs()).toEqual(before);
  });

  it('is none where a recipe makes no templates', async () => {
    const liveness = join(folder, 'liveness.json');
    writeFileSync(liveness, JSON.stringify({ kind: 'liveness', name: 'attacks', dataset: people }));
    await expect(openRecipeLearner(liveness, people, { home: HOME })).rejects.toMatchObject({
      code: 'recipe_invalid',
    });
  });
});
